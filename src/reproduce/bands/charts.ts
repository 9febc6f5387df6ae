import type { TopLevelSpec } from 'vega-lite';
import { fromZero, notFromZero } from '../../report/draw/beginning.ts';
import { axisTitle, inRows, legendAbove, namesBeside, OVERHANG, titled, within } from '../../report/draw/layout.ts';
import { stackedRows } from '../../report/draw/stacked.ts';
import {
  BAR_COLORS,
  CRIMSON,
  filled,
  INK,
  SCHEMA,
  SERIES_COLORS,
  SOFT_INK,
  TEXT,
  THEME,
  WIDE,
} from '../../report/draw/theme.ts';
import { EXHIBITS } from '../exhibits/index.ts';
import type { ExhibitName } from '../exhibits/names.ts';
import { TOTAL } from '../experiments/verdicts.ts';
import type { BandRow } from './bands.ts';
import { type Coverage, coverageOf } from './coverage.ts';

/** `Figure 5` of `Figure 5: one CPU, …`. */
const titleOf = (exhibit: Coverage['exhibit']): string => exhibit === 'all' ? 'all' : EXHIBITS[exhibit].title.split(':')[0]; // biome-ignore format: a line

/**
 * Calibration: the share of the published numbers that are inside the bands which should hold 50 and 90 % of them, by exhibit, beside the
 * numbers that count and the width of the bands, so that width cannot buy coverage.
 */
export function calibrationChart(rows: readonly BandRow[], width = WIDE): TopLevelSpec {
  const coverage = coverageOf(rows);
  const values = coverage.flatMap(({ exhibit, counted, inside50, inside90, width: points }) =>
    ([[50, inside50], [90, inside90]] as const).map(([band, inside]) => ({
      exhibit: `${titleOf(exhibit)} (${counted}; ±${(points / 2).toFixed(1)})`,
      band: `${band} % band`,
      nominal: band,
      share: (100 * inside) / counted,
    })),
  ); // biome-ignore format: a list
  const order = [...new Set(values.map(({ exhibit }) => exhibit))];
  const all = coverage.at(-1)!;
  const said = coverage.slice(0, -1).map(({ exhibit, counted, inside50, inside90 }) => `${titleOf(exhibit)}, ${inside50} and ${inside90} of ${counted}`);
  const share = (n: number): string => `${((100 * n) / all.counted).toFixed(0)} %`;
  const { names, plot, y } = lying('exhibit', order, width);
  const x = { type: 'quantitative', scale: { domain: [0, 100] }, title: axisTitle('percent of the published numbers inside', plot), axis: { tickCount: Math.floor(plot / 45) } };
  const bands = ['50 % band', '90 % band'];
  const color = { field: 'band', type: 'nominal', scale: { domain: bands, range: [SERIES_COLORS[1], SERIES_COLORS[0]] }, legend: { ...legendAbove(bands, plot), symbolType: 'circle', symbolStrokeWidth: 0 } };
  return {
    $schema: SCHEMA,
    description: `Of ${all.counted} published numbers that were neither fitted nor fixed, ${share(all.inside50)} are inside the 50 % bands and ${share(all.inside90)} inside the 90 % bands: ${said.join('; ')}.`,
    title: titled('How far to believe the predictions', 'ticks: what should be inside; in brackets: numbers that count, and half the width of the 90 % bands of totals, in points', width),
    config: THEME,
    width: plot,
    height: { step: Math.max(30, 13 * names.deepest + 6) },
    data: { values },
    encoding: { y },
    layer: [
      { mark: { type: 'tick', thickness: 2, size: 22, opacity: 1 }, encoding: { x: { ...x, field: 'nominal' }, color } },
      { mark: { type: 'point', filled: true, size: 90, opacity: 1 }, encoding: { x: { ...x, field: 'share' }, color } },
    ],
  } as TopLevelSpec;
} // biome-ignore format: a specification

/** How rows with names lie in a width. */
function lying(field: string, order: readonly string[], width: number, { share = 0.4, lines = 3 } = {}) {
  const names = namesBeside(order, Math.min(220, share * within(width)), lines);
  const plot = Math.min(560, within(width) - names.room - OVERHANG);
  return {
    names,
    plot,
    y: { field, type: 'nominal', sort: order, title: null, axis: { ...names.axis, labelColor: INK } },
  };
}

/** `Figure 5: pmake`, and the configuration where it is not Disco itself. */
const barOf = ({ exhibit, workload, configuration }: BandRow): string =>
  `${titleOf(exhibit as ExhibitName)}: ${workload}${configuration === 'disco' ? '' : ` ${configuration}`}`;

