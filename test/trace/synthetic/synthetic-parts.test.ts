import { describe, expect, test } from 'vitest';
import { Popularity } from '../../../src/trace/synthetic/popularity.ts';
import { Random, threshold } from '../../../src/trace/synthetic/random.ts';
import { Schedule } from '../../../src/trace/synthetic/schedule.ts';
import type { WalkShape } from '../../../src/trace/synthetic/spec.ts';
import { Region, Walk } from '../../../src/trace/synthetic/walk.ts';

test('random numbers are even, and the same for the same seed', () => {
  const random = new Random(7);
  const again = new Random(7);
  const counts = new Array(10).fill(0);
  for (let i = 0; i < 100_000; i++) {
    const n = random.below(10);
    expect(again.below(10)).toBe(n);
    counts[n]++;
  }
  for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500);
  expect(threshold(0)).toBe(0);
  expect(threshold(1)).toBe(2 ** 32);
});

test.each([0, 0.5, 1, 2])("Zipf's law with exponent %d is drawn as it is weighted", (skew) => {
  const n = 50;
  const draws = 200_000;
  const popularity = new Popularity(n, skew, 3);
  const random = new Random(1);
  const counts = new Array(n).fill(0);
  for (let i = 0; i < draws; i++) counts[popularity.draw(random)]++;
  counts.sort((a, b) => b - a);
  const weights = Array.from({ length: n }, (_, i) => (i + 1) ** -skew);
  const sum = weights.reduce((a, b) => a + b);
  for (const i of [0, 1, 10, 25]) {
    const expected = (draws * weights[i]) / sum;
    expect(Math.abs(counts[i] - expected)).toBeLessThan(5 * Math.sqrt(expected) + (skew === 0 ? 300 : 0));
  }
});

describe('a schedule', () => {
  test('keeps processes on their CPUs and shares each CPU in turn', () => {
    const schedule = new Schedule(3, 2);
    const seen = [0, 1, 2, 3].map(() => {
      const now = [schedule.running(0), schedule.running(1)];
      schedule.rotate(0);
      schedule.rotate(1);
      return now;
    });
    expect(seen).toEqual([
      [0, 1],
      [2, 1],
      [0, 1],
      [2, 1],
    ]);
  });

  test('moves a waiting process, never the running one, and lets every process move sooner or later', () => {
    const schedule = new Schedule(12, 8);
    const cpuOf = () => {
      const found = new Map<number, number>();
      for (let cpu = 0; cpu < 8; cpu++)
        for (let n = 0; n < 4; n++) {
          const process = schedule.running(cpu);
          if (process !== undefined) found.set(process, cpu);
          schedule.rotate(cpu);
        }
      return found;
    };
    const moved = new Set<number>();
    for (let i = 0; i < 60; i++) {
      const running = Array.from({ length: 8 }, (_, cpu) => schedule.running(cpu));
      const before = cpuOf();
      schedule.move();
      expect(Array.from({ length: 8 }, (_, cpu) => schedule.running(cpu))).toEqual(running);
      const after = cpuOf();
      expect(after.size).toBe(12);
      const now = [...after].filter(([process, cpu]) => before.get(process) !== cpu).map(([process]) => process);
      expect(now.length).toBe(1);
      moved.add(now[0]);
      for (let cpu = 0; cpu < 8; cpu++) if ((i + cpu) % 3 === 0) schedule.rotate(cpu);
    }
    expect(moved.size).toBe(12);
  });

  test('with a process for each CPU nothing moves', () => {
    const schedule = new Schedule(4, 4);
    schedule.move();
    expect([0, 1, 2, 3].map((cpu) => schedule.running(cpu))).toEqual([0, 1, 2, 3]);
  });
});

describe('a walk', () => {
  const q = (value: number) => ({ value, kind: 'assumed' as const, source: 'test' });
  const shape: WalkShape = { pages: q(16), order: 'uniform', run: q(8), strideBytes: q(16) };
  const take = (walk: Walk, n: number) => Array.from({ length: n }, () => walk.next());

  test('stays in its region and jumps once in a run', () => {
    const addresses = take(new Walk(new Region(shape, 0x10000, 1), new Random(1)), 80_000);
    expect(Math.min(...addresses)).toBeGreaterThanOrEqual(0x10000);
    expect(Math.max(...addresses)).toBeLessThan(0x20000);
    const jumps = addresses.filter((a, i) => i > 0 && a !== addresses[i - 1] + 16).length;
    expect(Math.abs(jumps - 10_000)).toBeLessThan(500);
  });

  test('lands at so many places of a page, elsewhere in each page', () => {
    const addresses = take(new Walk(new Region({ ...shape, run: q(1), places: q(3) }, 0, 1), new Random(1)), 20_000);
    const byPage = Map.groupBy(addresses, (a) => a >>> 12);
    expect(byPage.size).toBe(16);
    for (const list of byPage.values()) expect(new Set(list).size).toBe(3);
    expect(new Set(addresses.map((a) => a & 4095)).size).toBeGreaterThan(20);
  });

  test('keeps to its working set until the phase is over', () => {
    const phased = { ...shape, run: q(1), workingSet: { pages: q(4), instructions: q(1000) } };
    const walk = new Walk(new Region(phased, 0, 1), new Random(1));
    const pages = () => new Set(take(walk, 400).map((a) => a >>> 12));
    const first = pages();
    expect(first.size).toBe(4);
    walk.advance(999);
    expect(pages()).toEqual(first);
    walk.advance(1);
    expect(pages()).not.toEqual(first);
  });
});
