import type { TopLevelSpec } from 'vega-lite';
import { color, headroom, segmentsOf, stackedAxes, totalMark, totalsOf } from '../../draw/stacked.ts';
import { BAR_COLORS, INK, SCHEMA, THEME } from '../../draw/theme.ts';
import { configurationNames, type Run, shownBars, timeSums } from '../../run/run.ts';
import { cut, duration, MONITOR_PARTS, PART_LABELS, percent, wrap } from '../../text/words.ts';

/** Figure 5's form: execution time by segment, in percent of the first configuration's. */
export function breakdownChart(runs: readonly Run[]): TopLevelSpec {
  const names = configurationNames(runs);
  const sums = runs.map((run) => timeSums(run));
  const base = sums[0].total || 1;
  const totals = sums.map((sum, i) => totalsOf(names[i], sum, base));
  const top = headroom(totals, 1.06);
  const step = runs.length > 4 ? 76 : 96;
  const { x, y: axis } = stackedAxes(names, step, top);
  const y = { ...axis, title: `percent of ${cut(names[0], 24)}` };
  return {
    $schema: SCHEMA,
    description: `Execution time by segment, in percent of ${names[0]}: ${totals.map((t) => `${t.configuration} ${t.label}`).join(', ')}.`,
    title: { text: 'Execution time', subtitle: `100 % = ${duration(sums[0].total)} of processor time` },
    config: THEME,
    width: { step },
    height: 360,
    data: { values: sums.flatMap((sum, i) => segmentsOf(names[i], sum, base, top)) },
    encoding: { x },
    layer: [
      {
        mark: { type: 'bar', width: { band: 0.72 } },
        encoding: { y, y2: { field: 'to' }, color: color(shownBars(sums), {}) },
      },
      {
        transform: [{ filter: "datum.label !== ''" }, { calculate: '(datum.from + datum.to) / 2', as: 'middle' }],
        mark: { type: 'text', baseline: 'middle', fontSize: 10 },
        encoding: {
          y: { ...y, field: 'middle' },
          text: { field: 'label' },
          color: { field: 'ink', type: 'nominal', scale: null },
        },
      },
      {
        data: { values: totals },
        mark: totalMark(12),
        encoding: { y: { ...y, field: 'to' }, text: { field: 'label' } },
      },
    ],
  } as TopLevelSpec;
}

/** The parts' labels in lines, so that the chart fits a narrow screen. */
const PART_LINES = Object.fromEntries(MONITOR_PARTS.map((part) => [PART_LABELS[part], wrap(PART_LABELS[part], 18, 2)]));

/** Where the monitor's time goes, by Table 2's columns, in percent of the first configuration's total. Undefined without a monitor. */
export function monitorChart(runs: readonly Run[]): TopLevelSpec | undefined {
  const names = configurationNames(runs);
  const base = timeSums(runs[0]).total || 1;
  const rows = runs.flatMap((run, i) => {
    if (run.structure.monitor === null) return [];
    const { parts } = timeSums(run);
    return MONITOR_PARTS.map((part) => {
      const share = (100 * parts[part]) / base;
      return {
        configuration: names[i],
        part: PART_LABELS[part],
        percent: share,
        label: `${percent(share, 2)} · ${duration(parts[part])}`,
      };
    });
  });
  if (rows.length === 0) return undefined;
  const several = new Set(rows.map(({ configuration }) => configuration)).size > 1;
  const y = {
    field: 'part',
    type: 'nominal',
    sort: MONITOR_PARTS.map((part) => PART_LABELS[part]),
    title: null,
    axis: {
      labelExpr: `(${JSON.stringify(PART_LINES)})[datum.value]`,
      labelOffset: { condition: { test: 'length(datum.value) > 18', value: -6 }, value: 0 },
      labelColor: INK,
      labelPadding: 8,
    },
  };
  // Room to the right of the longest bar for its label.
  const scale = { domain: [0, Math.max(...rows.map((row) => row.percent), 1e-9) * 2.1], nice: false };
  const x = { field: 'percent', type: 'quantitative', scale, axis: null };
  const chart = {
    width: 220,
    height: { step: 36 },
    encoding: { y, x },
    layer: [
      { mark: { type: 'bar', height: { band: 0.62 }, color: BAR_COLORS.monitor } },
      {
        mark: { type: 'text', align: 'left', baseline: 'middle', dx: 6, color: INK, fontSize: 10.5 },
        encoding: { text: { field: 'label' } },
      },
    ],
  };
  const header = { title: null, labelOrient: 'top', labelAnchor: 'start' };
  const facet = { row: { field: 'configuration', type: 'nominal', sort: names, header } };
  return {
    $schema: SCHEMA,
    description: `The monitor's time by what it does, in percent of ${names[0]}'s total.`,
    title: { text: 'The monitor’s time', subtitle: `percent of ${cut(names[0], 24)}’s total` },
    config: THEME,
    data: { values: rows },
    ...(several ? { facet, spec: chart } : chart),
  } as TopLevelSpec;
}
