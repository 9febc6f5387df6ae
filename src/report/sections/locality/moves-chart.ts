import type { TopLevelSpec } from 'vega-lite';
import { BAR_COLORS, SCHEMA, THEME } from '../../draw/theme.ts';
import type { Report } from '../../run/report.ts';
import { cut, integer } from '../../text/words.ts';
import { localityReport } from './locality.ts';
import { ACTIONS, movesOverTime } from './page-moves.ts';

/** The monitor's doings in shades of its colour; a collapse, which undoes them, is of another. */
const ACTION_STYLE = {
  migrate: { label: 'migrated', color: BAR_COLORS.monitor },
  replicate: { label: 'replicated', color: '#dd9cba' },
  collapse: { label: 'collapsed', color: '#4f7f99' },
} as const;

/** When pages moved: a row of stacked bars for each configuration that moved any. Undefined when none did. */
export function movesChart(report: Report): TopLevelSpec | undefined {
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
  const scale = { domain: used.map((a) => ACTION_STYLE[a].label), range: used.map((a) => ACTION_STYLE[a].color) };
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
      title: { text: `${cut(name, 48)}: ${integer(count)} moves`, fontSize: 11, offset: 6, anchor: 'start' },
      width: 640,
      height: 90,
      data: { values },
      mark: { type: 'bar', binSpacing: 1 },
      encoding: {
        x: {
          field: 'from',
          bin: 'binned',
          type: 'quantitative',
          title: last ? 'million instructions of all CPUs' : null,
          scale: { domain: [0, millions], nice: false },
          axis: { grid: false, tickCount: 8 },
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
        color: { field: 'action', type: 'nominal', scale },
      },
    };
  });
  return {
    $schema: SCHEMA,
    description: `When pages moved: ${all.map(({ name, count }) => `${name} ${integer(count)} moves`).join(', ')}.`,
    title: { text: 'When pages moved', subtitle: `in each ${all[0].stretches.length}th part of the run` },
    config: THEME,
    concat: cells,
    columns: 1,
    spacing: 18,
  } as TopLevelSpec;
}
