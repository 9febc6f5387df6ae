// Speed of `price`: `node bench/price.ts`, or as the end of `npm run bench`; --smoke: a moment, no targets. Each case alternates with a yardstick,
// a plain sum of count × cost over the same counts without structure, waiting or parts, so that a ratio holds on a busy machine too.

import { fileURLToPath } from 'node:url';
import type { Counts } from '../src/replay/counts/counts.ts';
import { compiled, load, product } from './product.ts';

const { loadCosts, loadStructure, openTrace, prepare, price, replay } = product;
const { PriceForm } = await load<typeof import('../src/price/form/price-form.ts')>('price/form/price-form');

const smoke = process.argv.includes('--smoke');
const ROUNDS = smoke ? 1 : 9;
/** CPU time of a case in a round. */
const MS = smoke ? 5 : 150;
const costs = loadCosts('flash');

const trace = (name: string): string => fileURLToPath(new URL(`../traces/${name}.arrow`, import.meta.url));
const CASES: readonly (readonly [name: string, trace: string, structure: string, target: number])[] = [
  ['one CPU, native', trace('make'), 'flash', 100_000],
  ['one CPU, Disco', trace('make'), 'disco', 100_000],
  ['8 CPUs, native, memory and locks', trace('radix8'), 'irix', 10_000],
  ['8 CPUs, Disco, memory and locks', trace('radix8'), 'disco', 10_000],
  ['8 CPUs, native, memory, locks and disks', 'synthetic:pmake8', 'irix', 10_000],
  ['8 CPUs, Disco, memory, locks and disks', 'synthetic:pmake8', 'disco', 10_000],
];

const cpuMs = (): number => process.threadCpuUsage().user / 1000 + process.threadCpuUsage().system / 1000;
const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1];

/** Calls a second of this thread's CPU time. */
function rate(work: () => unknown): number {
  const started = cpuMs();
  let calls = 0;
  for (let batch = 1; cpuMs() - started < MS; batch = Math.min(2 * batch, 256), calls += batch)
    for (let i = 0; i < batch; i++) work();
  return (1000 * calls) / (cpuMs() - started);
}

/** A sum of count × cost over all counts, zeroes too: what a price would be if nothing were kept apart and nobody waited. */
function plainSum(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] * ((i & 63) + 1);
  return sum;
}

function measure(counts: Counts): Record<'times' | 'totals' | 'yardstick' | 'prepare', number> {
  const form = prepare(counts);
  const works = {
    times: () => price(counts, costs),
    totals: () => form.totals(costs),
    yardstick: () => plainSum(counts.values),
    prepare: () => new PriceForm(counts).times(costs),
  };
  const rates = { times: [], totals: [], yardstick: [], prepare: [] } as Record<keyof typeof works, number[]>;
  for (let round = 0; round < ROUNDS; round++)
    for (const name of Object.keys(works) as (keyof typeof works)[]) rates[name].push(rate(works[name]));
  return {
    times: median(rates.times),
    totals: median(rates.totals),
    yardstick: median(rates.times.map((times, round) => times / rates.yardstick[round])),
    prepare: 1000 / median(rates.prepare),
  };
}

console.log(
  `price, a second of CPU time, medians of ${ROUNDS} rounds; ${compiled ? 'compiled' : 'from sources'}, Node ${process.version}`,
);
const whole = (n: number): string => Math.round(n).toLocaleString('en-US');
console.log(`${'times'.padStart(9)} ${'totals'.padStart(9)}  times / a plain sum of all counts`);
for (const [name, path, structure, target] of CASES) {
  if (smoke && path.startsWith('synthetic:')) continue;
  const { times, totals, yardstick, prepare } = measure(await replay(await openTrace(path), loadStructure(structure)));
  const verdict = smoke ? '' : `  target ${whole(target)}: ${times >= target ? 'met' : 'MISSED'}`;
  console.log(
    `${whole(times).padStart(9)} ${whole(totals).padStart(9)}  ${yardstick.toFixed(2).padStart(5)}  ${name}; made ready in ${prepare.toFixed(1)} ms${verdict}`,
  );
}
