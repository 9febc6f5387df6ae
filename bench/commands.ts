// Commands of several structures with one worker and with two, and what it takes to start: `node bench/commands.ts`, five minutes.

import { DISCO, run } from './program.ts';
import { median, medianRatio, publish, smoke, verdict } from './results.ts';

const ROUNDS = smoke ? 1 : 5;
const AIM = 1.7;
/** Milliseconds that the command line may take to start, above Node. */
const START_AIM = 50;

const COMMANDS: readonly (readonly string[])[] = smoke
  ? [['compare', 'pointer-chase']]
  : [
      ['compare', 'synthetic:pmake8', '-s', 'irix,1vm,2vm,4vm,8vm'],
      ['ablate', 'make'],
      ['reproduce', 'fig5'],
    ];

const workers: string[][] = [];
for (const args of COMMANDS) {
  const elapsed: [number[], number[]] = [[], []];
  const cpu: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    const [one, two] = [1, 2].map((count) => run([...DISCO, ...args, '--workers', String(count)]));
    if (one.stdout !== two.stdout) throw new Error(`disco ${args.join(' ')} prints something else with two workers`);
    for (const [n, each] of [one, two].entries()) {
      elapsed[n].push(each.elapsed);
      cpu[n].push(each.cpu);
    }
  }
  const gain = medianRatio(elapsed[0], elapsed[1]);
  const seconds = [elapsed[0], elapsed[1], cpu[0], cpu[1]].map((all) => median(all).toFixed(2));
  workers.push([`\`disco ${args.join(' ')}\``, ...seconds, gain.toFixed(2), verdict(gain, 'at least', AIM)]);
}

const starts: [disco: number[], node: number[]] = [[], []];
for (let round = 0; round < 3 * ROUNDS; round++) {
  starts[0].push(1000 * run([...DISCO, '--version']).elapsed);
  starts[1].push(1000 * run([process.execPath, '-e', '0']).elapsed);
}
const above = median(starts[0].map((ms, n) => ms - starts[1][n]));

publish('commands', [
  {
    name: 'bench-workers',
    caption: `Commands with one worker and with two, seconds, medians of ${ROUNDS} rounds`,
    head: ['command', 'elapsed, one', 'two', 'CPU time, one', 'two', 'times as fast', 'aim'],
    align: 'lrrrrrl',
    rows: workers,
  },
  {
    name: 'bench-start',
    caption: `Elapsed milliseconds to start, medians of ${3 * ROUNDS} rounds`,
    head: ['`disco --version`', '`node -e 0`', 'above it', 'aim'],
    align: 'rrrl',
    rows: [[...starts.map((all) => median(all).toFixed(0)), above.toFixed(0), verdict(above, 'at most', START_AIM)]],
  },
]);
