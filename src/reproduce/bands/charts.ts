import type { TopLevelSpec } from 'vega-lite';
import { BAR_COLORS, INK, SCHEMA, SOFT_INK, THEME } from '../../report/draw/theme.ts';
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
export function calibrationChart(rows: readonly BandRow[]): TopLevelSpec {
  const coverage = coverageOf(rows);
  const values = coverage.flatMap(({ exhibit, counted, inside50, inside90, width }) =>
    ([[50, inside50], [90, inside90]] as const).map(([band, inside]) => ({
      exhibit: `${titleOf(exhibit)} (${counted}; ±${(width / 2).toFixed(1)})`,
      band: `${band} % band`,
      nominal: band,
      share: (100 * inside) / counted,
    })),
  ); // biome-ignore format: a list
  const order = [...new Set(values.map(({ exhibit }) => exhibit))];
  const all = coverage.at(-1)!;
  const share = (n: number): string => `${((100 * n) / all.counted).toFixed(0)} %`;
  const y = { field: 'exhibit', type: 'nominal', sort: order, title: null, axis: { labelColor: INK, labelLimit: 220 } };
  const x = { type: 'quantitative', scale: { domain: [0, 100] }, title: 'percent of the published numbers inside' };
  const color = { field: 'band', type: 'nominal', title: null, scale: { domain: ['50 % band', '90 % band'], range: [BAR_COLORS.kernel, BAR_COLORS.user] }, legend: { orient: 'bottom' } }; // biome-ignore format: a scale
  return {
    $schema: SCHEMA,
    description: `Of ${all.counted} published numbers that were neither fitted nor fixed, ${share(all.inside50)} are inside the 50 % bands and ${share(all.inside90)} inside the 90 % bands.`,
    title: { text: 'How far to believe the predictions', subtitle: ['ticks: what should be inside; in brackets: numbers that count,', 'and half the width of the 90 % bands of totals, in points'] },
    config: THEME,
    width: 300,
    height: { step: 30 },
    data: { values },
    encoding: { y },
    layer: [
      { mark: { type: 'tick', thickness: 2, size: 22 }, encoding: { x: { ...x, field: 'nominal' }, color } },
      { mark: { type: 'point', filled: true, size: 90 }, encoding: { x: { ...x, field: 'share' }, color } },
    ],
  } as TopLevelSpec; // biome-ignore format: a specification
}

/** The totals that are in percent of IRIX: the published number on the band of ours, 90 % thin and 50 % thick. */
export function totalsChart(rows: readonly BandRow[]): TopLevelSpec {
  const totals = rows.filter(({ exhibit, segment, counted }) => counted && TOTAL.test(segment) && ['fig5', 'fig7', 'fig8'].includes(exhibit)); // biome-ignore format: a line
  const values = totals.map(({ exhibit, workload, configuration, published, low, high, half, median }) => ({
    bar: `${titleOf(exhibit as ExhibitName)}: ${workload}${configuration === 'disco' ? '' : ` ${configuration}`}`,
    published, low, high, from: half[0], to: half[1], median,
  })); // biome-ignore format: a record
  const inside = totals.filter(({ verdict }) => verdict !== 'outside').length;
  const y = { field: 'bar', type: 'nominal', sort: values.map(({ bar }) => bar), title: null, axis: { labelColor: INK, labelLimit: 220 } }; // biome-ignore format: a line
  const x = { type: 'quantitative', scale: { zero: false }, title: 'percent of the workload’s time on IRIX' };
  return {
    $schema: SCHEMA,
    description: `Disco's bars of Figures 5, 7 and 8: ${inside} of ${totals.length} published totals are inside the 90 % bands. ${values.map(({ bar, published, low, high }) => `${bar}: published ${published.toFixed(0)}, predicted ${low.toFixed(0)} to ${high.toFixed(0)}`).join('; ')}.`,
    title: { text: 'Disco, published and predicted', subtitle: 'thin: 90 % band; thick: 50 % band; tick: published' },
    config: THEME,
    width: 300,
    height: { step: 26 },
    data: { values },
    encoding: { y },
    layer: [
      { mark: { type: 'rule', strokeWidth: 2, color: SOFT_INK }, encoding: { x: { ...x, field: 'low' }, x2: { field: 'high' } } },
      { mark: { type: 'rule', strokeWidth: 8, color: BAR_COLORS.user }, encoding: { x: { ...x, field: 'from' }, x2: { field: 'to' } } },
      { mark: { type: 'tick', thickness: 3, size: 18, color: BAR_COLORS.monitor, opacity: 1 }, encoding: { x: { ...x, field: 'published' } } },
    ],
  } as TopLevelSpec; // biome-ignore format: a specification
}

/** Assumptions named in the chart of shares, at most. */
const MOST_NAMED = 14;

/** Which assumption matters: the shares of the variance of each predicted total, by assumption, as squares. */
export function sharesChart(rows: readonly BandRow[]): TopLevelSpec {
  const totals = rows.filter(({ segment, counted }) => counted && TOTAL.test(segment));
  const all = totals.flatMap(({ exhibit, workload, configuration, segment, shares }) =>
    shares.map(({ id, share }) => ({
      total: `${titleOf(exhibit as ExhibitName)}: ${workload}${configuration === 'disco' ? '' : ` ${configuration}`}${/^[VM] /.test(segment) ? ` ${segment[0]}` : ''}`,
      assumption: id,
      share: 100 * share,
    })),
  ); // biome-ignore format: a list
  const sums = new Map<string, number>();
  for (const { assumption, share } of all) sums.set(assumption, (sums.get(assumption) ?? 0) + share);
  const named = [...sums].sort(([, a], [, b]) => b - a).slice(0, MOST_NAMED).map(([assumption]) => assumption); // biome-ignore format: a line
  const values = all.filter(({ assumption }) => named.includes(assumption));
  return {
    $schema: SCHEMA,
    description: `What the variance of the predicted totals hangs on; most on ${named.slice(0, 3).join(', ')}.`,
    title: { text: 'What should be measured next', subtitle: 'share of the variance of each total, by assumption' },
    config: THEME,
    width: { step: 18 },
    height: { step: 22 },
    data: { values },
    mark: { type: 'rect' },
    encoding: {
      y: { field: 'assumption', type: 'nominal', sort: named, title: null, axis: { labelColor: INK, labelLimit: 440 } },
      x: { field: 'total', type: 'nominal', sort: [...new Set(all.map(({ total }) => total))], title: null, axis: { labelColor: INK, labelAngle: -55, labelLimit: 180 } },
      color: { field: 'share', type: 'quantitative', title: '% of the variance', scale: { domain: [0, 100], range: ['#ffffff', BAR_COLORS.monitor] } },
    },
  } as TopLevelSpec; // biome-ignore format: a specification
}
