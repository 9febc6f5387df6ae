import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SectorMap } from '../../../src/replay/disco/sharing/sector-map.ts';

const ranges = (map: SectorMap) => [...map];

describe('a map of sectors', () => {
  test('finds a range by its first and last sector, and not by its neighbours', () => {
    const map = new SectorMap();
    map.set(16, 8, 5);
    expect([15, 16, 23, 24].map((sector) => map.get(sector))).toEqual([-1, 5, 5, -1]);
    expect([map.getRange(16, 8), map.getRange(16, 7), map.getRange(17, 7)]).toEqual([5, -1, -1]);
  });

  test('tells an overlap from touching on both sides', () => {
    const map = new SectorMap();
    map.set(16, 8, 5);
    expect([map.overlaps(8, 8), map.overlaps(8, 9), map.overlaps(23, 1), map.overlaps(24, 8)]).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  test('cuts what it replaces', () => {
    const map = new SectorMap();
    map.set(0, 24, 1);
    map.set(8, 8, 2);
    expect(ranges(map)).toEqual([[0, 8, 1], [8, 8, 2], [16, 8, 1]]); // biome-ignore format: a list
    map.delete(4, 16);
    expect(ranges(map)).toEqual([[0, 4, 1], [20, 4, 1]]); // biome-ignore format: a list
  });

  test('is a map from each sector to the value it was given last', () => {
    const step = fc.record({
      first: fc.nat(40),
      sectors: fc.integer({ min: 1, max: 12 }),
      value: fc.integer({ min: -1, max: 9 }),
    });
    fc.assert(fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const map = new SectorMap();
      const model = new Array<number>(60).fill(-1);
      for (const { first, sectors, value } of steps) {
        if (value < 0) map.delete(first, sectors);
        else map.set(first, sectors, value);
        model.fill(value, first, first + sectors);
      }
      expect(model.map((_, sector) => map.get(sector))).toEqual(model);
      const all = ranges(map);
      for (let i = 1; i < all.length; i++) expect(all[i - 1][0] + all[i - 1][1]).toBeLessThanOrEqual(all[i][0]);
    })); // biome-ignore format: a property
  });
});
