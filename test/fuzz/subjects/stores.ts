import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { disco } from '../../command-line.ts';
import { temporaryFolder } from '../../temporary.ts';
import type { Subject } from '../case.ts';
import '../seeds.ts'; // first: commands are carried out one at a time
import { damagedBytes } from '../damage.ts';

const TRACE = '0,1,u,I,400000,4,\n0,1,u,L,10000,4,\n1,1,u,S,10000,4,\n';
const SWEEP = [
  'sweep',
  't.csv',
  '--structures',
  'flash',
  '--vary',
  'tlb.entries=32,64',
  '--engine',
  'process',
  '--no-charts',
  '--json',
];

/** The files of a store after a sweep of the trace, by name, and what the sweep printed. */
const { kept, printed } = await swept();

async function swept(): Promise<{ kept: Record<string, Buffer>; printed: string }> {
  const folder = temporaryFolder('stores');
  const before = process.cwd();
  process.chdir(folder);

  writeFileSync('t.csv', TRACE);
  const { code, stdout, stderr } = await disco([...SWEEP, '--store', 'store', '--out', 'out']);
  process.chdir(before);
  if (code !== 0) throw new Error(stderr);
  const names = globSync('store/**/*.*', { cwd: folder }).sort();
  return { kept: Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name))])), printed: stdout };
}

/** What was kept of counts, damaged: it is as if it were not there. */
export const STORES: Subject = {
  name: 'stores',
  draw(chance) {
    const damaged = chance.pick(Object.keys(kept));
    return {
      files: { ...kept, 't.csv': Buffer.from(TRACE), [damaged]: damagedBytes(chance, kept[damaged]) },
      commands: [[...SWEEP, '--store', 'store', '--out', 'out']],
      judge: ([{ code, stdout }]) =>
        code === 0 && stdout === printed ? undefined : `the results are not those of a sound store: exit code ${code}`,
    };
  },
};
