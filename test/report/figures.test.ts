import { readFileSync } from 'node:fs';
import { table } from 'arquero';
import * as vega from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import { describe, expect, test } from 'vitest';
import { sentenceOf } from '../../src/explain/explain.ts';
import { figure } from '../../src/explain/figure.ts';
import { studyCharts } from '../../src/failures/shown/charts/index.ts';
import type { Studied } from '../../src/failures/shown/configuration.ts';
import { contrast } from '../../src/report/draw/contrast.ts';
import { textWidth, within } from '../../src/report/draw/layout.ts';
import { toSvg } from '../../src/report/draw/render.ts';
import {
  BAR_COLORS,
  DARK_PAPER,
  GRID,
  INK,
  MONITOR_ON_DARK,
  NARROW,
  PAPER,
  SOFT_INK,
  TEXT,
  WIDE,
} from '../../src/report/draw/theme.ts';
import { STYLE } from '../../src/report/markup/style.ts';
import { reportOf } from '../../src/report/run/report.ts';
import type { Run } from '../../src/report/run/run.ts';
import { SECTIONS } from '../../src/report/sections/index.ts';
import { type Section, sectionCharts } from '../../src/report/sections/section.ts';
import { servicesChart } from '../../src/report/sections/services/chart.ts';
import type { Ablation } from '../../src/report/studies/ablation/ablation.ts';
import { ablationChart } from '../../src/report/studies/ablation/chart.ts';
import { profileCharts } from '../../src/report/studies/profile/charts.ts';
import { BAND_CHARTS } from '../../src/reproduce/bands/charts.ts';
import { committedBands } from '../../src/reproduce/bands/committed.ts';
import { exhibitCharts } from '../../src/reproduce/charts/index.ts';
import { type Comparison, EXHIBIT_NAMES } from '../../src/reproduce/index.ts';
import { shownRows } from '../../src/reproduce/shown/rows.ts';
import { charts } from '../../src/sweep/charts/index.ts';
import { openTrace } from '../../src/trace/open.ts';
import { profileTrace } from '../../src/trace/operations/profile/profile.ts';
import { ALL as EXPLAINED, ROWS } from '../explain/rows.ts';
import { drawnStudies } from '../failures/fixture.ts';
import { paced } from '../pace.ts';
import { disco, fixtureRuns, handRuns, irix, runOf } from './fixture.ts';
import { sharedRuns } from './locality-fixture.ts';

const WIDTHS = paced([NARROW], [NARROW, WIDE, 1060]);
/** Sizes of text: what the theme has, small multiples' headings, and the least. */
const SIZES = [...Object.values(TEXT), 12, 9];
const HOSTILE = '"]<img src=x onerror=alert(1)>&-with-a-name-that-goes-on-and-on-for-longer-than-any-label-has-room';

const renamed = (run: Run, name: string): Run => ({ ...run, structure: { ...run.structure, name } });
/** So many configurations that no row of bars has room for all. */
const many = (): Run[] =>
  Array.from({ length: 13 }, (_, n) => renamed(fixtureRuns()[n % 2], n === 5 ? HOSTILE : `machine ${n}`));
const pages = (machines: number) => ({
  clock: 9e6,
  machine: [40, 30, 20, 50, 60],
  virtual: Array.from({ length: machines }, () => [40, 30, 20, 50, 60]),
  monitor: { own: 12, logs: 4, unused: 2, replicas: 8 },
});
const divided = (run: Run): Run => ({
  ...run,
  counts: { ...run.counts, footprint: [{ ...pages(3), clock: 1e6 }, pages(3)] },
});
const banded = (run: Run): Run => {
  const band = { low: 90, median: 104, high: 131 };
  const percent = Object.fromEntries(
    ['user', 'user stall', 'kernel', 'kernel stall', 'sync', 'monitor', 'idle', 'total'].map((bar) => [bar, band]),
  );
  return { ...run, bands: { draws: 200, effective: 60, percent } } as Run;
};

/** Reports of every kind: few configurations and many, short names and hostile ones, windows, nodes, moves, machines, bands. */
const REPORTS: Record<string, () => Run[]> = {
  hand: handRuns,
  one: () => handRuns().slice(0, 1),
  nothing: () => [runOf(irix, []), runOf(disco, [])],
  many,
  hostile: () => fixtureRuns(16).map((run, n) => renamed(run, `${HOSTILE} ${n}`)),
  windows: () => fixtureRuns(40),
  'many windows': () => [...many()].map((_, n) => renamed(fixtureRuns(4)[n % 2], `machine ${n}`)),
  shared: sharedRuns,
  'many shared': () => Array.from({ length: 7 }, (_, n) => renamed(sharedRuns()[n % 2], `${n} ${HOSTILE}`)),
  divided: () => handRuns().map(divided),
  'many divided': () => many().map(divided),
  banded: () => handRuns().map(banded),
}; // biome-ignore format: short lines

