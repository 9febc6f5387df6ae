// Commands of several structures on one core and on two, and what it takes to start: `node bench/commands.ts`, five minutes.

import { DISCO, type Run, run } from './program.ts';
import { median, medianRatio, publish, smoke, verdict } from './results.ts';

const ROUNDS = smoke ? 1 : 7;
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

/** On so many of the machine's cores, with as many workers. */
const on = (cores: number, args: readonly string[]): Run =>
  run(['taskset', '-c', `0-${cores - 1}`, ...DISCO, ...args, '--workers', `${cores}`]);

const rows: string[][] = [];
for (const args of COMMANDS) {
  const elapsed: [number[], number[]] = [[], []];
  const cpu: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    const [one, two] = [on(1, args), on(2, args)];
    if (one.stdout !== two.stdout) throw new Error(`disco ${args.join(' ')} prints something else with two workers`);
    for (const [n, each] of [one, two].entries()) {
      elapsed[n].push(each.elapsed);
      cpu[n].push(each.cpu);
    }
  }
  const gain = medianRatio(elapsed[0], elapsed[1]);
  const least = cpu[1].map((seconds) => seconds / 2);
  const seconds = [elapsed[0], elapsed[1], cpu[0], cpu[1], least].map((all) => median(all).toFixed(2));
  rows.push([`\`disco ${args.join(' ')}\``, ...seconds, gain.toFixed(2), verdict(gain, 'at least', AIM)]);
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
    caption: `Commands on one core with one worker and on two cores with two, seconds, medians of ${ROUNDS} rounds; at best: half of the CPU time on two cores`,
    head: ['command', 'elapsed, one core', 'two', 'CPU time, one core', 'two', 'at best', 'times as fast', 'aim'],
    align: 'lrrrrrrl',
    rows,
  },
  {
    name: 'bench-start',
    caption: `Elapsed milliseconds to start, medians of ${3 * ROUNDS} rounds`,
    head: ['`disco --version`', '`node -e 0`', 'above it', 'aim'],
    align: 'rrrl',
    rows: [[...starts.map((all) => median(all).toFixed(0)), above.toFixed(0), verdict(above, 'at most', START_AIM)]],
  },
]);
