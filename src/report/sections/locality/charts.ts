import type { TopLevelSpec } from 'vega-lite';
import { digitsWithin, headroom, stackedAxes, totalMark } from '../../draw/stacked.ts';
import { BAR_COLORS, BAR_INK, INK, SCHEMA, THEME } from '../../draw/theme.ts';
import type { Run } from '../../run/run.ts';
import { cut, duration } from '../../text/words.ts';
import { FIGURE8, type Figure8Bar, figure8Sums, localityOf, localityRuns } from './locality.ts';
import { movesChart } from './moves-chart.ts';
import { nodesChart } from './nodes-chart.ts';

/** Figure 8's segments: as in the breakdown blue executes, crimson is the monitor; waiting is paler. Told apart by lightness in grey print. */
const FIGURE8_STYLE: Record<Figure8Bar, { label: string; color: string; ink: string }> = {
  exec: { label: 'executing', color: BAR_COLORS.user, ink: BAR_INK.user },
  local: { label: 'local memory', color: BAR_COLORS['user stall'], ink: BAR_INK['user stall'] },
  remote: { label: 'remote, other caches', color: '#d8763c', ink: BAR_INK['user stall'] },
  monitor: { label: 'monitor', color: BAR_COLORS.monitor, ink: BAR_INK.user },
};

/** The charts of a report's part on locality, by file name; those that have nothing to show are left out. */
export function localityCharts(runs: readonly Run[]): Map<LocalityChart, TopLevelSpec> {
  const charts = [
    ['locality', figure8Chart(runs)],
    ['nodes', nodesChart(runs)],
    ['moves', movesChart(runs)],
  ] as const;
  return new Map(charts.flatMap(([name, chart]) => (chart === undefined ? [] : [[name, chart]])));
}
export const LOCALITY_CHARTS = ['locality', 'nodes', 'moves'] as const;
export type LocalityChart = (typeof LOCALITY_CHARTS)[number];

/** Figure 8's form: stacked bars in percent of the first configuration's, the share of misses served locally beneath the names. */
export function figure8Chart(runs: readonly Run[]): TopLevelSpec | undefined {
  const all = localityRuns(runs).map(({ name, run }) => {
    return { name, sums: figure8Sums(run), share: localityOf(run).localShare };
  });
  if (all.length === 0) return undefined;
  const names = all.map(({ name }) => name);
  const base = all[0].sums.total || 1;
  const percent = (ns: number) => (100 * ns) / base;
  const totals = all.map(({ name, sums, share }) => {
    const local = share === null ? '' : `${Math.round(100 * share)} % local`;
    return { configuration: name, to: percent(sums.total), label: percent(sums.total).toFixed(1), local };
  });
  const top = headroom(totals, 1.06);
  const values = all.flatMap(({ name, sums }) => {
    let from = 0;
    return FIGURE8.filter((bar) => sums[bar] > 0).map((bar) => {
      const share = percent(sums[bar]);
      const { label, ink } = FIGURE8_STYLE[bar];
      const digits = share >= Math.max(3, 0.022 * top) ? share.toFixed(1) : '';
      from += share;
      return { configuration: name, bar: label, from: from - share, to: from, middle: from - share / 2, digits, ink };
    });
  });
  const step = all.length > 4 ? 76 : 96;
  const { x, y: axis } = stackedAxes(names, step, top);
  const y = { ...axis, title: `percent of ${cut(names[0], 24)}` };
  const drawn = [...FIGURE8].reverse().filter((bar) => all.some(({ sums }) => sums[bar] > 0));
  const color = {
    field: 'bar',
    type: 'nominal',
    scale: {
      domain: drawn.map((bar) => FIGURE8_STYLE[bar].label),
      range: drawn.map((bar) => FIGURE8_STYLE[bar].color),
    },
  };
  return {
    $schema: SCHEMA,
    description: `Execution time by locality, in percent of ${names[0]}: ${totals.map((t) => `${t.configuration} ${t.label}${t.local === '' ? '' : `, misses ${t.local}`}`).join('; ')}.`,
    title: {
      text: 'Local and remote memory',
      subtitle: `100 % = ${duration(all[0].sums.total)}; below the bars, misses served locally`,
    },
    config: THEME,
    width: { step },
    height: 360,
    data: { values },
    encoding: { x: { ...x, axis: { ...x.axis, offset: 20 } } },
    layer: [
      { mark: { type: 'bar', width: { band: 0.72 } }, encoding: { y, y2: { field: 'to' }, color } },
      digitsWithin(y),
      {
        data: { values: totals },
        mark: totalMark(12),
        encoding: { y: { ...y, field: 'to' }, text: { field: 'label' } },
      },
      {
        data: { values: totals },
        mark: { type: 'text', baseline: 'top', fontSize: 10.5, color: INK },
        encoding: { y: { value: 366 }, text: { field: 'local' } },
      },
    ],
  } as TopLevelSpec;
}
