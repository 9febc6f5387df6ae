import { beforeAll, describe, expect, test } from 'vitest';
import { settingsOf } from '../../src/config/settings.ts';
import { loadCosts } from '../../src/price/costs.ts';
import { price, timeRows } from '../../src/price/price.ts';
import { barOf } from '../../src/reproduce/experiments/comparison.ts';
import { EXPERIMENTS, structureOf } from '../../src/reproduce/experiments/experiments.ts';
import { segmentTimes } from '../../src/reproduce/experiments/segments.ts';
import {
  type Comparison,
  compare,
  comparisonText,
  EXHIBIT_NAMES,
  type ExhibitName,
  type ExperimentName,
  experiment,
  experimentsFor,
  fittedInputsOf,
  type Runs,
  runExperiment,
  shownRows,
} from '../../src/reproduce/index.ts';
import { reproductionContent, reproductionLive } from '../../src/reproduce/page/live.ts';
import { reproductionPage } from '../../src/reproduce/page/page.ts';
import { FIGURE_5 } from '../../src/reproduce/published/figure5.ts';
import { FIGURE_8 } from '../../src/reproduce/published/figure8.ts';
import { TABLE_3 } from '../../src/reproduce/published/table3.ts';
import type { ShownRow } from '../../src/reproduce/shown/rows.ts';
import { disco } from '../command-line.ts';
import { paced } from '../pace.ts';

/** Figure 8's and Table 3's, which run several CPUs. */
const SHARED = ['fig8', 'table3'] as const satisfies ExhibitName[];
const NAMES = ['engineering8', 'raytrace16'] as const;
const titleOf = (name: ExperimentName) => experiment(name).title;
const CONFIGURATIONS = ['irix', 'disco', 'uma'] as const;
const bar = (name: ExperimentName, configuration: string, set: string[] = []) =>
  structureOf(experiment(name).configurations[configuration], settingsOf(set));

describe('the published numbers', () => {
  const total = (bar: { exec: number; local: number; remote: number; DISCO: number }): number =>
    bar.exec + bar.local + bar.remote + bar.DISCO;

  test("add up to the totals printed over Figure 8's bars", () => {
    const printed = { engineering: [100, 67, 48], raytrace: [100, 62, 49] };
    for (const name of ['engineering', 'raytrace'] as const)
      expect(CONFIGURATIONS.map((configuration) => Math.round(total(FIGURE_8[name][configuration])))).toEqual(
        printed[name],
      );
  });

  test("of Figure 5 make 100 % of each workload's IRIX time, and the text's overheads", () => {
    const totals = Object.entries(FIGURE_5).map(([name, { irix, disco }]) => {
      const [native, monitored] = [irix, disco].map((bar) => Object.values<number>(bar).reduce((a, b) => a + b, 0));
      expect(native).toBeCloseTo(100, 1);
      return [name, Math.round(monitored - 100)];
    });
    expect(totals).toEqual([['pmake', 16], ['engineering', 6], ['raytrace', 3], ['database', 16]]); // biome-ignore format: pairs
  });

  test('of moves take the share of the machine that their rates and times make', () => {
    const share = (name: keyof typeof TABLE_3, cpus: number): number => {
      const t = TABLE_3[name];
      return (t['migrations/s'] * t['migration us'] + t['replications/s'] * t['replication us']) / 1e6 / cpus;
    };
    expect(share('engineering', 8)).toBeCloseTo(0.0363, 4);
    expect(share('raytrace', 16)).toBeCloseTo(0.018, 4);
  });
});

test('the bars differ in what section 5.5 says and in nothing else', () => {
  const [irix, disco, uma] = CONFIGURATIONS.map((configuration) => bar('raytrace16', configuration));
  expect(irix.cache.l2?.sizeBytes).toBe(262_144);
  expect(bar('engineering8', 'irix').cache.l2?.sizeBytes).toBe(1_048_576);
  expect([disco.cache, disco.tlb, disco.numa, disco.guest]).toEqual([irix.cache, irix.tlb, irix.numa, irix.guest]);
  expect([irix.monitor, uma.monitor, uma.numa?.nodes]).toEqual([null, null, 1]);
  expect(disco.monitor?.hotPages).not.toBeNull();
  const set = ['monitor.hotPages.trigger=7', 'tlb.entries=128'];
  const [irixSet, discoSet] = [bar('raytrace16', 'irix', set), bar('raytrace16', 'disco', set)];
  expect([irixSet.monitor, discoSet.monitor?.hotPages?.trigger]).toEqual([null, 7]);
  expect([irixSet.tlb.entries, discoSet.tlb.entries]).toEqual([128, 128]);
});