/** Studies of failures: of few configurations and many, of short names and hostile ones, of one node and many. */
const FAILURES: Record<string, () => Studied[]> = {
  few: () => drawnStudies(1, ['irix', '8vm']),
  one: () => drawnStudies(2, ['irix']),
  many: () => drawnStudies(3, ['irix', ...Array.from({ length: 7 }, (_, n) => `${n} ${HOSTILE}`)]),
  large: () => drawnStudies(4, ['irix', 'disco'], 128, 100),
  narrow: () => drawnStudies(5, ['irix', 'disco'], 2, 1),
};

type Drawing = (width: number) => TopLevelSpec;
const reportDrawings = (): [string, Drawing][] =>
  Object.entries(REPORTS).flatMap(([kind, runs]) => {
    const report = reportOf(runs());
    return SECTIONS.flatMap((section) => sectionCharts(section, report)).map(([name]): [string, Drawing] => [
      `${name} of ${kind}`,
      (width) => new Map(SECTIONS.flatMap((section) => sectionCharts(section, report, width))).get(name)!,
    ]);
  });

const ablation: Ablation = {
  native: 'irix', monitor: HOSTILE, nativeNs: 1e9, overheadFull: 26.1, overheadBare: 1260.4, together: 1234.3, sumInFull: 14, sumAlone: 54, idle: [],
  mechanisms: ['second-level TLB', 'ready entries in pmap', HOSTILE].map((name, n) => ({
    name, section: '5.3', setting: 'monitor.x', off: false, overheadWithout: 36, worthInFull: 1000 - 700 * n, overheadAlone: 30, worthAlone: 30 - 20 * n,
  })),
  whatIfs: [{ name: 'kernel in 64 KB pages', section: '6', setting: 'monitor.x', value: 1, overhead: 21, worth: 5 }],
}; // biome-ignore format: a record

/** A study over two traces, three structures, sizes, latencies: a long table from which each chart takes what it needs. */
const points = ['a.arrow', HOSTILE].flatMap((trace) =>
  ['disco', 'uma', 'splashos'].flatMap((structure) =>
    [32, 64, 128, 256].flatMap((entries) => [300, 900].map((remote) => ({ trace, structure, entries, remote }))),
  ),
);
const results = table({
  trace: points.map(({ trace }) => trace),
  structure: points.map(({ structure }) => structure),
  'tlb.entries': points.map(({ entries }) => entries),
  remoteMemory: points.map(({ remote }) => remote),
  overheadPercent: points.map(({ entries, remote }, n) => 100_000 / entries + remote / 100 - n),
});
const swings = table(
  Object.fromEntries(
    Object.entries({
      output: 'overheadPercent', kind: 'fitted', unit: 'cycles', base: 136, low: 68, high: 272, atBase: 16, atLow: 12, atHigh: 23, swing: 11,
    }).map(([name, value]) => [name, Array(8).fill(value)]),
  ),
).assign(table({ cost: ['trap', 'emulation', 'clock', 'boardCacheHit', 'trap', 'emulation', 'clock', 'boardCacheHit'], trace: [...Array(4).fill('a'), ...Array(4).fill(HOSTILE)] })); // biome-ignore format: a table

const x = 'tlb.entries';
const y = 'overheadPercent';
const one = results.filter(
  (row: { trace: string; structure: string }) => row.trace === 'a.arrow' && row.structure === 'disco',
);
const grid = { facet: 'trace', row: 'structure' };
const sweepDrawings: Record<Exclude<keyof typeof charts, keyof typeof reportNames>, Drawing[]> = {
  lines: [
    (width) => charts.lines(results, { x, y, color: 'remoteMemory', ...grid }, width),
    (width) => charts.lines(one, { x, y, color: 'remoteMemory', subtitle: HOSTILE }, width),
    (width) => charts.lines(results, { x, y, color: 'remoteMemory', facet: 'structure', row: 'trace', title: HOSTILE }, width),
  ],
  heatMap: [
    (width) => charts.heatMap(results, { x, y: 'remoteMemory', color: y, ...grid }, width),
    (width) => charts.heatMap(one, { x, y: 'remoteMemory', color: y }, width),
    (width) => charts.heatMap(results.filter((row: { tlb: number; remoteMemory: number }) => row.remoteMemory === 300), { x: 'structure', y: x, color: y, row: 'trace' }, width),
    (width) => charts.heatMap(results.filter((row: { remoteMemory: number }) => row.remoteMemory === 300), { x: 'trace', y: x, color: y, facet: 'structure' }, width),
  ],
  pareto: [
    (width) => charts.pareto(results, { x, y, label: 'remoteMemory', ...grid }, width),
    (width) => charts.pareto(one, { x, y, label: 'structure' }, width),
  ],
  tornado: [
    (width) => charts.tornado(swings.filter((row: { trace: string }) => row.trace === 'a'), {}, width),
    (width) => charts.tornado(swings, { facet: 'trace' }, width),
  ],
}; // biome-ignore format: a call a line

