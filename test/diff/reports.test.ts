import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diffResults } from '../../src/diff/diff.ts';
import { resultOf } from '../../src/diff/result/read.ts';
import { type DiffRow, sortedRows, weightOf } from '../../src/diff/rows.ts';
import { diffText } from '../../src/diff/shown/text.ts';
import { BARS, PART_NAMES } from '../../src/price/parts.ts';
import { toJson } from '../../src/report/files/json.ts';
import type { Run } from '../../src/report/run/run.ts';
import { layOutFor } from '../../src/report/text/width.ts';
import { draws } from '../pace.ts';
import { handRuns, runOf } from '../report/fixture.ts';
import { disco, reportOfRuns, travelled, twoReports } from './fixture.ts';

const [one, two] = twoReports();

test('what went in is named, what came out has exact values', () => {
  const diff = diffResults(one, two);
  expect(diff.inputs).toEqual([
    { what: 'structure', of: ['disco'], path: 'monitor.freedPages', before: 'true', after: 'false' },
    { what: 'costs', of: ['disco'], path: 'trap', before: '224 cycles', after: '100 cycles' },
  ]);
  expect(diff).toMatchObject({ same: false, unknown: [], notes: [], keys: ['configuration'], only: { a: [], b: [] } });
  expect(diff.base).toEqual({ name: 'irix', ns: 4750 });
  // 1,000 and 400 and 100 instructions of 2.5 ns, 40 hits of 10 ns; then 500 in calls and 80 hits.
  const user = diff.rows.find(({ name }) => name === 'user stall')!;
  expect(user).toMatchObject({ key: ['disco'], group: 'time', unit: 'ns', before: 400, after: 800, change: 400, percent: 100 });
  expect(user.points).toBeCloseTo((100 * 400) / 4750, 12);
  const misses = diff.rows.find(({ name }) => name === 'l1iFetchMiss')!;
  expect(misses).toMatchObject({ group: 'count', unit: 'events', before: 40, after: 80, change: 40, percent: 100, points: null });
  expect(diff.rows.map(({ group }) => group).filter((group, n, all) => group !== all[n - 1])).toEqual(['time', 'part', 'count']); // biome-ignore format: a line
}); // biome-ignore format: long lines

test('a result differs in nothing from itself', () => {
  const diff = diffResults(one, one);
  expect(diff).toMatchObject({ same: true, inputs: [], rows: [], notes: [] });
  expect(diff.unchanged).toBe(diff.compared);
  expect(diffText(diff)).toContain(`Nothing differs: all ${diff.compared} numbers that both have are equal.`);
});

test('two results the other way round change by as much, in the same order', () => {
  const [there, back] = [diffResults(one, two), diffResults(two, one)];
  const told = ({ key, name, before, after, change }: DiffRow) => ({ key, name, before, after, change });
  const turned = there.rows.map(({ key, name, before, after, change }) => ({ key, name, before: after, after: before, change: change && -change })); // biome-ignore format: a line
  expect(back.rows.map(told)).toEqual(turned);
  expect(back.inputs).toEqual(there.inputs.map((each) => ({ ...each, before: each.after, after: each.before })));
});

test('for any two runs the segments’ changes, and the parts’, add up to the total’s', () => {
  const count = fc.nat(5000);
  const events = fc.record({ instruction: count, l1iFetchMiss: count, l2Fetch: count, localRead: count, guestRefill: count, tlbWriteEmulated: count, trapForwarded: count, monitorCall: count }); // biome-ignore format: a line
  const mode = fc.constantFrom('user', 'kernel', 'tlbWrite', 'privileged', 'call');
  const run = fc.array(fc.record({ mode, events }), { minLength: 1, maxLength: 4 }).map((blocks) => runOf(disco, blocks));
  fc.assert(
    fc.property(run, run, (a, b) => {
      const { rows } = diffResults(reportOfRuns([a], 'a'), reportOfRuns([b], 'b'));
      const sum = (group: string, names: readonly string[]): number =>
        rows.filter((row) => row.group === group && names.includes(row.name)).reduce((all, { change }) => all + change!, 0);
      const total = sum('time', ['total']);
      expect(sum('time', BARS)).toBeCloseTo(total, 4);
      expect(sum('part', PART_NAMES)).toBeCloseTo(total, 4);
      for (const group of ['time', 'part', 'count']) {
        const weights = rows.filter((row) => row.group === group).map(weightOf);
        expect(weights).toEqual(weights.toSorted((x, y) => y - x));
      }
    }),
    { numRuns: draws(40) },
  );
}); // biome-ignore format: long lines

