import { axisTitle, legendAbove, OVERHANG, within } from '../../report/draw/layout.ts';
import { BAR_COLORS, EDGE, filled } from '../../report/draw/theme.ts';
import type { Frame } from '../form/explanation.ts';

interface Stretch {
  pages: string;
  from: number;
  to: number;
  localPercent: number | null;
  migrated: number;
  replicated: number;
  collapsed: number;
}

const MOVES = { migrated: BAR_COLORS.monitor, replicated: '#dd9cba', collapsed: '#4f7f99' } as const;
const MOVE_NAMES = Object.keys(MOVES) as (keyof typeof MOVES)[];
const ROOM = 62;

/** The share of local misses over time, where pages stay and where they move, and beneath it the moves. */
export function localityOverTime(
  rows: readonly Stretch[],
  { stay, move }: { stay: string; move: string },
  { width, height }: Frame,
): object {
  const plot = Math.min(640, within(width) - ROOM - OVERHANG);
  const x = (title: string[] | null) => ({
    type: 'quantitative',
    scale: { domain: [0, 100], nice: false },
    title,
    axis: { grid: false, tickCount: Math.min(8, Math.floor(plot / 50)), labels: title !== null },
  });
  const lines = rows
    .filter(({ localPercent }) => localPercent !== null)
    .map(({ pages, from, to, localPercent }) => ({ pages, at: (from + to) / 2, local: localPercent }));
  const bars = rows
    .filter(({ pages }) => pages === move)
    .flatMap((row) => {
      let below = 0;
      return MOVE_NAMES.filter((name) => row[name] > 0).map((name) => {
        below += row[name];
        return { from: row.from, to: row.to, move: name, low: below - row[name], high: below };
      });
    });
  const used = MOVE_NAMES.filter((name) => bars.some((bar) => bar.move === name));
  const yAxis = { minExtent: ROOM - 22, maxExtent: ROOM - 22 };
  const legend = { ...legendAbove([move, stay], plot), symbolType: 'stroke', symbolStrokeWidth: 3, symbolSize: 300 };
  const colors = { domain: [move, stay], range: [BAR_COLORS.monitor, EDGE] };
  return {
    spacing: 8,
    vconcat: [
      {
        width: plot,
        height: Math.round(height * 0.64),
        data: { values: lines },
        mark: { type: 'line', strokeWidth: 2.2 },
        encoding: {
          x: { field: 'at', ...x(null) },
          y: { field: 'local', type: 'quantitative', title: 'local, %', scale: { domain: [0, 100] }, axis: { ...yAxis, values: height < 150 ? [0, 50, 100] : [0, 25, 50, 75, 100] } },
          color: { field: 'pages', type: 'nominal', scale: colors, legend },
          strokeDash: { condition: { test: { field: 'pages', equal: stay }, value: [5, 3] }, value: [1, 0] },
        },
      },
      {
        width: plot,
        height: Math.round(height * 0.28),
        data: { values: bars },
        mark: { type: 'bar', binSpacing: 1, strokeWidth: 0.7 },
        encoding: {
          x: { field: 'from', bin: 'binned', ...x(axisTitle('% of the trace’s records', plot)) },
          x2: { field: 'to' },
          y: { field: 'low', type: 'quantitative', title: 'pages', axis: { ...yAxis, tickCount: height < 150 ? 1 : 3, format: ',d', tickMinStep: 1 }, stack: null },
          y2: { field: 'high' },
          ...filled('move', Object.fromEntries(used.map((name) => [name, MOVES[name]])), legendAbove(used, plot)),
        },
      },
    ],
    resolve: { scale: { color: 'independent', fill: 'independent', stroke: 'independent' } },
  };
} // biome-ignore format: a specification