/** The charts of reports in the library's table. */
const reportNames = Object.fromEntries(
  SECTIONS.flatMap((section: Section) => section.charts ?? []).map(({ name }) => [
    name === 'locality' ? 'figure8' : name,
    true,
  ]),
) as Record<
  'breakdown' | 'monitor' | 'windows' | 'figure8' | 'nodes' | 'moves' | 'memory' | 'memory-time' | 'bands',
  true
>;

const predictions: Comparison[] = JSON.parse(readFileSync('reports/reproduction/predictions.json', 'utf8'));
const { rows } = committedBands(EXHIBIT_NAMES);
const profile = await profileTrace(
  await openTrace(new URL('../../traces/false-sharing.arrow', import.meta.url).pathname),
);
const ALL: [string, Drawing][] = [
  ...reportDrawings(),
  ...Object.entries(sweepDrawings).flatMap(([name, all]) => all.map((draw, n): [string, Drawing] => [`${name} ${n}`, draw])),
  ...exhibitCharts(shownRows(predictions)).map(({ name, draw }): [string, Drawing] => [name, draw]),
  ...Object.entries(BAND_CHARTS).map(([name, draw]): [string, Drawing] => [name, (width) => draw(rows, width)]),
  ...profileCharts(profile, HOSTILE).map(([name]): [string, Drawing] => [name, (width) => new Map(profileCharts(profile, HOSTILE, width)).get(name)!]),
  ...EXPLAINED.map(([key, each]): [string, Drawing] => [`explain ${key}`, (width) => figure(each, ROWS[key], sentenceOf(each, each.source.trace, ROWS[key]), width)]),
  ...Object.entries(FAILURES).flatMap(([kind, all]) => studyCharts(all()).map(([name]): [string, Drawing] => [`${name} of ${kind}`, (width) => new Map(studyCharts(all(), width)).get(name)!])),
  ['ablation', (width) => ablationChart(ablation, HOSTILE, width)],
  ['services', (width) => servicesChart(reportOf(fixtureRuns()), width)],
  ['services of many', (width) => servicesChart(reportOf(many()), width)],
]; // biome-ignore format: a call a line

/** Colours of areas with their outlines, and of lines, but those of the grid: `[fill, stroke]` of each mark. */
const marksOf = (svg: string): (string | undefined)[][] =>
  Array.from(svg.matchAll(/<(?:path|line) [^>]*>/g), ([element]) =>
    ['fill', 'stroke'].map((name) => new RegExp(` ${name}="(#[0-9a-f]{6})"`).exec(element)?.[1]),
  ).filter(([fill, stroke]) => (fill ?? stroke) !== undefined && stroke !== GRID);

