// The most memory that a comparison takes, by the trace's length and the threads that replay: `node bench/memory.ts`, some five minutes.

import { mkdirSync, rmSync } from 'node:fs';
import { load, product } from './product.ts';
import { DISCO, run } from './program.ts';
import { CACHE } from './recording.ts';
import { publish, smoke, verdict } from './results.ts';

const { loadWorkload, synthesize } =
  await load<typeof import('../src/trace/synthetic/index.ts')>('trace/synthetic/index');
const { convert, openTrace } = product;

/** Instructions of each trace: some 100, 200 and 300 M references, as those that are sure to hit are left out. */
const LENGTHS = smoke ? [1e6] : [2.5e9, 5e9, 7.5e9];
const THREADS = [1, 2, 4];
/** The longest trace over the shortest. */
const AIM = 1.1;

/** Has a process say at its end what it took, in KB. */
const PEAK = 'import{isMainThread}from"node:worker_threads";if(isMainThread)process.on("exit",()=>console.error("peak "+process.resourceUsage().maxRSS))'; // biome-ignore format: a module
const [node, cli] = DISCO;

/** MB that a comparison of two structures takes at most. */
function peak(path: string, threads: number): number {
  const command = [node, '--import', `data:text/javascript,${encodeURIComponent(PEAK)}`, cli, 'compare', path, '-s', 'irix,disco', '--workers', `${threads}`]; // biome-ignore format: a command
  return Number(/^peak (\d+)$/m.exec(run(command).stderr)?.[1]) / 1024;
}

mkdirSync(CACHE, { recursive: true });
const path = `${CACHE}memory.arrow`;
const rows: { references: number; megabytes: number[] }[] = [];
for (const instructions of LENGTHS) {
  const set = [`instructions=${instructions}`];
  await convert(synthesize(loadWorkload('database', set), 'synthetic:database'), path);
  const { references } = (await openTrace(path)).totals!;
  rows.push({ references, megabytes: THREADS.map((threads) => peak(path, threads)) });
}
rmSync(path);

const growth = Math.max(...THREADS.map((_, n) => rows.at(-1)!.megabytes[n] / rows[0].megabytes[n]));
publish('memory', [
  {
    name: 'bench-memory',
    caption: 'MB of memory that the whole process takes at most, `disco compare -s irix,disco` of a container',
    head: ['M references', ...THREADS.map((threads) => `${threads} ${threads === 1 ? 'thread' : 'threads'}`)],
    align: 'rrrr',
    rows: rows.map(({ references, megabytes }) => [(references / 1e6).toFixed(0), ...megabytes.map((mb) => mb.toFixed(0))]), // biome-ignore format: a line
  },
  {
    name: 'bench-memory-growth',
    caption: 'The longest of these traces over the shortest, at most',
    head: ['growth', 'aim'],
    align: 'rl',
    rows: [[growth.toFixed(2), verdict(growth, 'at most', AIM)]],
  },
]);
