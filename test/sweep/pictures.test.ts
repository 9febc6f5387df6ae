import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { checkedFront, picturesOf } from '../../src/sweep/pictures/pictures.ts';
import { Store } from '../../src/sweep/store/store.ts';
import type { StudyInput } from '../../src/sweep/study/input.ts';
import { studyOf } from '../../src/sweep/study/study.ts';
import { sweep } from '../../src/sweep/sweep.ts';
import { writeResults } from '../../src/sweep/write.ts';
import { temporaryFolder } from '../temporary.ts';
import { writeTrace } from './traces.ts';

const folder = temporaryFolder('pictures');
const store = join(folder, 'store');
const traces = [writeTrace(join(folder, 't.csv'))];
const names = (files: ReadonlyMap<string, unknown>) =>
  [...files.keys()].filter((name) => name.endsWith('.svg')).map((name) => name.replace('.svg', ''));

async function draw(study: Omit<StudyInput, 'traces'>, front?: readonly [string, string]) {
  const { plan, results } = await sweep({ traces, ...study }, { store });
  return { plan, results, files: await picturesOf(plan, results, new Store(store), { front }) };
}

describe('the charts of a sweep', () => {
  let costs: Awaited<ReturnType<typeof draw>>;
  beforeAll(async () => {
    costs = await draw({ vary: { remoteMemory: [300, 600, 900], localMemory: [100, 300] } });
  });

  test('suit its axes: two axes of costs have lines, a heat map and sensitivities', () => {
    expect(names(costs.files)).toEqual(['lines', 'heatmap', 'sensitivity']);
    expect(costs.files.has('sensitivity.csv')).toBe(true);
  });

  test('are none where nothing varies, or only names do', async () => {
    expect((await draw({})).files.size).toBe(0);
    expect(names((await draw({ vary: { 'tlb.entries': [32, 64] } })).files)).toEqual([]);
  });

  test('are lines alone for one axis of the structure, and a front where one is asked for', async () => {
    const vary = { 'tlb.entries': [32, 64, 128] };
    expect(names((await draw({ vary })).files)).toEqual(['lines']);
    expect(names((await draw({ vary }, ['tlb.entries', 'overheadPercent'])).files)).toEqual(['lines', 'pareto']);
  });

  test('stand on a page that loads nothing and has the results', () => {
    const page = String(costs.files.get('sweep.html'));
    expect(page).toContain('default-src &#39;none&#39;');
    expect(page.match(/<figure /g)).toHaveLength(3);
    expect(page).not.toMatch(/<script|src="http|href="http/);
    expect(page.match(/<tr/g)).toHaveLength(1 + costs.results.points);
  });

  test('are the same bytes when drawn again, and go when a later sweep has none', async () => {
    const again = await picturesOf(costs.plan, costs.results, new Store(store));
    expect([...again.keys()]).toEqual([...costs.files.keys()]);
    for (const [name, content] of costs.files)
      expect(Buffer.from(again.get(name)!).equals(Buffer.from(content))).toBe(true);
    const out = join(folder, 'out');
    await writeResults(out, costs.plan, costs.results, costs.files);
    expect(readFileSync(join(out, 'lines.vl.json'), 'utf8')).toContain('vega-lite');
    await writeResults(out, costs.plan, costs.results);
    expect(readdirSync(out).sort()).toEqual([
      'manifest.json',
      'results.arrow',
      'results.csv',
      'results.json',
      'results.parquet',
    ]);
  });
});

test('a front names two columns of the results, or a message says which there are', () => {
  const { study } = studyOf({ vary: { 'tlb.entries': [32, 64] }, outputs: ['totalMs'] });
  expect(checkedFront('totalMs, tlb.entries', study)).toEqual(['totalMs', 'tlb.entries']);
  expect(() => checkedFront('totalMs', study)).toThrow(/--pareto totalMs: expected two columns/);
  expect(() => checkedFront('totalMs,cpi', study)).toThrow(/cpi is none of the outputs; add it to --outputs/);
  expect(() => checkedFront('totalMs,tlb.entrys', study)).toThrow(/the columns are tlb.entries, totalMs/);
});

test('a study written in place is checked like one in a file', async () => {
  // @ts-expect-error: it does not compile either
  await expect(sweep({ traces, vary: { 'tlb.entrys': [32] } }, { store })).rejects.toThrow(
    /^study: vary\.tlb\.entrys: found .*no such setting "tlb.entrys"; did you mean "tlb.entries"/,
  );
  const { table, results } = await sweep({ traces, vary: { remoteMemory: '300..900:300' } }, { store });
  expect(table.numRows()).toBe(results.points);
  expect(table.columnNames()).toEqual(results.columns.map(({ name }) => name));
  expect(table.getter('totalMs')(0)).toBe(results.columns.find(({ name }) => name === 'totalMs')!.values[0]);
  expect(table.data().totalMs).toBeInstanceOf(Float64Array);
});
