// Whole programs beside those that people use for the same: `node bench/peers.ts`. What is not installed has a row that says so.
// Each gets the machine of the preset `dinero`, or what it has that is nearest, and its own kind of input.

import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { product } from './product.ts';
import { DISCO, has, type Run, run } from './program.ts';
import { CACHE, PROGRAM, realRecording } from './recording.ts';
import { median, medianRatio, publish, smoke } from './results.ts';
import { compile as compileTwin } from './twins.ts';

const ROUNDS = 5;
const OURS = 'Disco Replay';
/** What is run by the program that counts, and needs no recording. */
const LIVE = 'the program itself, which it runs';
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

const { text, container, words, references } = await realRecording();
const din = `${CACHE}cc1.din`;
if (!existsSync(din)) await convert(await openTrace(text, { details: true }), din);
const source = `${CACHE}sum.c`;
writeFileSync(source, PROGRAM);
const cc1 = execFileSync('cc', ['-print-prog-name=cc1'], { encoding: 'utf8' }).trim();
const compile = [cc1, '-quiet', '-O1', source, '-o', '/dev/null'];
const ours = (input: string, path: string): Peer => ({
  name: OURS,
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

/** A program in C of this folder, of the machine `flash`. */
const inC = (name: string, input: string, path: string): Peer => ({ name: `C, \`bench/${name}.c\``, input, command: [compileTwin(name), path] }); // biome-ignore format: a record

const PEERS: readonly Peer[] = [
  ours('container', container),
  ours('lackey text', text),
  ours('din text', din),
  inC('twin', 'raw words', words),
  inC('twin-hot', 'raw words', words),
  inC('twin-lackey', 'lackey text', text),
  {
    name: 'DineroIV',
    input: 'din text',
    needs: 'dineroIV',
    command: ['sh', '-c', 'exec dineroIV -informat d -l1-isize 32k -l1-ibsize 64 -l1-iassoc 2 -l1-dsize 32k -l1-dbsize 32 -l1-dassoc 2 -l2-usize 1m -l2-ubsize 128 -l2-uassoc 2 <"$1"', 'sh', din], // biome-ignore format: a command
  },
  {
    name: 'cachegrind',
    input: LIVE,
    needs: 'valgrind',
    command: ['valgrind', '--tool=cachegrind', '--cache-sim=yes', '--cachegrind-out-file=/dev/null', '--I1=32768,2,64', '--D1=32768,2,32', '--LL=1048576,2,128', ...compile], // biome-ignore format: a command
    references: (run) => saidBy(run, 'I', 'D'),
  },
  {
    name: 'drcachesim',
    input: LIVE,
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

/** How many times as fast as each of the others we are, by elapsed time, from what people have and from our own container. */
function standing(): string {
  const others = [...rows].filter(([{ name }]) => name !== OURS);
  const sentence = (peer: Peer): string => {
    const own = rows.get(peer)!.elapsed;
    const beside = others.map(([{ name, input }, { elapsed }]) => `${medianRatio(own, elapsed).toFixed(2)} of ${name}${input === LIVE ? '' : ` from ${input}`}`); // biome-ignore format: a line
    return `By elapsed time, ${OURS} from ${peer.input} has the speed of the others times: ${beside.join('; ')}.`;
  };
  return PEERS.slice(0, 2).map(sentence).join('\n');
}

publish('peers', [
  {
    name: 'bench-peers',
    caption: `Whole programs, their start included, on gcc's compiler proper, millions of references a second, medians of ${ROUNDS} rounds`,
    head: ['program', 'reads', 'by CPU time', 'by elapsed time'],
    align: 'llrr',
    so: standing(),
    rows: PEERS.map((peer) => {
      const speeds = rows.get(peer);
      const cells = speeds === undefined ? ['not installed', ''] : [speeds.cpu, speeds.elapsed].map((all) => median(all).toFixed(0)); // biome-ignore format: a line
      return [peer.name, peer.input, ...cells];
    }),
  },
]);
