// Eight structures of different geometries on one core, beside each of them alone: `node bench/structures.ts`; --smoke: that both count the same.

import { isDeepStrictEqual } from 'node:util';
import { product } from './product.ts';
import { realRecording } from './recording.ts';
import { median, publish, smoke, threadNs, verdict } from './results.ts';

const { loadStructure, openTrace, replayAll } = product;
const ROUNDS = smoke ? 1 : 7;
const AIM = 5;

/** Nothing is the same in any two of them, so that no two share a pass. */
const GEOMETRIES: readonly (readonly string[])[] = [
  [],
  ['cache.l1d.sizeBytes=16KiB', 'tlb.entries=32'],
  ['cache.l1i.sizeBytes=64KiB', 'cache.l1d.sizeBytes=64KiB', 'cache.l2.sizeBytes=2MiB'],
  ['cache.l1i.ways=4', 'cache.l1d.ways=4', 'tlb.entries=128'],
  ['cache.l1i.lineBytes=32', 'cache.l1d.lineBytes=64', 'cache.l2.lineBytes=64'],
  ['cache.l1i.ways=1', 'cache.l1d.ways=1', 'cache.l2.ways=4'],
  ['cache.l1i.sizeBytes=8KiB', 'cache.l1d.sizeBytes=8KiB', 'cache.l2.sizeBytes=256KiB'],
  ['cache.l1d.replacement=fifo', 'tlb.entries=256'],
];
const structures = GEOMETRIES.map((set) => loadStructure('flash', set));
const path = smoke ? 'pointer-chase' : (await realRecording()).container;

/** Nanoseconds of this thread's CPU time. */
async function time<T>(work: () => Promise<T>): Promise<{ ns: number; result: T }> {
  const before = threadNs();
  const result = await work();
  return { ns: threadNs() - before, result };
}

const ratios: number[] = [];
const means: number[] = [];
for (let round = 0; round <= ROUNDS; round++) {
  const together = await time(async () => replayAll(await openTrace(path), structures));
  let sum = 0;
  for (const [n, structure] of structures.entries()) {
    const alone = await time(async () => replayAll(await openTrace(path), [structure]));
    sum += alone.ns;
    if (!isDeepStrictEqual(alone.result[0].values, together.result[n].values))
      throw new Error(`geometry ${n + 1} counts otherwise alone than beside others`);
  }
  if (round === 0 && !smoke) continue; // compiles the code
  means.push(sum / structures.length);
  ratios.push(together.ns / (sum / structures.length));
}
if (smoke) console.log(`bench: ${structures.length} geometries count the same alone and together`);
else
  publish('structures', [
    {
      name: 'bench-structures',
      caption: `Eight structures of different geometries in one thread, from the container, medians of ${ROUNDS} rounds`,
      head: ['', 'measured', 'aim'],
      align: 'lrl',
      rows: [
        ['one structure alone, mean of the eight, s of CPU time', (median(means) / 1e9).toFixed(3), ''],
        ['all eight / the mean of one', median(ratios).toFixed(2), verdict(median(ratios), 'at most', AIM)],
      ],
    },
  ]);