/** The totals that are in percent of IRIX: the published number on the band of ours, 90 % thin and 50 % thick. */
export function totalsChart(rows: readonly BandRow[], width = WIDE): TopLevelSpec {
  const totals = rows.filter(({ exhibit, segment, counted }) => counted && TOTAL.test(segment) && ['fig5', 'fig7', 'fig8'].includes(exhibit)); // biome-ignore format: a line
  const values = totals.map((row) => {
    const { published, low, high, half, median } = row;
    return { bar: barOf(row), published, low, high, from: half[0], to: half[1], median };
  });
  const shown = totals.flatMap(({ published, low, high }) => [published, low, high]);
  const within90 = totals.filter(({ verdict }) => verdict !== 'outside').length;
  const { names, plot, y } = lying('bar', values.map(({ bar }) => bar), width);
  const x = { type: 'quantitative', scale: { zero: fromZero(shown) }, title: axisTitle('percent of the workload’s time on IRIX', plot), axis: { tickCount: Math.floor(plot / 45) } };
  const said = totals.map((row) => `${barOf(row)}, published ${row.published.toFixed(0)}, predicted ${row.low.toFixed(0)} to ${row.high.toFixed(0)}${row.verdict === 'outside' ? ', outside' : ''}`);
  return {
    $schema: SCHEMA,
    description: `Of ${totals.length} published totals of Disco’s bars in Figures 5, 7 and 8, ${within90} are inside the 90 % bands of the predictions. In percent of the time on IRIX: ${said.join('; ')}.`,
    title: titled('Disco, published and predicted', ['thin: 90 % band; thick: 50 % band; tick: published', ...notFromZero([['time', shown]])], width),
    config: THEME,
    width: plot,
    height: { step: Math.max(26, 13 * names.deepest + 4) },
    data: { values },
    encoding: { y },
    layer: [
      { mark: { type: 'rule', strokeWidth: 2, color: SOFT_INK }, encoding: { x: { ...x, field: 'low' }, x2: { field: 'high' } } },
      { mark: { type: 'rule', strokeWidth: 8, color: BAR_COLORS.user }, encoding: { x: { ...x, field: 'from' }, x2: { field: 'to' } } },
      { mark: { type: 'tick', thickness: 3, size: 18, color: BAR_COLORS.monitor, opacity: 1 }, encoding: { x: { ...x, field: 'published' } } },
    ],
  } as TopLevelSpec;
} // biome-ignore format: a specification

/** Assumptions named in the chart of shares, at most. */
const MOST_NAMED = 14;
/** Of these, in its description. */
const SAID = 5;
/** Shares of a variance in classes with a colour each, the greatest first. */
const LEVELS = [
  { above: 75, label: 'over 75 %', color: '#5c0f30' },
  { above: 50, label: '50 to 75', color: CRIMSON },
  { above: 25, label: '25 to 50', color: '#c9628f' },
  { above: 10, label: '10 to 25', color: '#e5a9c2' },
  { above: 2, label: '2 to 10', color: '#f5dbe6' },
  { above: -1, label: 'up to 2 %', color: '#fdf5f8' },
] as const;

/** Pixels of a column whose name stands upright beneath it, at least. */
const LEAST_STEP = 12;

/** Which assumption matters: the shares of the variance of each predicted total, by assumption, as squares. */
export function sharesChart(rows: readonly BandRow[], width = WIDE): TopLevelSpec {
  const totals = rows.filter(({ segment, counted }) => counted && TOTAL.test(segment));
  const all = totals.flatMap((row) =>
    row.shares.map(({ id, share }) => ({
      total: `${barOf(row)}${/^[VM] /.test(row.segment) ? ` ${row.segment[0]}` : ''}`,
      assumption: id,
      level: LEVELS.find(({ above }) => 100 * share > above)!.label,
      share,
    })),
  );
  const sums = new Map<string, number>();
  for (const { assumption, share } of all) sums.set(assumption, (sums.get(assumption) ?? 0) + share);
  const named = [...sums].sort(([, a], [, b]) => b - a).slice(0, MOST_NAMED).map(([assumption]) => assumption); // biome-ignore format: a line
  const values = all.filter(({ assumption }) => named.includes(assumption));
  const across = [...new Set(all.map(({ total }) => total))];
  const { names, plot, y } = lying('assumption', named, width, { share: 0.33, lines: 5 });
  const { step, rows: parts } = inRows(across, plot, LEAST_STEP, 24);
  /** Of an assumption: the total that hangs on it most. */
  const most = named.slice(0, SAID).map((name) => values.filter(({ assumption }) => assumption === name).reduce((best, each) => (each.share > best.share ? each : best)));
  const labels = LEVELS.map(({ label }) => label);
  const colors = Object.fromEntries(LEVELS.map(({ label, color }) => [label, color]));
  const axis = { labelColor: INK, labelAngle: -90, labelFontSize: TEXT.small, labelLimit: 220 };
  const part = (shown: string[]) => {
    const own = values.filter(({ total }) => shown.includes(total));
    // Of several parts each has the assumptions that its own totals hang on.
    const sort = named.filter((name) => own.some(({ assumption }) => assumption === name));
    return {
      width: { step },
      height: { step: Math.max(20, 13 * names.deepest + 2) },
      data: { values: own },
      mark: { type: 'rect', strokeWidth: 0.5 },
      encoding: {
        y: { ...y, sort },
        x: { field: 'total', type: 'nominal', sort: shown, title: null, axis },
        ...filled('level', colors, legendAbove(labels, plot)),
      },
    };
  };
  return {
    $schema: SCHEMA,
    description: most.length === 0 ? 'No predicted total varies.' : `The variance of ${across.length} predicted totals hangs most on ${most.map(({ assumption, share, total }) => `${assumption}, up to ${(100 * share).toFixed(0)} % (${total})`).join('; ')}.`,
    title: titled('What should be measured next', 'share of the variance of each total, by assumption', width),
    config: THEME,
    ...stackedRows(parts, part),
  } as TopLevelSpec;
} // biome-ignore format: a specification

/** The charts of predictions with bands, by the names of their files. */
export const BAND_CHARTS = { calibration: calibrationChart, totals: totalsChart, shares: sharesChart };
