import { describe, expect, test } from 'vitest';
import { COST_NAMES, loadCosts } from '../../src/price/costs.ts';
import { EVENT_NAMES } from '../../src/replay/counts/event.ts';
import { tables } from '../../src/report/library.ts';
import { configurationNames } from '../../src/report/run/report.ts';
import type { Run } from '../../src/report/run/run.ts';
import type { TableName } from '../../src/report/sections/index.ts';
import { disco, fixtureRuns, handRuns, irix, roundCosts, runOf } from './fixture.ts';

type Row = Record<string, string | number | boolean | null>;
const rowsOf = (name: TableName, runs: Run[]): Row[] =>
  tables[name](runs).objects({ limit: Number.POSITIVE_INFINITY }) as Row[];

// By hand, in ns. Native: user 1000 x 2.5; its board cache reads 40 x 10; refills 10 x 35; open 400 x 2.5, 5 x 10 and 5 x 90.
const NATIVE = { user: 2500, 'user stall': 400, kernel: 1350, 'kernel stall': 500, monitor: 0, total: 4750 };
// Disco: refill handler 2 x 35; user TLB 20 x 42.5, and 2 forwarded: trap and return 560 each, write 4000; kernel TLB 4 x 42.5; traps
// 10 x 560; TLB write 4000; monitor 100 x 2.5.
const FORWARDED = 2 * (560 + 560 + 4000);
const MONITOR = 850 + FORWARDED + 170 + 5600 + 4000 + 250;
const DISCO = { user: 2500, 'user stall': 400, kernel: 1070, 'kernel stall': 0, monitor: MONITOR, total: 25080 };

describe('the breakdown', () => {
  test('has every segment and the total of each configuration, in percent of the first total', () => {
    const expected = [NATIVE, DISCO].flatMap((bars, i) =>
      Object.entries(bars).map(([bar, ns]) => ({
        configuration: ['irix', 'disco'][i],
        bar,
        ns,
        percent: (100 * ns) / 4750,
      })),
    );
    expect(rowsOf('breakdown', handRuns())).toEqual(expected);
    expect(expected[5].percent).toBe(100);
  });

  test('of nothing measured is zero, not NaN', () => {
    const rows = rowsOf('breakdown', [runOf(irix, [])]);
    expect(rows).toHaveLength(6);
    expect(rows.every(({ ns, percent }) => ns === 0 && percent === 0)).toBe(true);
  });
});

test('the long table adds up to the breakdown, and leaves the warm-up out', () => {
  const rows = rowsOf('times', handRuns());
  const sum = (configuration: string) =>
    rows.filter((row) => row.configuration === configuration).reduce((ns, row) => ns + (row.ns as number), 0);
  expect([sum('irix'), sum('disco')]).toEqual([4750, 25080]);
  expect(rows[0]).toEqual({
    configuration: 'irix',
    window: 0,
    cpu: 0,
    vm: 0,
    mode: 'user',
    service: 'none',
    part: 'execution',
    bar: 'user',
    ns: 2500,
  });
});

test('the counts keep the warm-up, marked', () => {
  const rows = rowsOf('counts', handRuns()).filter(({ warmup }) => warmup);
  expect(rows.map(({ event, count }) => [event, count])).toEqual([['instruction', 77], ['l1iFetch', 77]]); // biome-ignore format: pairs
});

