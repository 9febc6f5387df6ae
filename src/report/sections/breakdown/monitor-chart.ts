import type { TopLevelSpec } from 'vega-lite';
import { MONITOR_PARTS, PART_LABELS } from '../../../price/parts.ts';
import { BAR_COLORS, INK, SCHEMA, THEME } from '../../draw/theme.ts';
import type { Report } from '../../run/report.ts';
import { cut, duration, percent, wrap } from '../../text/words.ts';

/** The parts' labels in lines, so that the chart fits a narrow screen. */
const PART_LINES = Object.fromEntries(MONITOR_PARTS.map((part) => [PART_LABELS[part], wrap(PART_LABELS[part], 18, 2)]));

/** Where the monitor's time goes, by Table 2's columns, in percent of the first configuration's total. Undefined without a monitor. */
export function monitorChart({ runs, base, percent: shareOf }: Report): TopLevelSpec | undefined {
  const rows = runs.flatMap(({ name, structure, sums: { parts } }) => {
    if (structure.monitor === null) return [];
    return MONITOR_PARTS.map((part) => {
      const share = shareOf(parts[part]);
      return {
        configuration: name,
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
  const facet = { row: { field: 'configuration', type: 'nominal', sort: runs.map(({ name }) => name), header } };
  return {
    $schema: SCHEMA,
    description: `The monitor's time by what it does, in percent of ${base.name}'s total.`,
    title: { text: 'The monitor’s time', subtitle: `percent of ${cut(base.name, 24)}’s total` },
    config: THEME,
    data: { values: rows },
    ...(several ? { facet, spec: chart } : chart),
  } as TopLevelSpec;
}
