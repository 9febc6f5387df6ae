import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MarkerType } from '../../src/trace/drmemtrace/entries.ts';
import { PRESETS } from '../../src/trace/layout/presets.ts';
import { disco } from '../command-line.ts';
import { temporaryFolder } from '../temporary.ts';
import { at, fetch, load, marker, store, threadFile } from '../trace/drmemtrace/entries.ts';

/** A little of everything that a trace can hold: accesses of every kind, events, pages, tasks, two CPUs and modes. */
const CSV = `# cpus=2 level=system architecture=mips32 source=fuzz command=make all
cpu,task,mode,kind,address,size,info
0,1,u,I,400000,12,n3
0,1,u,L,7fff0000,8,
0,1,u,S,10010000,16,
0,1,u,M,10010ffc,8,
0,1,u,X,400010,0,syscall 4001
0,1,k,X,80000180,0,trap 180
0,1,k,I,80000180,8,n2
0,1,k,X,80002000,0,enter open
0,1,k,L,c0000010,4,
0,1,k,X,80002000,0,lock 7
0,1,k,S,80100000,4,
0,1,k,X,80002000,0,unlock 7
0,1,k,X,80200000,0,disk-read 0 8 8
0,1,k,X,80200000,0,file-block 0 8 8
0,1,k,X,80300000,0,zero-page
0,1,k,X,80002000,0,leave
0,1,k,X,80000200,0,eret
1,2,u,I,400000,36,n9
1,2,u,L,7ffe0000,4,
1,2,u,P,7ffe0000,0,1f
1,2,u,S,20000,1,
1,2,k,X,0,0,idle
1,2,k,X,0,0,resume
0,1,u,L,10010000,300,
`;

/** Contents to start from, by name: every format that is written, plain and compressed. */
export const SEEDS: Readonly<Record<string, Buffer>> = await made();

async function made(): Promise<Record<string, Buffer>> {
  const folder = temporaryFolder('seeds');
  const seeds: Record<string, Buffer> = { 'seed.csv': Buffer.from(CSV) };
  const names = ['seed.arrow', 'seed.din', 'seed.lackey', 'seed.champsim', 'seed.csv.gz', 'seed.csv.zst', 'seed.lackey.gz', 'plain.csv']; // biome-ignore format: a list
  for (const name of names) {
    const out = join(folder, name);
    const { code, stderr } = await disco(['trace', 'convert', '-', out], [CSV]);
    if (code !== 0) throw new Error(`${name}: ${stderr}`);
    seeds[name] = readFileSync(out);
  }
  for (const { name, example } of PRESETS) seeds[`${name}.txt`] = Buffer.from(`${example}\n`.repeat(5));
  seeds['drmemtrace.trace'] = threadFile(5, [
    at(1),
    fetch(0x400000),
    load(0x10000),
    marker(MarkerType.cpu, 1),
    at(2),
    fetch(0x400004),
    store(0x20000),
  ]);
  return seeds;
}