describe('the services', () => {
  test('are in Table 2’s form: per entry, relative to the first configuration, columns adding up to the slowdown', () => {
    const [open, refill, ...rest] = rowsOf('services', handRuns());
    expect(rest).toEqual([]);
    expect(open).toEqual({
      configuration: 'disco',
      service: 'open',
      percentOfSystemTime: (100 * 1500) / 1850,
      entries: 10,
      meanNs: 150,
      slowdown: (1000 + 4000 + 5600 + 250 + 170) / 1500,
      kernelExecution: 1000 / 1500,
      tlbWriteEmulation: 4000 / 1500,
      otherPrivileged: 5600 / 1500,
      monitorCalls: 250 / 1500,
      kernelTlbFaults: 170 / 1500,
    });
    // Disco has 22 refills where the native run has 10: (70 + 850 + FORWARDED) / 22 over 350 / 10.
    expect(refill).toMatchObject({
      service: 'tlbRefill',
      entries: 10,
      meanNs: 35,
      kernelTlbFaults: 0,
      monitorCalls: 0,
    });
    expect(refill.slowdown).toBeCloseTo(11160 / 22 / 35, 12);
    expect(refill.kernelExecution).toBeCloseTo(70 / 22 / 35, 12);
    expect(refill.tlbWriteEmulation).toBeCloseTo((850 + 2 * 4000) / 22 / 35, 12);
    expect(refill.otherPrivileged).toBeCloseTo((2 * 1120) / 22 / 35, 12);
  });

  test('account for all system time, whatever the services', () => {
    const rows = rowsOf('services', fixtureRuns());
    expect(rows.map(({ service }) => service)).toEqual(['demandZero', 'open', 'none', 'tlbRefill']);
    expect(rows.reduce((sum, row) => sum + (row.percentOfSystemTime as number), 0)).toBeCloseTo(100, 9);
    for (const row of rows) {
      const { kernelExecution, tlbWriteEmulation, otherPrivileged, monitorCalls, kernelTlbFaults } = row as Record<
        string,
        number
      >;
      expect(kernelExecution + tlbWriteEmulation + otherPrivileged + monitorCalls + kernelTlbFaults).toBeCloseTo(
        row.slowdown as number,
        9,
      );
    }
  });

  test('that the first configuration never ran have no slowdown', () => {
    const idle = runOf(irix, [{ mode: 'user', events: { instruction: 10 } }]);
    const busy = runOf(disco, [{ mode: 'kernel', service: 'read', events: { instruction: 10, serviceEntered: 1 } }]);
    expect(rowsOf('services', [idle, busy])).toMatchObject([
      { service: 'read', percentOfSystemTime: 0, entries: null, meanNs: null, slowdown: null },
    ]);
  });

  test('need a second configuration, and keep their columns without one', () => {
    const table = tables.services(handRuns().slice(0, 1));
    expect(table.numRows()).toBe(0);
    expect(table.numCols()).toBe(11);
  });
});

test('the caches and TLBs are counted by kind, with a miss ratio where there is a reference', () => {
  const caches = rowsOf('caches', handRuns().slice(0, 1));
  expect(
    caches.map(({ cache, kind, references, misses, missRatio }) => [cache, kind, references, misses, missRatio]),
  ).toEqual([
    ['l1i', 'fetch', 1000, 40, 0.04],
    ['l1d', 'load', 0, 0, null],
    ['l1d', 'store', 100, 5, 0.05],
    ['l2', 'fetch', 40, 0, 0],
    ['l2', 'load', 5, 5, 1],
    ['l2', 'store', 0, 0, null],
  ]);
  expect(rowsOf('tlbs', handRuns())).toEqual([
    { configuration: 'irix', tlb: 'tlb', references: 1000, misses: 10, missRatio: 0.01 },
    { configuration: 'disco', tlb: 'tlb', references: 1000, misses: 26, missRatio: 0.026 },
    { configuration: 'disco', tlb: 'secondLevel', references: 26, misses: 2, missRatio: 2 / 26 },
  ]);
});

test('a structure without a board cache has no row for it', () => {
  const bare = { ...irix, cache: { ...irix.cache, l2: null } };
  expect(new Set(rowsOf('caches', [runOf(bare, [])]).map(({ cache }) => cache))).toEqual(new Set(['l1i', 'l1d']));
});

test('the events are all there, a column of counts for each configuration', () => {
  const rows = rowsOf('events', handRuns());
  expect(rows.map(({ event }) => event)).toEqual(EVENT_NAMES);
  expect(rows[0]).toMatchObject({ event: 'instruction', 'count:irix': 1400, 'count:disco': 1500 });
});

describe('the assumptions', () => {
  test('are every cost once when the runs agree', () => {
    const rows = rowsOf('assumptions', handRuns());
    expect(rows.map(({ cost }) => cost)).toEqual(COST_NAMES);
    expect(
      rows.every(({ configuration, kind, source }) => configuration === 'all' && kind !== '' && source !== ''),
    ).toBe(true);
  });

  test('are told apart where the runs differ', () => {
    const [native, monitored] = handRuns();
    const dear = { ...monitored, costs: { ...roundCosts, trap: { ...loadCosts('flash').trap, value: 999 } } };
    const rows = rowsOf('assumptions', [native, dear]).filter(({ cost }) => cost === 'trap');
    expect(rows.map(({ configuration, value }) => [configuration, value])).toEqual([['irix', 224], ['disco', 999]]); // biome-ignore format: pairs
  });
});

test('configurations of the same name are numbered, and control characters in a name shown', () => {
  const named = (name: string) => ({ ...handRuns()[0], structure: { ...irix, name } });
  expect(configurationNames([named('a'), named('a'), named('a (2)'), named('b\u001b[31m')])).toEqual([
    'a',
    'a (2)',
    'a (2) (2)',
    'b\\x1b[31m',
  ]);
});