/** What the page's style makes of colours in a dark scheme. */
const dark = /dark\) \{\s*:root \{[^}]*--ink: (#\w+); --soft: (#\w+);[^}]*--paper: (#\w+);[^}]*--monitor: (#\w+);/.exec(
  STYLE,
)!;
const TURNED: Record<string, string> = { [INK]: dark[1], [SOFT_INK]: dark[2], [BAR_COLORS.monitor]: dark[4] };
const standsOut = (mark: readonly (string | undefined)[], paper: string, turned: Record<string, string>): boolean =>
  mark.some((color) => color !== undefined && contrast(turned[color] ?? color, paper) >= 3);

/** Axes of settings, which have no reason to begin at 0. */
const SETTINGS = /titled '(TLB entries|remote memory, ns|window)'/;
/** Axes of answers that leave 0 out, as Vega says it to who does not see them. */
async function cutAxes(spec: TopLevelSpec): Promise<string[]> {
  const runtime = vega.parse(compile({ ...spec, config: { ...spec.config, aria: true } } as TopLevelSpec).spec);
  const svg = await new vega.View(runtime, { renderer: 'none' }).toSVG();
  const axes = svg.matchAll(/aria-label="([XY]-axis[^"]* for a linear scale with values from (\S+) to ([^\s"]+))"/g);
  return Array.from(axes).filter(([, axis, from, to]) => !SETTINGS.test(axis) && numberIn(from) * numberIn(to) > 0).map(([, axis]) => axis); // biome-ignore format: a line
}
const numberIn = (text: string): number => Number(text.replace('−', '-').replaceAll(',', ''));

describe('every chart', () => {
  test('there is', () => {
    const drawn = new Set(ALL.map(([name]) => name.split(' ')[0]));
    for (const { name } of SECTIONS.flatMap((section: Section) => section.charts ?? [])) expect(drawn).toContain(name);
    expect(Object.keys({ ...reportNames, ...sweepDrawings }).sort()).toEqual(Object.keys(charts).sort());
    for (const name of ['failures', 'failures-map', 'failures-time', 'miss-curve', 'reuse', 'working-set', 'sharing'])
      expect(drawn).toContain(name);
  });

  describe.each(ALL)('%s', (_, draw) => {
    test('fits its width, with text of 9 pixels at least, a name and a description with numbers, in colours that stand out from both papers', async () => {
      for (const width of WIDTHS) {
        const spec = draw(width);
        const svg = await toSvg(spec);
        expect(Number(/^<svg[^>]* width="([\d.]+)"/.exec(svg)![1])).toBeLessThanOrEqual(width);
        const sizes = Array.from(svg.matchAll(/font-size="([\d.]+)px"/g), ([, size]) => Number(size));
        expect(Math.min(...sizes)).toBeGreaterThanOrEqual(9);
        for (const size of sizes) expect(SIZES).toContain(size);
        expect(spec.description).toMatch(/^[\p{L}\d"/].*(\d|takes no time).*\.$/su);
        expect(svg).not.toContain('<img');
        const marks = marksOf(svg);
        expect(marks.filter((mark) => !standsOut(mark, PAPER, {}))).toEqual([]);
        expect(marks.filter((mark) => !standsOut(mark, DARK_PAPER, TURNED))).toEqual([]);
      }
    }); // biome-ignore format: a call a line

    test('says in its subtitle where the axis of an answer does not begin at 0', async () => {
      const spec = draw(NARROW);
      const { subtitle = [] } = spec.title as { subtitle?: string[] };
      const cut = await cutAxes(spec);
      expect(/not begin at 0/.test(subtitle.join(' ')), cut.join('; ')).toBe(cut.length > 0);
    });
  });
});

test('every chart of a report says of which trace, in a line that fits', () => {
  const trace = `a ${HOSTILE}.arrow`;
  for (const [kind, runs] of Object.entries(REPORTS)) {
    const report = reportOf(runs(), { trace });
    for (const [name, { title, description }] of SECTIONS.flatMap((section) =>
      sectionCharts(section, report, NARROW),
    )) {
      const [first] = (title as { subtitle: string[] }).subtitle;
      expect(first, `${name} of ${kind}`).toMatch(/^trace: a "\].*….*\.arrow$/);
      expect(textWidth(first)).toBeLessThanOrEqual(within(NARROW));
      expect(description).toContain(first.slice('trace: '.length));
    }
  }
  expect(reportOf(handRuns()).traceName).toBe(handRuns()[0].trace.header.source);
});

test('a chart is one picture with a name and a description, which are the specification’s', async () => {
  const spec = charts.breakdown([renamed(handRuns()[0], HOSTILE), handRuns()[1]]);
  const svg = await toSvg(spec, 'breakdown-wide');
  expect(svg).toMatch(/^<svg [^>]*role="img" aria-labelledby="breakdown-wide-title breakdown-wide-desc"><title id="breakdown-wide-title">Execution time<\/title><desc id="breakdown-wide-desc">With &quot;\]&lt;img src=x onerror=alert\(1\)&gt;&amp;-with/);
  expect(svg.match(/ (role|aria-)[a-z]*=/g)).toHaveLength(2);
  const own = await toSvg(spec);
  expect(own).toMatch(/aria-labelledby="chart-[0-9a-f]{8}-title chart-[0-9a-f]{8}-desc"/);
  expect(own).toBe(await toSvg(charts.breakdown([renamed(handRuns()[0], HOSTILE), handRuns()[1]])));
}); // biome-ignore format: a pattern

test('a specification without a title is described, one with neither is left as it is', async () => {
  const bare = { data: { values: [{ a: 1 }] }, mark: 'point', encoding: {} } as TopLevelSpec;
  expect(await toSvg(bare)).not.toContain('<desc');
  const described = await toSvg({ ...bare, description: 'One \u0000 point & <no> more.' });
  expect(described).toMatch(
    /aria-labelledby="chart-[0-9a-f]{8}-desc"><desc [^>]*>One \? point &amp; &lt;no&gt; more\.<\/desc>/,
  );
});

test('contrast is WCAG’s, and the page’s dark colours are the theme’s', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 10);
  expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
  expect(dark.slice(3)).toEqual([DARK_PAPER, MONITOR_ON_DARK]);
});
