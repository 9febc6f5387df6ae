import type { TopLevelSpec } from 'vega-lite';
import type { SharingClass, TraceProfile } from '../../../trace/operations/profile/profile.ts';
import { BAR_COLORS, SCHEMA, SERIES_COLORS, THEME } from '../../draw/theme.ts';
import { integer } from '../../text/words.ts';
import { bytesText, CLASS_LABELS } from './labels.ts';
import { curveTable, reuseTable, sharingTable } from './tables.ts';

const WIDTH = 380;
/** An axis's numbers as 200k and 1.5M, each by its own size. */
const SHORT = "format(datum.value, '~s')";
const HEIGHT = 220;
const base = (text: string, subtitle: string) => ({
  $schema: SCHEMA,
  description: `${text}: ${subtitle}.`,
  title: { text, subtitle },
  config: THEME,
  width: WIDTH,
  height: HEIGHT,
});
const series = (names: readonly string[]) => ({
  type: 'nominal',
  scale: { domain: names, range: SERIES_COLORS.slice(0, names.length) },
  legend: names.length < 2 ? null : { orient: 'top', offset: 6 },
});

/** The charts of a profile by name; those with nothing to show are left out. */
export const profileCharts = (profile: TraceProfile): [name: string, spec: TopLevelSpec][] =>
  [
    ['miss-curve', missCurve(profile)] as const,
    ['reuse', reuseChart(profile)] as const,
    ['working-set', workingSetChart(profile)] as const,
    ['sharing', sharingChart(profile)] as const,
  ].flatMap(([name, spec]) => (spec === undefined ? [] : [[name, spec as TopLevelSpec]]));

function missCurve(profile: TraceProfile) {
  const values = curveTable.rows(profile).map((row) => ({ ...row, size: bytesText(row.bytes) }));
  if (values.length === 0) return undefined;
  const names = [...new Set(values.map(({ of }) => of))];
  const sizes = [...new Map(values.sort((a, b) => a.bytes - b.bytes).map(({ bytes, size }) => [bytes, size])).values()];
  return {
    ...base('Miss ratio of an LRU cache', `fully associative, lines of ${values[0].lineBytes} bytes, by its size`),
    data: { values },
    mark: { type: 'line', point: true },
    encoding: {
      x: { field: 'size', type: 'ordinal', sort: sizes, title: null, axis: { labelOverlap: 'greedy' } },
      y: { field: 'missRatio', type: 'quantitative', title: 'misses, % of touches', scale: { zero: true } },
      color: { field: 'of', ...series(names) },
    },
  };
}

function reuseChart(profile: TraceProfile) {
  const values = reuseTable
    .rows(profile)
    .filter(({ touches, from }) => touches > 0 && from !== null)
    .map(({ of, from, touches }) => ({ of, touches, at: from ?? 0, distance: distanceLabel(from ?? 0) }));
  if (values.length === 0) return undefined;
  const labels = new Map([...values].sort((a, b) => a.at - b.at).map(({ at, distance }) => [at, distance]));
  const names = [...new Set(values.map(({ of }) => of))];
  return {
    ...base('Reuse distances', 'touches by other lines touched since; without first ones'),
    data: { values: values.map(({ at: _, ...row }) => row) },
    mark: { type: 'line', point: true },
    encoding: {
      x: { field: 'distance', type: 'ordinal', sort: [...labels.values()], title: 'other lines, at least', axis: { labelOverlap: 'greedy' } },
      y: { field: 'touches', type: 'quantitative', title: 'touches', scale: { type: 'symlog' }, axis: { labelExpr: SHORT, values: decades(values) } },
      color: { field: 'of', ...series(names) },
    },
  };
} // biome-ignore format: long lines

const decades = (values: readonly { touches: number }[]): number[] =>
  Array.from(
    { length: 1 + Math.ceil(Math.log10(Math.max(1, ...values.map(({ touches }) => touches)))) },
    (_, n) => 10 ** n,
  );

const distanceLabel = (from: number): string => (from < 1024 ? `${from}` : `${from / 1024}K`);

function workingSetChart({ workingSet: { clock, length, intervals }, windows }: TraceProfile) {
  if (intervals.length < 2) return undefined;
  let start = 0;
  const values = intervals.map(({ window, from, to, pages }, n) => {
    if (n > 0 && intervals[n - 1].window !== window) start += intervals[n - 1].to;
    return { window, from: start + from, to: start + to, pages };
  });
  const gaps = windows > 1 ? `; ${integer(windows)} windows` : '';
  return {
    ...base('Working set', `distinct pages in each interval of ${integer(length)} ${clock}${gaps}`),
    data: { values },
    mark: { type: 'bar', color: BAR_COLORS.user, stroke: null },
    encoding: {
      x: { field: 'from', type: 'quantitative', title: `${clock}, of all CPUs`, axis: { labelExpr: SHORT, tickCount: 6 }, scale: { nice: false } },
      x2: { field: 'to' },
      y: { field: 'pages', type: 'quantitative', title: 'pages of 4 KB' },
      y2: { datum: 0 },
    },
  };
} // biome-ignore format: long lines

const UNITS: Readonly<Record<number, string>> = { 64: '64 B lines', 128: '128 B lines', 4096: 'pages' };

function sharingChart(profile: TraceProfile) {
  const rows = sharingTable.rows(profile);
  const several = (['cpu', 'task'] as const).filter((by) => rows.some((row) => row.by === by && row.class !== 'private'));
  if (several.length === 0) return undefined;
  const values = several.flatMap((by) =>
    [64, 128, 4096].flatMap((unitBytes) => {
      const own = rows.filter((row) => row.by === by && row.unitBytes === unitBytes);
      const all = own.reduce((sum, { units }) => sum + units, 0);
      return Object.entries(CLASS_LABELS).map(([name, label], order) => {
        const units = own.reduce((sum, row) => sum + (row.class === (name as SharingClass) ? row.units : 0), 0);
        return { unit: `${UNITS[unitBytes]}, by ${by === 'cpu' ? 'CPU' : by}`, class: label, order, units, share: all === 0 ? 0 : (100 * units) / all };
      });
    }),
  );
  return {
    ...base('Sharing', 'pages and lines by how CPUs and tasks use them'),
    height: { step: 28 },
    data: { values },
    mark: { type: 'bar' },
    encoding: {
      y: { field: 'unit', type: 'nominal', sort: [...new Set(values.map(({ unit }) => unit))], title: null },
      x: { field: 'share', type: 'quantitative', title: '% of those touched', scale: { domain: [0, 100] } },
      order: { field: 'order' },
      color: {
        field: 'class', type: 'nominal',
        scale: { domain: Object.values(CLASS_LABELS), range: [BAR_COLORS['user stall'], BAR_COLORS.user, BAR_COLORS.kernel, BAR_COLORS.monitor] },
        legend: { orient: 'top', offset: 6, columns: 4 },
      },
    },
  };
} // biome-ignore format: long lines
