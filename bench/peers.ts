// Whole programs beside those that people use for the same: `node bench/peers.ts`. What is not installed has a row that says so.
// Each gets the machine of the preset `dinero`, or what it has that is nearest, and its own kind of input.

import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { product } from './product.ts';
import { DISCO, has, type Run, run } from './program.ts';
import { CACHE, PROGRAM, realRecording } from './recording.ts';
import { median, publish, smoke } from './results.ts';

const ROUNDS = 5;
const { convert, openTrace } = product;

/** A way to the misses of a program's caches. */
interface Peer {
  name: string;
  input: string;
  /** The program that has to be installed; undefined: ours. */
  needs?: string;
  command: readonly string[];
  /** References of its input: the recording's, unless it says itself. */
  references?: (run: Run) => number;
}

if (smoke) {
  publish('peers', []);
  process.exit();
}

const { text, container, references } = await realRecording();
const din = `${CACHE}cc1.din`;
if (!existsSync(din)) await convert(await openTrace(text, { details: true }), din);
const source = `${CACHE}sum.c`;
writeFileSync(source, PROGRAM);
const cc1 = execFileSync('cc', ['-print-prog-name=cc1'], { encoding: 'utf8' }).trim();
const compile = [cc1, '-quiet', '-O1', source, '-o', '/dev/null'];
const ours = (input: string, path: string): Peer => ({
  name: 'Disco Replay',
  input,
  command: [...DISCO, 'replay', path, '--structure', 'dinero', '--json'],
});

/** Numbers behind these words in what cachegrind says at its end. */
const saidBy = ({ stderr }: Run, ...names: string[]): number =>
  names.reduce((sum, name) => {
    const said = new RegExp(`${name}\\s+refs:\\s+([0-9,]+)`).exec(stderr)?.[1];
    if (said === undefined) throw new Error(`cachegrind says nothing of ${name} refs`);
    return sum + Number(said.replaceAll(',', ''));
  }, 0);

const PEERS: readonly Peer[] = [
  ours('container', container),
  ours('lackey text', text),
  ours('din text', din),
  {
    name: 'DineroIV',
    input: 'din text',
    needs: 'dineroIV',
    command: ['sh', '-c', 'exec dineroIV -informat d -l1-isize 16k -l1-ibsize 32 -l1-iassoc 2 -l1-dsize 16k -l1-dbsize 32 -l1-dassoc 2 <"$1"', 'sh', din], // biome-ignore format: a command
  },
  {
    name: 'cachegrind',
    input: 'the program itself, which it runs',
    needs: 'valgrind',
    command: ['valgrind', '--tool=cachegrind', '--cache-sim=yes', '--cachegrind-out-file=/dev/null', '--I1=32768,2,64', '--D1=32768,2,32', '--LL=1048576,2,128', ...compile], // biome-ignore format: a command
    references: (run) => saidBy(run, 'I', 'D'),
  },
  {
    name: 'drcachesim',
    input: 'the program itself, which it runs',
    needs: 'drrun',
    command: ['drrun', '-t', 'drcachesim', '--', ...compile],
    references: ({ stderr }) =>
      [...stderr.matchAll(/(?:Hits|Misses):\s+([0-9,]+)/g)].slice(0, 4).reduce((sum, [, n]) => sum + Number(n.replaceAll(',', '')), 0), // biome-ignore format: a line
  },
];

const rows = new Map<Peer, { cpu: number[]; elapsed: number[] }>();
for (let round = 0; round < ROUNDS; round++)
  for (const peer of PEERS) {
    if (peer.needs !== undefined && !has(peer.needs)) continue;
    const took = run(peer.command);
    const millions = (peer.references?.(took) ?? references) / 1e6;
    const { cpu, elapsed } = rows.get(peer) ?? { cpu: [], elapsed: [] };
    rows.set(peer, { cpu: [...cpu, millions / took.cpu], elapsed: [...elapsed, millions / took.elapsed] });
  }

publish('peers', [
  {
    name: 'bench-peers',
    caption: `Whole programs, their start included, on gcc's compiler proper, millions of references a second, medians of ${ROUNDS} rounds`,
    head: ['program', 'reads', 'by CPU time', 'by elapsed time'],
    align: 'llrr',
    rows: PEERS.map((peer) => {
      const speeds = rows.get(peer);
      const cells = speeds === undefined ? ['not installed', ''] : [speeds.cpu, speeds.elapsed].map((all) => median(all).toFixed(0)); // biome-ignore format: a line
      return [peer.name, peer.input, ...cells];
    }),
  },
]);
