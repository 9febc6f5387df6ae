import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { totalsOf } from '../../src/replay/counts/counts.ts';
import { loadStructure } from '../../src/replay/structure/presets.ts';
import { Structure } from '../../src/replay/structure/structure.ts';
import { draws } from '../pace.ts';
import { expectSameNumbers } from '../same-numbers.ts';
import { anyStructure, shape } from './geometries.ts';
import { ours, run } from './model.ts';
import { type Access, oracle, type Shape } from './oracle.ts';

/** Addresses that collide: a few places far apart, small offsets; sizes up to several lines. */
const access: fc.Arbitrary<Access> = fc
  .tuple(
    fc.constantFrom<Access['kind']>('fetch', 'load', 'store', 'store'),
    fc.constantFrom(0, 0x1000, 0x40000 - 64, 0x12345678, 0x7ffe_fff0_0000, 0x1_0000_0000),
    fc.oneof(fc.integer({ min: 0, max: 2048 }), fc.integer({ min: 0, max: 100_000 })),
    fc.oneof(fc.constantFrom(1, 4, 8, 16, 16, 16, 32, 64), fc.integer({ min: 1, max: 400 })),
    fc.boolean(),
  )
  .map(([kind, base, offset, bytes, aligned]) => ({
    kind,
    address: base + (aligned ? offset - (offset % 16) : offset),
    bytes,
  }));

function structureOf(shapes: { l1i: Shape; l1d: Shape; l2: Shape; tlb: Shape }): Structure {
  const { l1i, l1d, l2, tlb } = shapes;
  const policies = { index: 'virtual', tag: 'virtual' } as const;
  return Structure.parse({
    name: 'random',
    pageBytes: tlb.lineBytes,
    cache: { l1i: { ...l1i, ...policies }, l1d: { ...l1d, ...policies }, l2: { ...l2, ...policies } },
    tlb: { entries: tlb.sizeBytes / tlb.lineBytes, ways: tlb.ways, pagesPerEntry: 1, replacement: 'lru' },
  });
}

const shapes = fc.record({ l1i: shape(2, 8, 5), l1d: shape(2, 8, 5), l2: shape(2, 9, 7), tlb: shape(9, 13, 4) });
const accesses = fc.array(access, { minLength: 1, maxLength: 400 });

describe('the model of DineroIV', () => {
  test('agrees with the oracle, count for count, for random traces and any geometry', () => {
    fc.assert(
      fc.property(accesses, shapes, (list, geometry) => {
        const expected = oracle(list, geometry);
        expect(ours(run(list, structureOf(geometry)))).toEqual({
          l1i: expected.l1i.counts,
          l1d: expected.l1d.counts,
          l2: expected.l2.counts,
          tlb: expected.tlb.counts.load,
          writeBacks: [expected.l1i.writeBacks + expected.l1d.writeBacks, expected.l2.writeBacks],
        });
      }),
      { numRuns: draws(150) },
    );
  });
});

describe('a machine of other parts', () => {
  test('has a unified first level: the oracle’s counts of one cache for all kinds', () => {
    fc.assert(
      fc.property(accesses, shapes, (list, geometry) => {
        const { l1d, l2, tlb } = oracle(list, geometry, true);
        const { cache, ...rest } = structureOf(geometry);
        const structure = Structure.parse({ ...rest, cache: { ...cache, l1: cache.l1d, l1i: cache.l1d } });
        const none = { references: 0, misses: 0 };
        expect(ours(run(list, structure))).toEqual({
          l1i: { fetch: l1d.counts.fetch, load: none, store: none },
          l1d: { ...l1d.counts, fetch: none },
          l2: l2.counts,
          tlb: tlb.counts.load,
          writeBacks: [l1d.writeBacks, l2.writeBacks],
        });
      }),
      { numRuns: draws(150) },
    );
  });

  test('has no TLB: all counts are those with one, but for the TLB’s, which are none', () => {
    fc.assert(
      fc.property(accesses, shapes, (list, geometry) => {
        const { tlb, ...structure } = structureOf(geometry);
        const events = (entries: number) =>
          totalsOf(run(list, Structure.parse({ ...structure, tlb: { ...tlb, entries, ways: 'full' } })));
        const { tlbReference, tlbMiss, guestRefill, serviceEntered, ...others } = events(0);
        expect([tlbReference, tlbMiss, guestRefill, serviceEntered]).toEqual([0, 0, 0, 0]);
        expect(events(4)).toMatchObject(others);
      }),
      { numRuns: draws(100) },
    );
  });
});

describe('the hot filter', () => {
  test('on or off, changes no count, whatever the geometry and the policies', () => {
    fc.assert(
      fc.property(accesses, anyStructure, (list, s) => {
        const repeated = list.flatMap((a) => [a, a, list[0], a]);
        expectSameNumbers(run(repeated, s, true).values, run(repeated, s, false).values);
      }),
      { numRuns: draws(150) },
    );
  });

  test('is exact at the presets on a loop with rare conflicts', () => {
    const list: Access[] = [];
    for (let i = 0; i < 20_000; i++) {
      list.push({ kind: 'fetch', address: 0x10000 + ((i * 12) % 3000), bytes: 12 });
      list.push({ kind: i % 3 === 0 ? 'store' : 'load', address: 0x7fff0000 + ((i * 40) % 70_000), bytes: 8 });
    }
    for (const name of ['flash', 'disco', 'dinero']) {
      const s = loadStructure(name);
      expectSameNumbers(run(list, s, true).values, run(list, s, false).values);
    }
  });

  test('is off where a TLB entry is shorter than a line: a hot line says nothing about the second entry', () => {
    const list: Access[] = [
      { kind: 'load', address: 0, bytes: 1 },
      { kind: 'load', address: 0xfff, bytes: 2 },
      { kind: 'load', address: 0xfff, bytes: 2 },
    ];
    const structure = loadStructure('dinero', ['cache.l1d.lineBytes=8192', 'tlb.pagesPerEntry=1', 'tlb.entries=1']);
    expect(ours(run(list, structure)).tlb).toEqual({ references: 5, misses: 4 });
  });

  test('forgets a line that writing through it took away again', () => {
    const list: Access[] = [
      { kind: 'store', address: 0, bytes: 4 },
      { kind: 'load', address: 0, bytes: 4 },
    ];
    const l1d = 'cache.l1d={lineBytes: 8, sizeBytes: 32, ways: 1, write: through, index: virtual, tag: virtual}';
    const l2 = 'cache.l2={lineBytes: 4, sizeBytes: 4, ways: 1, inclusive: true, index: virtual, tag: virtual}';
    const structure = loadStructure('dinero', [l1d, l2]);
    expectSameNumbers(run(list, structure, true).values, run(list, structure, false).values);
  });
});
