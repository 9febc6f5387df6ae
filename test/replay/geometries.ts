import fc from 'fast-check';
import { Structure } from '../../src/replay/structure/structure.ts';
import type { Shape } from './oracle.ts';

const power = (min: number, max: number) => fc.integer({ min, max }).map((n) => 2 ** n);

/** A cache of any number of ways, sets that are a power of two. */
export const shape = (lineMin: number, lineMax: number, linesMax: number): fc.Arbitrary<Shape> =>
  fc
    .tuple(power(lineMin, lineMax), power(0, linesMax), fc.oneof(power(0, linesMax), fc.integer({ min: 1, max: 20 })))
    .map(([lineBytes, sets, most]) => {
      const ways = Math.max(1, Math.min(most, Math.floor(2 ** linesMax / sets)));
      return { lineBytes, sizeBytes: lineBytes * sets * ways, ways };
    });

const policy = fc.constantFrom('lru', 'fifo', 'random');
const cache = fc.tuple(shape(4, 8, 5), policy, fc.constantFrom('back', 'through'), fc.boolean()).map(([s, replacement, write, writeAllocate]) => ({
  ...s, replacement, write, writeAllocate,
})); // biome-ignore format: one object
/** One CPU, or several that know nothing of each other, with any geometry and any policies. */
export const anyStructure: fc.Arbitrary<Structure> = fc
  .record({
    l1i: cache, l1d: cache, l2: fc.option(cache), index: fc.constantFrom('virtual', 'physical'),
    inclusive: fc.boolean(), unified: fc.boolean(), hasTlb: fc.boolean(), tlb: shape(12, 12, 4), tlbPolicy: policy, pagesPerEntry: power(0, 2), monitor: fc.boolean(),
  }) // biome-ignore format: one object
  .map(({ l1i, l1d, l2, index, inclusive, unified, hasTlb, tlb, tlbPolicy, pagesPerEntry, monitor }) =>
    Structure.parse({
      cache: {
        l1: unified ? { ...l1d, index } : null,
        l1i: { ...(unified ? l1d : l1i), index },
        l1d: { ...l1d, index },
        l2: l2 && { ...l2, inclusive },
      },
      tlb: {
        entries: hasTlb || monitor ? tlb.sizeBytes / 4096 : 0,
        ways: hasTlb || monitor ? tlb.ways : 'full',
        replacement: tlbPolicy,
        pagesPerEntry,
      },
      monitor: monitor ? { secondLevelTlb: { entries: 8, ways: 2 } } : null,
    }),
  );
