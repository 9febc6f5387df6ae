import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { diffResults } from '../../src/diff/diff.ts';
import { resultOf } from '../../src/diff/result/read.ts';
import { changesChart } from '../../src/diff/shown/chart.ts';
import { diffPage } from '../../src/diff/shown/page.ts';
import { diffText } from '../../src/diff/shown/text.ts';
import { layOutFor } from '../../src/report/text/width.ts';
import { disco } from '../command-line.ts';
import { temporaryFolder } from '../temporary.ts';
import { sweepOf, twoReports } from './fixture.ts';

const one = resultOf(sweepOf({ 32: 10, 64: 8, 128: 6 }), 'one');

describe('two sweeps', () => {
  test('are matched by the values of their axes, whatever the order, and points that only one has are told', () => {
    const two = resultOf(sweepOf({ 256: 1, 64: 9.5, 32: 9 }), 'two');
    const diff = diffResults(one, two);
    expect(diff.rows.map(({ key, before, after, change }) => [key[2], before, after, change])).toEqual([
      ['64', 8, 9.5, 1.5],
      ['32', 10, 9, -1],
    ]);
    expect(diff.only).toEqual({ a: [['t', 'irix', '128']], b: [['t', 'irix', '256']] });
    expect(diff.measures).toMatchObject([
      { name: 'totalMs', compared: 2, changed: 2, mean: 0.25, least: -1, greatest: 1.5 },
    ]);
    expect(diff.inputs).toEqual([
      { what: 'study', of: [], path: 'vary.tlb.entries', before: '[32,64,128]', after: '[32,64,256]' },
    ]);
  });

  test('of one trace under two names are of one trace; one of each name alone is matched to the other', () => {
    const renamed = (sha256: string): object => {
      const json = sweepOf({ 32: 10 }) as { rows: { trace: string }[] };
      return { ...json, traces: [{ path: 'u', sha256 }], rows: json.rows.map((row) => ({ ...row, trace: 'u' })) };
    };
    const single = resultOf(sweepOf({ 32: 10 }), 'one');
    const alike = diffResults(single, resultOf(renamed('abc'), 'two'));
    expect(alike).toMatchObject({
      same: true,
      inputs: [{ what: 'trace', of: ['t'], path: 'name', before: 't', after: 'u' }],
    });
    const other = diffResults(single, resultOf(renamed('def'), 'two'));
    expect(other.inputs.map(({ path }) => path)).toEqual(['name', 'sha256']);
    expect(other.compared).toBe(1);
  });

  test('of which one varies what the other does not: what cannot be told apart is not compared, and said', () => {
    const json = sweepOf({ 32: 10, 64: 8 }) as { columns: string[]; rows: object[]; schema: object[] };
    const more = resultOf(
      {
        ...json,
        columns: ['trace', 'structure', 'tlb.entries', 'seed', 'totalMs'],
        schema: [...json.schema, { name: 'seed', kind: 'integer', meaning: '', role: 'label' }],
        rows: [1, 2].flatMap((seed) => json.rows.map((row) => ({ ...row, seed }))),
      },
      'more',
    );
    const diff = diffResults(one, more);
    expect(diff).toMatchObject({
      same: false,
      compared: 0,
      notes: ['4 items of more cannot be compared: only seed tells them apart, which the other does not vary.'],
    });
    expect(diffText(diff)).toContain('No number is in both.');
  });

  test('of an older version, which says neither what was asked nor which columns are outputs', () => {
    const { study: _, schema, ...old } = sweepOf({ 32: 10 }) as { study: object; schema: { role: string }[] };
    const diff = diffResults(
      resultOf({ ...old, schema: schema.map(({ role: __, ...column }) => column) }, 'old'),
      resultOf(sweepOf({ 32: 11 }), 'new'),
    );
    expect(diff).toMatchObject({ unknown: ['what the study asked'], rows: [{ name: 'totalMs', change: 1 }] });
  });

  test.each([60, 80, 120])('in a terminal of %i columns', async (columns) => {
    layOutFor(columns);
    try {
      const text = diffText(diffResults(one, resultOf(sweepOf({ 32: 12, 64: 8, 128: null, 256: 3 }), 'two')));
      expect(Math.max(...text.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(columns);
      await expect(text).toMatchFileSnapshot(`../golden/terminal/diff-sweep-${columns}.txt`);
    } finally {
      layOutFor(undefined);
    }
  });
});

describe('a diff as a page', () => {
  const [before, after] = twoReports();

  test('begins with the result, and draws what changed most in any width', () => {
    const diff = diffResults(before, after);
    const page = diffPage(diff, 'disco diff one two');
    expect(page.leads[0]).toBe('disco takes 77.9 % less time: 5.55 µs after 25.1 µs (−411.2 points of irix), most of it monitor, −19.9 µs.');
    for (const width of [340, 520]) {
      const spec = changesChart(diff, width) as unknown as { description: string; data: { values: { name: string; change: number }[] } };
      expect(spec.description).toMatch(/^Monitor changes most, from 0\.02\d* to 0\.001\d* ms\.$/);
      expect(spec.data.values.map(({ name }) => name)).toEqual(['monitor', 'total', 'user stall', 'kernel']);
    }
    expect(page.parts.map(({ title }) => title)).toEqual(['What changed most', 'What is compared', 'Processor time', 'Parts of the time', 'Counts', 'To make this again']);
  });

  test('has no chart where nothing differs', () => {
    const page = diffPage(diffResults(before, before));
    expect(page.figures).toEqual([]);
    expect(page.leads).toEqual([expect.stringMatching(/^Nothing differs: all \d+ numbers that both have are equal\.$/)]);
  });

  test('is written with its tables and its JSON, escaped', async () => {
    const folder = temporaryFolder('diff-page');
    const name = '<b>"=1';
    const [a, b, out] = ['a.json', 'b.json', 'out'].map((file) => join(folder, file));
    writeFileSync(a, JSON.stringify(sweepOf({ 32: 10 })).replaceAll('"irix"', JSON.stringify(name)));
    writeFileSync(b, JSON.stringify(sweepOf({ 32: 11 })).replaceAll('"irix"', JSON.stringify(name)));
    const { code, stderr } = await disco(['diff', a, b, '-o', out]);
    expect([code, stderr]).toEqual([0, `report: ${out}/diff.html\n`]);
    for (const file of ['diff.csv', 'diff.arrow', 'diff.parquet', 'inputs.csv', 'changes.svg', 'changes.png', 'changes.vl.json']) expect(existsSync(join(out, file)), file).toBe(true);
    expect(readFileSync(join(out, 'diff.html'), 'utf8')).not.toContain('<b>"');
    expect(readFileSync(join(out, 'diff.csv'), 'utf8')).toBe('rank,group,of,name,unit,before,after,change,percent,points\n1,time,"t, <b>""=1, TLB entries 32",totalMs,ms,10,11,1,10,\n');
    expect(JSON.parse(readFileSync(join(out, 'diff.json'), 'utf8')).rows).toHaveLength(1);
    expect((await disco(['diff', a, a, '-o', out])).code).toBe(0);
    expect(existsSync(join(out, 'changes.svg'))).toBe(false);
  });
}); // biome-ignore format: long lines
