import { describe, expect, test } from 'vitest';
import { Machine } from '../../src/replay/machine/machine.ts';
import { loadStructure } from '../../src/replay/structure/presets.ts';
import { toSvg } from '../../src/report/draw/render.ts';
import { reportOf } from '../../src/report/run/report.ts';
import type { Run } from '../../src/report/run/run.ts';
import { locality } from '../../src/report/sections/locality/index.ts';
import { hottestPages, movesOverTime } from '../../src/report/sections/locality/page-moves.ts';
import { sectionCharts } from '../../src/report/sections/section.ts';
import { charts } from '../../src/sweep/charts/index.ts';
import { TraceEncoder } from '../../src/trace/words/encoder/encoder.ts';
import { Kind } from '../../src/trace/words/layout.ts';
import { Marker } from '../../src/trace/words/markers.ts';
import { handRuns } from './fixture.ts';
import { move, moving, native, sharedRun, sharedRuns, uma } from './locality-fixture.ts';

const localityCharts = (runs: Run[]) => new Map(sectionCharts(locality, reportOf(runs)));
const texts = (svg: string): string[] =>
  Array.from(svg.matchAll(/<text[^>]*>(?:<tspan[^>]*>)?([^<]*)/g), ([, text]) => text);

describe('moves over time', () => {
  // The trace's 6000 instructions; the monitor's own 100 are not on its clock.
  test('fall into stretches of the trace’s clock, each with its beginning and without its end', () => {
    const stretches = movesOverTime(sharedRuns()[1], 2);
    expect(stretches).toEqual([
      { from: 0, to: 3000, moves: { migrate: 1, replicate: 0, collapse: 0 } },
      { from: 3000, to: 6000, moves: { migrate: 0, replicate: 2, collapse: 1 } },
    ]);
    expect(movesOverTime(sharedRuns()[0])).toHaveLength(50);
  });

  test('at the very end are in the last stretch', () => {
    const run = sharedRun(moving, [{ cpu: 1, mode: 'user', events: { instruction: 10 } }], [move({ clock: 10 })]);
    expect(movesOverTime(run, 5)[4]).toEqual({ from: 8, to: 10, moves: { migrate: 1, replicate: 0, collapse: 0 } });
  });
});

describe('the hottest pages', () => {
  test('are those with most moves, with what was done and why', () => {
    const [first, second] = hottestPages(sharedRuns()[1]);
    expect(first).toEqual({
      page: 9,
      address: 0x9000,
      moves: { migrate: 0, replicate: 2, collapse: 1 },
      home: 0,
      nodes: [1, 0],
      cpus: [0, 1, 2],
      why: 'copied at 8–10 misses, other nodes’ at most 1–6, 0–2 to store; collapsed by a store of CPU 0',
    });
    expect(second.why).toBe('migrated at 8 misses, other nodes’ at most 1');
  });

  test('are so many at most, equals by their number', () => {
    const moves = Array.from({ length: 20 }, (_, n) => move({ page: 40 - n }));
    const run = sharedRun(moving, [{ cpu: 1, mode: 'user', events: { instruction: 10 } }], moves);
    expect(hottestPages(run).map(({ page }) => page)).toEqual(Array.from({ length: 15 }, (_, n) => 21 + n));
  });
});

/** High half of the addresses. */
const HIGH = 0x1234;

test('a replay notes of each move its address, what the policy saw, and the TLB entries it took from others', () => {
  const structure = loadStructure('disco', ['guest=none', 'numa={}', 'monitor.hotPages={trigger: 8, sharing: 4}']);
  const encoder = new TraceEncoder();
  const machine = new Machine(structure, 4, { cpus: 4 });
  const step = (cpu: number, low: number): void => {
    encoder.cpu(cpu);
    encoder.reference(Kind.load, HIGH, low, 4, 0);
  };
  const page = 0x56789000;
  // Behind a gap, so that the monitor does not clear the page first.
  encoder.event(Marker.window, 0, 1, 0, 0, 0);
  step(0, page);
  for (let i = 0; i < 3; i++) step(2, page + 128 * (10 + i));
  for (let i = 0; i < 8; i++) step(1, page + 128 * i);
  machine.run(encoder.finish().words);
  const { moves } = machine.finish();
  expect(moves).toHaveLength(1);
  expect(moves[0]).toMatchObject({
    action: 'migrate',
    address: HIGH * 2 ** 32 + page,
    cpu: 1,
    from: 0,
    to: 1,
    shootdowns: 2,
  });
  expect(moves[0].seen).toEqual({
    misses: 8,
    othersMost: 3,
    homeMisses: 1,
    stores: 0,
    migrations: 0,
    replicated: false,
  });
});

describe('the charts', () => {
  test('are the same, byte for byte, each time they are drawn', async () => {
    const draw = () => Promise.all([...localityCharts(sharedRuns()).values()].map((chart) => toSvg(chart)));
    expect(await draw()).toEqual(await draw());
  });

  test('exist only where they have something to show', () => {
    expect(localityCharts(handRuns()).size).toBe(0);
    const flat = [sharedRun(uma, [{ cpu: 1, mode: 'user', events: { instruction: 1 } }])];
    expect([...localityCharts(flat).keys()]).toEqual(['locality']);
    expect([...localityCharts(sharedRuns()).keys()]).toEqual(['locality', 'nodes', 'moves']);
    expect(charts.moves(sharedRuns().slice(0, 1))).toBeUndefined();
  });

  test('Figure 8 bears its totals and the share of local misses', async () => {
    expect(texts(await toSvg(charts.figure8(sharedRuns())!))).toEqual(
      expect.arrayContaining(['100.0', '38 % local', '80 % local', 'exec', 'monitor']),
    );
  });

  test('the heat map bears the percentages of each node’s transactions', async () => {
    // 25 and 11 of 36; 40 and 10 of 50.
    expect(texts(await toSvg(charts.nodes(sharedRuns().slice(0, 1))!))).toEqual(
      expect.arrayContaining(['69', '31', '80', '20']),
    );
  });

  test('the heat map of many nodes groups them', async () => {
    const wide = { ...native, numa: { ...native.numa!, nodes: 100, cpusPerNode: 1 } };
    const visits = Array.from({ length: 100 }, () => 1);
    const run = sharedRun(wide, [{ cpu: 99, mode: 'user', events: { instruction: 1 }, visits }]);
    expect(texts(await toSvg(charts.nodes([run])!))).toContain('96–99');
  });
});
