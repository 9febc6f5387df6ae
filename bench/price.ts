// Speed of `price`: `node bench/price.ts`; --smoke: a moment. Each case alternates with a yardstick,
// a plain sum of count × cost over the same counts without structure, waiting or parts, so that a ratio holds on a busy machine too.

import { fileURLToPath } from 'node:url';
import type { Counts } from '../src/replay/counts/counts.ts';
import { load, product } from './product.ts';
import { median, medianRatio, publish, smoke, threadNs, verdict } from './results.ts';

const { loadCosts, loadStructure, openTrace, prepare, price, replay } = product;
const { PriceForm } = await load<typeof import('../src/price/form/price-form.ts')>('price/form/price-form');

const ROUNDS = smoke ? 1 : 9;
/** CPU time of a case in a round. */
const MS = smoke ? 5 : 150;
const costs = loadCosts('flash');

const trace = (name: string): string => fileURLToPath(new URL(`../traces/${name}.arrow`, import.meta.url));
const CASES: readonly (readonly [name: string, trace: string, structure: string, aim: number])[] = [
  ['one CPU, native', trace('make'), 'flash', 100_000],
  ['one CPU, Disco', trace('make'), 'disco', 100_000],
  ['8 CPUs, native, memory and locks', trace('radix8'), 'irix', 10_000],
  ['8 CPUs, Disco, memory and locks', trace('radix8'), 'disco', 10_000],
  ['8 CPUs, native, memory, locks and disks', 'synthetic:pmake8', 'irix', 10_000],
  ['8 CPUs, Disco, memory, locks and disks', 'synthetic:pmake8', 'disco', 10_000],
];

const cpuMs = (): number => threadNs() / 1e6;

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
    yardstick: medianRatio(rates.times, rates.yardstick),
    prepare: 1000 / median(rates.prepare),
  };
}

const whole = (n: number): string => Number(n.toPrecision(3)).toLocaleString('en-US');
const rows: string[][] = [];
for (const [name, path, structure, aim] of CASES) {
  if (smoke && path.startsWith('synthetic:')) continue;
  const { times, totals, yardstick, prepare } = measure(await replay(await openTrace(path), loadStructure(structure)));
  rows.push([name, whole(times), whole(totals), verdict(times, 'at least', aim), yardstick.toFixed(1), prepare.toFixed(1)]); // biome-ignore format: a row
}
publish('price', [
  {
    name: 'bench-price',
    caption: `Prices a second of CPU time, medians of ${ROUNDS} rounds`,
    head: ['counts of', '`times`', '`totals`', 'aim of `times`', '`times` / a plain sum', 'made ready in ms'],
    align: 'lrrlrr',
    rows,
  },
]);
