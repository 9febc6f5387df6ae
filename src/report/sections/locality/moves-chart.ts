import type { TopLevelSpec } from 'vega-lite';
import { axisRoom, axisTitle, headed, legendAbove, OVERHANG, titled, within } from '../../draw/layout.ts';
import { BAR_COLORS, filled, SCHEMA, THEME, WIDE } from '../../draw/theme.ts';
import type { Report } from '../../run/report.ts';
import { enumerate, integer, plural } from '../../text/words.ts';
import { localityReport } from './locality.ts';
import { ACTIONS, movesOverTime } from './page-moves.ts';

/** The monitor's doings in shades of its colour; a collapse, which undoes them, is of another. */
const ACTION_STYLE = {
  migrate: { label: 'migrated', color: BAR_COLORS.monitor },
  replicate: { label: 'replicated', color: '#dd9cba' },
  collapse: { label: 'collapsed', color: '#4f7f99' },
} as const;

/** When pages moved: a row of stacked bars for each configuration that moved any. Undefined when none did. */
export function movesChart(report: Report, width = WIDE): TopLevelSpec | undefined {
  const all = localityReport(report)
    .runs.filter(({ run }) => run.counts.moves.length > 0)
    .map(({ name, run }) => ({ name, stretches: movesOverTime(run), count: run.counts.moves.length }));
  if (all.length === 0) return undefined;
  const used = ACTIONS.filter((action) =>
    all.some(({ stretches }) => stretches.some(({ moves }) => moves[action] > 0)),
  );
  const top = Math.max(
    ...all.flatMap(({ stretches }) => stretches.map((s) => ACTIONS.reduce((n, a) => n + s.moves[a], 0))),
  );
  const millions = Math.max(...all.map(({ stretches }) => stretches.at(-1)!.to)) / 1e6;
  const plot = Math.min(720, within(width) - axisRoom(top) - OVERHANG);
  const colors = Object.fromEntries(used.map((action) => [ACTION_STYLE[action].label, ACTION_STYLE[action].color]));
  const cells = all.map(({ name, stretches, count }, n) => {
    const values = stretches.flatMap(({ from, to, moves }) => {
      let below = 0;
      return used.flatMap((action) => {
        const height = moves[action];
        below += height;
        const at = { from: from / 1e6, to: to / 1e6, low: below - height, high: below };
        return height === 0 ? [] : [{ ...at, action: ACTION_STYLE[action].label }];
      });
    });
    const last = n === all.length - 1;
    return {
      title: headed(`${name}: ${integer(count)} moves`, plot),
      width: plot,
      height: 90,
      data: { values },
      mark: { type: 'bar', binSpacing: 1, strokeWidth: 0.7 },
      encoding: {
        x: {
          field: 'from',
          bin: 'binned',
          type: 'quantitative',
          title: last ? axisTitle('million instructions of all CPUs', plot) : null,
          scale: { domain: [0, millions], nice: false },
          axis: { grid: false, tickCount: Math.min(8, Math.floor(plot / 50)) },
        },
        x2: { field: 'to' },
        y: {
          field: 'low',
          type: 'quantitative',
          title: 'pages',
          scale: { domain: [0, top], nice: true },
          axis: { tickCount: 3, format: 'd', tickMinStep: 1 },
          stack: null,
        },
        y2: { field: 'high' },
        ...filled('action', colors, legendAbove(Object.keys(colors), plot)),
      },
    };
  });
  const said = all.slice(0, SAID).map(({ name, stretches, count }) => {
    const kinds = used.map((action) => `${integer(stretches.reduce((sum, { moves }) => sum + moves[action], 0))} ${ACTION_STYLE[action].label}`); // biome-ignore format: a line
    return `${plural(count, 'time', 'times')} on ${name} (${kinds.join(', ')})`;
  });
  return {
    $schema: SCHEMA,
    description: `Pages moved ${enumerate([...said, ...(all.length > SAID ? [`as drawn on ${all.length - SAID} more`] : [])])}.`,
    title: titled('When pages moved', `in each ${all[0].stretches.length}th part of the run`, width),
    config: THEME,
    concat: cells,
    columns: 1,
    spacing: 18,
  } as TopLevelSpec;
}

/** Configurations that the sentence speaks of, at most. */
const SAID = 3;
