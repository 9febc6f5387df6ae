import { describe, expect, test } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { type DependenceRequest, MOST_MOMENTS, MOST_RANGES } from '../../../src/replay/counts/dependence.ts';
import { BeyondTrace, Grid } from '../../../src/replay/machine/dependence/moments.ts';
import { replay } from '../../../src/replay/replay.ts';
import { loadStructure } from '../../../src/replay/structure/presets.ts';
import { granuleBitsFor } from '../../../src/replay/structure/structure.ts';
import { openTrace } from '../../../src/trace/open.ts';
import type { TraceEncoder } from '../../../src/trace/words/encoder/encoder.ts';
import { machines, onCpu } from '../disco/shared-tools.ts';
import { irix, load } from '../disco/tools.ts';
import { dependences, pageAt, pass, told } from './tools.ts';

const TWO = machines(2);
/** Runs of ten instructions on either CPU in turn, each of which ends with another page in use than before. */
const runs = (n: number) => (t: TraceEncoder) => {
  for (let i = 0; i < n; i++) onCpu(t, i % 2, () => [pass(t, 10), load(t, pageAt(i)), t.closeAllRuns()]);
};

describe('moments that are asked for', () => {
  const clocks = (...at: number[]): number[] => dependences(TWO, 2, runs(5), { at }).moments.map(({ clock }) => clock);

  test('come at the first end of a run at or after them, and one at the trace’s end', () => {
    expect(clocks()).toEqual([50]);
    expect(clocks(0, 10, 11, 20, 21)).toEqual([10, 10, 20, 20, 30, 50]);
    expect(clocks(50)).toEqual([50, 50]);
  });

  test('show what was there', () => {
    const pages = dependences(TWO, 2, runs(5), { at: [10, 20, 30] }).moments.map(({ holdings }) => told(holdings));
    expect(pages.slice(0, 3)).toEqual([
      { 'kernelData of 0 on 0': 2 },
      { 'kernelData of 0 on 0': 2, 'kernelData of 1 on 1': 2 },
      { 'kernelData of 0 on 0': 3, 'kernelData of 1 on 1': 2 },
    ]);
  });

  test('are refused beyond the trace, with its end', () => {
    expect(() => clocks(10, 51)).toThrow(
      new BeyondTrace(50, 'a moment at 51 instructions is beyond the trace, which ends at 50; choose one at most that'),
    );
    // A trace without instructions has one moment.
    const nothing = dependences(irix(), 1, () => {}, { at: [0] }).moments;
    expect(nothing.map(({ clock }) => clock)).toEqual([0, 0]);
  });
});

test.each<[string, DependenceRequest]>([
  [`${MOST_MOMENTS + 1} moments of the trace are asked for; expected at most ${MOST_MOMENTS}`, { at: new Array(MOST_MOMENTS + 1).fill(0) }],
  ['a moment of the trace is -1; expected a whole number of instructions, from 0', { at: [-1] }],
  ['a moment of the trace is NaN; expected a whole number of instructions, from 0', { at: [Number.NaN] }],
  ['moments of the trace are not in order: 3 comes after 4; expected ascending ones', { at: [4, 3] }],
  [`${MOST_RANGES + 1} ranges of memory are asked for; expected at most ${MOST_RANGES}`, { ranges: Array.from({ length: MOST_RANGES + 1 }, (_, first) => ({ node: 0, first, last: first })) }],
  ['a range of memory is on node 2; the machine has nodes 0 to 1', { ranges: [{ node: 2, first: 0, last: 1 }] }],
  ['a range of memory is 2 to 1 of node 1; expected the numbers of a first page, from 0, and of a last that is no smaller', { ranges: [{ node: 1, first: 2, last: 1 }] }],
  ['the ranges of memory 0 to 4 of node 1 and 4 to 9 of node 1 overlap; expected ranges that have no page in common', { ranges: [{ node: 1, first: 4, last: 9 }, { node: 0, first: 4, last: 9 }, { node: 1, first: 0, last: 4 }] }],
])('%s', (message, request) => {
  expect(() => dependences(TWO, 2, runs(1), request)).toThrow(new UserError(message));
}); // biome-ignore format: a table

describe('a grid', () => {
  test('has a hundred to two hundred moments of a long trace, as far apart as each other', () => {
    const grid = new Grid<number>();
    let clock = 0;
    for (let run = 0; run < 1_000_000; run++) {
      clock += 1000;
      if (grid.isDue(clock)) grid.add(clock, run);
    }
    const clocks = grid.finish(clock + 10, -1).map(({ clock }) => clock);
    expect(clocks.length).toBeGreaterThan(100);
    expect(clocks.length).toBeLessThanOrEqual(201);
    expect(clocks.at(-1)).toBe(clock + 10);
    const steps = clocks.slice(1, -1).map((each, n) => each - clocks[n]);
    expect(Math.max(...steps) / Math.min(...steps)).toBeLessThan(1.05);
  });

  test('has the moments that are there when its clocks are asked for', async () => {
    const structure = loadStructure('disco', ['monitor.virtualCpus.vms=2']);
    const sampled = async (dependences: DependenceRequest) => {
      const trace = await openTrace('raytrace8', { granuleBits: granuleBitsFor(structure) });
      return (await replay(trace, structure, { dependences })).dependences!;
    };
    const grid = await sampled({});
    const at = grid.moments.slice(0, -1).map(({ clock }) => clock);
    expect(at.length).toBeGreaterThan(50);
    expect(await sampled({ at })).toEqual(grid);
  });
});

describe('the CPUs of a machine', () => {
  const cpus = (...args: Parameters<typeof dependences>) => dependences(...args).moments.map((moment) => moment.cpus);

  test('are those that its virtual CPUs have run on', () => {
    expect(cpus(TWO, 4, runs(3), { at: [10, 20] })).toEqual([
      [[0], []],
      [[0, 1], []],
      [[0, 1], []],
    ]);
    expect(cpus(irix(), 4, runs(3), { at: [10] })).toEqual([[[0]], [[0, 1]]]);
  });

  test('are those that virtual CPUs were on last where they take turns', () => {
    const one = machines(2, 'monitor.virtualCpus.cpus=1');
    expect(cpus(one, 2, runs(4))).toEqual([[[0], [0]]]);
    const turns = ['monitor.virtualCpus.cpus=2', 'monitor.virtualCpus.affinity=false', 'monitor.virtualCpus.quantumInstructions=1000']; // biome-ignore format: a list
    const three = (t: TraceEncoder): void => {
      for (let i = 0; i < 300; i++) onCpu(t, i % 3, () => [pass(t, 100), t.closeAllRuns()]);
    };
    const at = Array.from({ length: 300 }, (_, n) => 100 * n + 100);
    const places = dependences(machines(3, ...turns), 3, three, { at }).moments;
    for (const { cpus } of places.slice(30)) expect(cpus.map(({ length }) => length)).toEqual([1, 1, 1]);
    // Each has been on either.
    for (const vm of [0, 1, 2]) expect(new Set(places.flatMap(({ cpus }) => cpus[vm])).size).toBe(2);
  });
});