test('counts go by their change in standard deviations, times by nanoseconds, and what has no change goes last', () => {
  const row = (group: DiffRow['group'], before: number | null, after: number | null): DiffRow => {
    const change = before === null || after === null ? null : after - before;
    return { key: [], name: `${before}`, label: '', group, unit: '', before, after, change, percent: null, points: null };
  };
  const sorted = (group: DiffRow['group'], ...pairs: [number | null, number | null][]) =>
    sortedRows(pairs.map(([a, b]) => row(group, a, b))).map(({ before, after }) => [before, after]);
  expect(weightOf(row('count', 10, 20))).toBeCloseTo(10 / Math.sqrt(30), 12);
  expect(sorted('count', [1000, 1010], [10, 20], [1000, 2000], [null, 5])).toEqual([[1000, 2000], [10, 20], [1000, 1010], [null, 5]]); // biome-ignore format: a line
  expect(sorted('time', [1, 3], [100, 97], [5, null])).toEqual([[100, 97], [1, 3], [5, null]]); // biome-ignore format: a line
  expect(sorted('number', [1, 3], [100, 97])).toEqual([[1, 3], [100, 97]]); // biome-ignore format: a line
}); // biome-ignore format: long lines

describe('configurations', () => {
  const [native, monitored] = handRuns();
  const called = (name: string) => ({ ...monitored, structure: { ...monitored.structure, name } });

  test('are matched by name, in whatever order', () => {
    const diff = diffResults(reportOfRuns([native, monitored], 'a'), reportOfRuns([monitored, native], 'b'));
    expect(diff).toMatchObject({ same: true, rows: [] });
  });

  test('one in each that is left is matched whatever it is called', () => {
    const diff = diffResults(reportOfRuns([native, called('old')], 'a'), reportOfRuns([native, called('new')], 'b'));
    expect(diff.inputs).toEqual([{ what: 'structure', of: ['old'], path: 'name', before: 'old', after: 'new' }]);
    expect(diff.rows).toEqual([]);
  });

  test('that only one has are told, and the others compared', () => {
    const diff = diffResults(reportOfRuns([native], 'a'), reportOfRuns([native, monitored], 'b'));
    expect(diff).toMatchObject({ same: false, only: { a: [], b: [['disco']] }, rows: [] });
    expect(diffText(diff)).toMatch(/Only b has disco\./);
  });
});

test('another trace, another program and another warm-up are named', () => {
  const [native] = handRuns();
  const a = travelled({ ...reportJson(native), program: '0.1.0+a' });
  const b = travelled({ ...reportJson(native), program: '0.2.0+b', warmup: null }) as {
    trace: Record<string, unknown>;
  };
  Object.assign(b.trace, { source: 'other.csv', sha256: 'ff' });
  expect(diffResults(resultOf(a, 'a'), resultOf(b, 'b')).inputs).toEqual([
    { what: 'program', of: [], path: 'version', before: '0.1.0+a', after: '0.2.0+b' },
    { what: 'trace', of: ['shell.csv'], path: 'source', before: 'shell.csv', after: 'other.csv' },
    { what: 'warm-up', of: ['irix'], path: 'instructions', before: '77 instructions', after: 'none' },
  ]);
});

test('what an older version lacks is told', () => {
  const [native] = handRuns();
  const { program: _, costs: __, warmup: ___, events: ____, ...old } = travelled(reportJson(native)) as Record<string, unknown>; // biome-ignore format: a line
  const diff = diffResults(resultOf(old, 'old'), reportOfRuns([native], 'new'));
  expect(diff.unknown).toEqual(['the program', 'the costs']);
  expect(diff.notes).toEqual([expect.stringMatching(/^Only new has instruction, l1iFetch, .* and \d+ more\.$/)]);
  expect(diff.rows).toEqual([]);
});

const reportJson = (run: Run): object => travelled(toJson([run])) as object;

test.each([60, 80, 120])('in a terminal of %i columns', async (columns) => {
  layOutFor(columns);
  try {
    const text = diffText(diffResults(one, two));
    expect(Math.max(...text.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(columns);
    await expect(text).toMatchFileSnapshot(`../golden/terminal/diff-${columns}.txt`);
    expect(diffText(diffResults(one, two), { all: true })).not.toContain('--all');
  } finally {
    layOutFor(undefined);
  }
});
