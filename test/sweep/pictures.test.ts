import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { escapeHtml } from '../../src/report/markup/markup.ts';
import { sweepContent } from '../../src/sweep/pictures/content.ts';
import { sweepLive } from '../../src/sweep/pictures/live.ts';
import { sweepPage } from '../../src/sweep/pictures/page.ts';
import { factsOf } from '../../src/sweep/pictures/page-facts.ts';
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

  test('are made again of what the page carries: as written, and under other costs as --set makes them', async () => {
    const vary = { 'tlb.entries': [32, 64, 128], remoteMemory: [300, '400 cycles'] };
    const made = await sweep({ traces, vary }, { store });
    const content = await sweepContent(made.plan, new Store(store), undefined);
    if (typeof content === 'string') throw new Error(content);
    const [costs] = made.plan.grid.costs;
    const opened = sweepLive.open(JSON.parse(JSON.stringify(content)), costs);
    const check = (now: typeof costs, { plan, results }: typeof made) => {
      const priced = opened.priced(now);
      const table = sweepPage(factsOf(plan), plan, results, []);
      expect(priced.leads).toEqual(table.leads);
      expect(priced.parts.find(({ id }) => id === 'results')).toEqual(table.parts.find(({ id }) => id === 'results'));
      return priced;
    };
    const written = check(costs, made);
    expect(written.figures.map(({ name }) => name)).toEqual(['lines', 'heatmap', 'sensitivity']);
    const page = String((await picturesOf(made.plan, made.results, new Store(store))).get('sweep.html'));
    for (const { draw } of written.figures) expect(page).toContain(escapeHtml(draw(520).description!));
    const localMemory = { ...costs.localMemory, value: 777, kind: 'given' as const };
    const again = check({ ...costs, localMemory }, await sweep({ traces, vary, set: { localMemory: 777 } }, { store }));
    expect(again.totals[0].ns).not.toBe(written.totals[0].ns);
    check({ ...costs, clock: { ...costs.clock, value: 250 } }, await sweep({ traces, vary, set: { clock: 250 } }, { store })); // biome-ignore format: a line
  });

  test('stand on a page that loads nothing and has the results', () => {
    const whole = String(costs.files.get('sweep.html'));
    expect(whole.match(/<script /g)).toHaveLength(1);
    const page = whole.slice(0, whole.indexOf('<script'));
    expect(page).toContain('default-src &#39;none&#39;');
    expect(page.match(/<figure /g)).toHaveLength(3);
    expect(page).not.toMatch(/src="http|href="http/);
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
