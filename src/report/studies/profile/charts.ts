import type { TopLevelSpec } from 'vega-lite';
import type { SharingClass, TraceProfile } from '../../../trace/operations/profile/profile.ts';
import { legendAbove, namesBeside, OVERHANG, ofTrace, titled, within } from '../../draw/layout.ts';
import { BAR_COLORS, filled, INK, SCHEMA, SERIES_COLORS, THEME, WIDE } from '../../draw/theme.ts';
import { enumerate, integer, percent } from '../../text/words.ts';
import { bytesText, CLASS_LABELS } from './labels.ts';
import { curveTable, reuseTable, sharingTable } from './tables.ts';

/** An axis's numbers as 200k and 1.5M, each by its own size. */
const SHORT = "format(datum.value, '~s')";
const HEIGHT = 220;
/** Pixels left of a plot for numbers such as 200k, and the axis's title. */
const ROOM = 62;
const plotOf = (width: number): number => Math.min(620, within(width) - ROOM - OVERHANG);

const base = (text: string, subtitle: string, description: string, width: number) => ({
  $schema: SCHEMA,
  description,
  title: titled(text, subtitle, width),
  config: THEME,
  width: plotOf(width),
  height: HEIGHT,
});
const series = (names: readonly string[], width: number) => ({
  type: 'nominal',
  scale: { domain: names, range: SERIES_COLORS.slice(0, names.length) },
  legend:
    names.length < 2 ? null : { ...legendAbove(names, plotOf(width)), symbolStrokeWidth: 0, symbolType: 'circle' },
});

/** The charts of a profile by name, of a trace called so, in a width in CSS pixels; those with nothing to show are left out. */
export const profileCharts = (
  profile: TraceProfile,
  trace: string,
  width = WIDE,
): [name: string, spec: TopLevelSpec][] =>
  [
    ['miss-curve', missCurve(profile, width)] as const,
    ['reuse', reuseChart(profile, width)] as const,
    ['working-set', workingSetChart(profile, width)] as const,
    ['sharing', sharingChart(profile, width)] as const,
  ].flatMap(([name, spec]) => (spec === undefined ? [] : [[name, ofTrace(spec as TopLevelSpec, trace, width)]]));

function missCurve(profile: TraceProfile, width: number) {
  const values = curveTable.rows(profile).map((row) => ({ ...row, size: bytesText(row.bytes) }));
  if (values.length === 0) return undefined;
  const names = [...new Set(values.map(({ of }) => of))];
  const sizes = [...new Map(values.sort((a, b) => a.bytes - b.bytes).map(({ bytes, size }) => [bytes, size])).values()];
  const said = names.map((name) => {
    const own = values.filter(({ of }) => of === name);
    return `${percent(own[0].missRatio, 2)} of ${name} touches with ${own[0].size} and ${percent(own.at(-1)!.missRatio, 2)} with ${own.at(-1)!.size}`;
  });
  return {
    ...base('Miss ratio of an LRU cache', `fully associative, lines of ${values[0].lineBytes} bytes, by its size`, `A fully associative cache with lines of ${values[0].lineBytes} bytes misses ${enumerate(said)}.`, width),
    data: { values },
    mark: { type: 'line', point: true },
    encoding: {
      x: { field: 'size', type: 'ordinal', sort: sizes, title: null, axis: { labelOverlap: 'parity' } },
      y: { field: 'missRatio', type: 'quantitative', title: 'misses, % of touches', scale: { zero: true } },
      color: { field: 'of', ...series(names, width) },
    },
  };
} // biome-ignore format: long lines

function reuseChart(profile: TraceProfile, width: number) {
  const values = reuseTable
    .rows(profile)
    .filter(({ touches, from }) => touches > 0 && from !== null)
    .map(({ of, from, touches }) => ({ of, touches, at: from ?? 0, distance: distanceLabel(from ?? 0) }));
  if (values.length === 0) return undefined;
  const labels = new Map([...values].sort((a, b) => a.at - b.at).map(({ at, distance }) => [at, distance]));
  const names = [...new Set(values.map(({ of }) => of))];
  const said = names.map((name) => {
    const own = values.filter(({ of }) => of === name);
    const all = own.reduce((sum, { touches }) => sum + touches, 0);
    const most = own.reduce((best, row) => (row.touches > best.touches ? row : best));
    return `at least ${most.distance} other ${most.distance === '1' ? 'line' : 'lines'} for ${name} (${percent((100 * most.touches) / all)})`;
  });
  return {
    ...base('Reuse distances', 'touches by other lines touched since; without first ones', `Between two touches of a line the commonest distance is ${enumerate(said)}.`, width),
    data: { values: values.map(({ at: _, ...row }) => row) },
    mark: { type: 'line', point: true },
    encoding: {
      x: { field: 'distance', type: 'ordinal', sort: [...labels.values()], title: 'other lines, at least', axis: { labelOverlap: 'parity' } },
      y: { field: 'touches', type: 'quantitative', title: 'touches', scale: { type: 'symlog' }, axis: { labelExpr: SHORT, values: decades(values) } },
      color: { field: 'of', ...series(names, width) },
    },
  };
} // biome-ignore format: long lines

