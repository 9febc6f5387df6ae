import type { TopLevelSpec } from 'vega-lite';
import { MONITOR_PARTS, PART_LABELS } from '../../../price/parts.ts';
import { headed, inColumns, namesBeside, textWidth, titled, within } from '../../draw/layout.ts';
import { BAR_COLORS, INK, outlineOf, SCHEMA, TEXT, THEME, WIDE } from '../../draw/theme.ts';
import type { Report } from '../../run/report.ts';
import { cut, enumerate, percent } from '../../text/words.ts';

const LABELS = MONITOR_PARTS.map((part) => PART_LABELS[part]);
const GAP = 28;

/** Where the monitor's time goes, by Table 2's columns, in percent of the first configuration's total. Undefined without a monitor. */
export function monitorChart({ runs, base, ms, percent: shareOf }: Report, width = WIDE): TopLevelSpec | undefined {
  const cells = runs.flatMap(({ name, structure, sums: { parts } }) => {
    if (structure.monitor === null) return [];
    const rows = MONITOR_PARTS.map((part) => {
      const share = shareOf(parts[part]);
      return { part: PART_LABELS[part], percent: share, label: `${percent(share)} · ${ms(parts[part])} ms` };
    });
    return [{ name, rows }];
  });
  if (cells.length === 0) return undefined;
  const { columns, width: cell } = inColumns(cells.length, within(width), { least: 300, most: 480, gap: GAP });
  const names = namesBeside(LABELS, Math.min(200, 0.36 * cell));
  const all = cells.flatMap(({ rows }) => rows);
  // Room to the right of the longest bar for its label.
  const plot = cell - names.room;
  const room = Math.max(...all.map(({ label }) => textWidth(label, TEXT.small))) + 10;
  const most = Math.max(...all.map((row) => row.percent), 1e-9);
  const scale = { domain: [0, (most * plot) / Math.max(20, plot - room)], nice: false };
  const charts = cells.map(({ name, rows }) => ({
    ...(cells.length > 1 ? { title: headed(name, cell) } : {}),
    width: plot,
    height: { step: Math.max(28, 13 * names.deepest + 8) },
    data: { values: rows },
    encoding: {
      y: { field: 'part', type: 'nominal', sort: LABELS, title: null, axis: { ...names.axis, labelColor: INK } },
      x: { field: 'percent', type: 'quantitative', scale, axis: null },
    },
    layer: [
      {
        mark: {
          type: 'bar',
          height: { band: 0.62 },
          color: BAR_COLORS.monitor,
          stroke: outlineOf(BAR_COLORS.monitor),
          strokeWidth: 1,
        },
      },
      {
        mark: { type: 'text', align: 'left', baseline: 'middle', dx: 6, color: INK, fontSize: TEXT.small },
        encoding: { text: { field: 'label' } },
      },
    ],
  }));
  const said = cells.slice(0, 3).map(({ name, rows }) => {
    const whole = rows.reduce((sum, row) => sum + row.percent, 0);
    const top = rows.reduce((best, row) => (row.percent > best.percent ? row : best));
    return `on ${name} the monitor takes ${percent(whole)}${whole === 0 ? '' : `, the largest part of it for ${top.part} (${percent(top.percent)})`}`;
  });
  const others = cells.length > 3 ? [`${cells.length - 3} more are drawn`] : [];
  return {
    $schema: SCHEMA,
    description: `Of ${base.name}’s total, ${enumerate([...said, ...others])}.`,
    title: titled('The monitor’s time', `percent of ${cut(base.name, 24)}’s total`, width),
    config: THEME,
    ...(charts.length === 1 ? charts[0] : { concat: charts, columns, spacing: GAP }),
  } as TopLevelSpec;
}