describe('a short run', () => {
  let runs: Runs;
  let rows: Comparison[];
  const value = (workload: string, configuration: string, segment: string): number =>
    rows.find((r) => r.workload === workload && r.configuration === configuration && r.segment === segment)
      ?.predicted ?? Number.NaN;

  beforeAll(async () => {
    const set = [`workload.instructions=${paced(24e6, 60e6)}`, `workload.warmup=${paced(12e6, 30e6)}`];
    const [engineering8, raytrace16] = await Promise.all(NAMES.map((name) => runExperiment(name, { set })));
    runs = { engineering8, raytrace16 };
    rows = compare(SHARED, runs);
  });

  test('gives six numbers for each bar and four for each line of Table 3', () => {
    expect(rows.filter(({ exhibit }) => exhibit === 'fig8').length).toBe(2 * 3 * 6);
    expect(rows.filter(({ exhibit }) => exhibit === 'table3').length).toBe(2 * 4);
    for (const row of rows) expect(Number.isFinite(row.predicted)).toBe(true);
  });

  test('calls IRIX and UMA fitted, and every Disco number a prediction', () => {
    for (const { configuration, fitted } of rows) expect(fitted).toBe(configuration !== 'disco');
  });

  test('loses no time between the parts and the segments', () => {
    for (const name of NAMES)
      for (const configuration of CONFIGURATIONS) {
        const { counts, times, costs } = barOf(runs[name]!, configuration);
        const all = [...timeRows(times)].reduce((sum, { ns }) => sum + ns, 0);
        const segments = Object.values(segmentTimes(counts, times, costs)).reduce((a, b) => a + b);
        expect(segments / all).toBeCloseTo(1, 9);
      }
  });

  test('is 100 % on IRIX, knows no remote miss in UMA, and no monitor without Disco', () => {
    for (const name of NAMES.map(titleOf)) {
      expect(value(name, 'irix', 'total')).toBeCloseTo(100, 9);
      expect(value(name, 'uma', 'remote')).toBe(0);
      expect(value(name, 'uma', 'misses local %')).toBe(100);
      expect([value(name, 'irix', 'DISCO'), value(name, 'uma', 'DISCO')]).toEqual([0, 0]);
      expect(value(name, 'disco', 'DISCO')).toBeGreaterThan(0);
    }
  });

  test('has about 1/8 and 1/16 of its misses on IRIX local, as with all pages on one node', () => {
    expect(Math.abs(value('engineering', 'irix', 'misses local %') - 12.5)).toBeLessThan(3);
    expect(Math.abs(value('raytrace', 'irix', 'misses local %') - 6.25)).toBeLessThan(1);
  });

  test('is made again from what a page carries: the same under its costs, ours before and after under others', () => {
    const costs = loadCosts('flash');
    const content = JSON.parse(JSON.stringify(reproductionContent(shownRows(rows), runs, {})));
    const opened = reproductionLive.open(content, costs);
    const partsOf = (shown: ShownRow[]) => reproductionPage(shown).parts;
    expect(opened.priced(loadCosts('flash')).parts).toEqual(partsOf(shownRows(rows)));
    const slow = loadCosts('flash', settingsOf(['remoteMemory=2700ns']));
    const again = Object.fromEntries(NAMES.map((name) => [name, { ...runs[name]!, bars: new Map([...runs[name]!.bars].map(([label, bar]) => [label, { ...bar, costs: slow, times: price(bar.counts, slow) }])) }])); // biome-ignore format: a line
    const { parts, leads, figures } = opened.priced(slow);
    expect(parts).toEqual(partsOf(shownRows(compare(SHARED, again), { before: rows })));
    expect([leads.length, figures.map(({ name }) => name)]).toEqual([2, SHARED]);
    expect(parts.find(({ id }) => id === 'fig8')!.html).toContain('>after<');
  });

  test('is told to people with what was fitted', () => {
    const text = comparisonText(shownRows(rows), { inputs: fittedInputsOf(runs) });
    expect(text).toMatch(/44 published numbers beside ours: 20 of ours are predictions, of which \d+/);
    expect(text).toContain('guest.placement = fillFirst');
    expect(text).toMatch(/raytrace programs\.raytrace\.data\.scene\.places = \d+ \(Figure 8, UMA bar/);
  });
});

test('each exhibit names the experiments it needs, which are run once', () => {
  expect(experimentsFor(SHARED)).toEqual(NAMES);
  expect(experimentsFor(['table2', 'fig5'])).toEqual(['pmake', 'engineering', 'raytrace', 'database']);
  expect(experimentsFor(EXHIBIT_NAMES)).toEqual(Object.keys(EXPERIMENTS));
});

test('an unknown exhibit is named with those there are', async () => {
  const { code, stderr } = await disco(['reproduce', 'fig9']);
  expect(code).toBe(2);
  expect(stderr).toContain('known: fig5, table2, fig6, fig7, fig8, table3');
});