const decades = (values: readonly { touches: number }[]): number[] =>
  Array.from(
    { length: 1 + Math.ceil(Math.log10(Math.max(1, ...values.map(({ touches }) => touches)))) },
    (_, n) => 10 ** n,
  );

const distanceLabel = (from: number): string => (from < 1024 ? `${from}` : `${from / 1024}K`);

function workingSetChart({ workingSet: { clock, length, intervals }, windows }: TraceProfile, width: number) {
  if (intervals.length < 2) return undefined;
  let start = 0;
  const values = intervals.map(({ window, from, to, pages }, n) => {
    if (n > 0 && intervals[n - 1].window !== window) start += intervals[n - 1].to;
    return { window, from: start + from, to: start + to, pages };
  });
  const gaps = windows > 1 ? `; ${integer(windows)} windows` : '';
  const pages = values.map((row) => row.pages);
  const mean = pages.reduce((sum, n) => sum + n, 0) / pages.length;
  return {
    ...base('Working set', `distinct pages in each interval of ${integer(length)} ${clock}${gaps}`, `In each interval of ${integer(length)} ${clock} the trace touches ${integer(Math.min(...pages))} to ${integer(Math.max(...pages))} distinct pages, ${integer(mean)} on average.`, width),
    data: { values },
    mark: { type: 'bar', color: BAR_COLORS.user, stroke: null },
    encoding: {
      x: { field: 'from', type: 'quantitative', title: `${clock}, of all CPUs`, axis: { labelExpr: SHORT, tickCount: Math.min(6, Math.floor(plotOf(width) / 50)) }, scale: { nice: false } },
      x2: { field: 'to' },
      y: { field: 'pages', type: 'quantitative', title: 'pages of 4 KB' },
      y2: { datum: 0 },
    },
  };
} // biome-ignore format: long lines

const UNITS: Readonly<Record<number, string>> = { 64: '64 B lines', 128: '128 B lines', 4096: 'pages' };

function sharingChart(profile: TraceProfile, width: number) {
  const rows = sharingTable.rows(profile);
  const several = (['cpu', 'task'] as const).filter((by) => rows.some((row) => row.by === by && row.class !== 'private'));
  if (several.length === 0) return undefined;
  const values = several.flatMap((by) =>
    [64, 128, 4096].flatMap((unitBytes) => {
      const own = rows.filter((row) => row.by === by && row.unitBytes === unitBytes);
      const all = own.reduce((sum, { units }) => sum + units, 0);
      let from = 0;
      return Object.entries(CLASS_LABELS).map(([name, label]) => {
        const units = own.reduce((sum, row) => sum + (row.class === (name as SharingClass) ? row.units : 0), 0);
        const share = all === 0 ? 0 : (100 * units) / all;
        from += share;
        return { unit: `${UNITS[unitBytes]}, by ${by === 'cpu' ? 'CPU' : by}`, class: label, units, from: from - share, to: from };
      });
    }),
  );
  const said = several.map((by) => {
    const unit = `${UNITS[4096]}, by ${by === 'cpu' ? 'CPU' : by}`;
    const own = values.filter((row) => row.unit === unit && row.class !== CLASS_LABELS.private);
    return `${percent(own.reduce((sum, { from, to }) => sum + to - from, 0))} by ${by === 'cpu' ? 'CPUs' : 'tasks'} (${own.map((row) => `${percent(row.to - row.from)} ${row.class}`).join(', ')})`;
  });
  const units = [...new Set(values.map(({ unit }) => unit))];
  const names = namesBeside(units, 0.36 * within(width));
  const plot = Math.min(560, within(width) - names.room - OVERHANG);
  const classes = Object.values(CLASS_LABELS);
  const colors = [BAR_COLORS['user stall'], BAR_COLORS.user, BAR_COLORS.kernel, BAR_COLORS.monitor];
  return {
    ...base('Sharing', 'pages and lines by how CPUs and tasks use them', `Of the pages, ${enumerate(said)} are shared.`, width),
    width: plot,
    height: { step: Math.max(28, 13 * names.deepest + 8) },
    data: { values },
    mark: { type: 'bar' },
    encoding: {
      y: { field: 'unit', type: 'nominal', sort: units, title: null, axis: { ...names.axis, labelColor: INK } },
      x: { field: 'from', type: 'quantitative', title: '% of those touched', scale: { domain: [0, 100] }, axis: { tickCount: Math.floor(plot / 45) } },
      x2: { field: 'to' },
      ...filled('class', Object.fromEntries(classes.map((label, n) => [label, colors[n]])), legendAbove(classes, plot)),
    },
  };
} // biome-ignore format: long lines
