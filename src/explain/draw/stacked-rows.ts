import { axisTitle, legendAbove, namesBeside, OVERHANG, textWidth, within } from '../../report/draw/layout.ts';
import { filled, INK, TEXT } from '../../report/draw/theme.ts';
import type { Frame } from '../form/explanation.ts';

/** A part of a bar: how much, and text within it where that fits. */
export interface Part {
  name: string;
  value: number;
}

/** A bar that lies: its name, its parts from the left, and the text at its end. */
export interface StackedRow {
  name: string;
  parts: readonly Part[];
  end: string;
}

export interface StackedRows {
  colors: Readonly<Record<string, string>>;
  /** Title of the axis. */
  title: string;
  /** Labels of the axis: a number format of Vega's. */
  format?: string;
}

/** Bars that lie under one another, each of parts in colours, with a text at its end. */
export function stackedRows(
  rows: readonly StackedRow[],
  { colors, title, format = ',d' }: StackedRows,
  { width, height }: Frame,
): object {
  const names = namesBeside(rows.map(({ name }) => name), Math.min(170, 0.34 * within(width)));
  const plot = Math.min(640, within(width) - names.room - OVERHANG);
  const sums = rows.map(({ parts }) => parts.reduce((sum, { value }) => sum + value, 0));
  const most = Math.max(...sums) || 1;
  const end = Math.max(...rows.map((row) => textWidth(row.end, TEXT.small))) + 8;
  const used = Object.keys(colors).filter((color) => rows.some(({ parts }) => parts.some((p) => p.name === color && p.value > 0)));
  const values = rows.flatMap(({ name, parts }) => {
    let at = 0;
    return parts
      .filter(({ value }) => value > 0)
      .map(({ name: part, value }) => {
        at += value;
        return { name, part, low: at - value, high: at };
      });
  });
  const y = { field: 'name', type: 'nominal', sort: rows.map(({ name }) => name), title: null, axis: { ...names.axis, labelColor: INK } };
  return {
    width: plot,
    height: Math.max(height, rows.length * Math.max(26, 13 * names.deepest + 8)),
    encoding: { y },
    layer: [
      {
        data: { values },
        mark: { type: 'bar', height: { band: 0.66 }, strokeWidth: 0.8 },
        encoding: {
          x: {
            field: 'low',
            type: 'quantitative',
            scale: { domain: [0, (most * plot) / Math.max(20, plot - end)], nice: false },
            title: axisTitle(title, plot),
            axis: { grid: true, tickCount: Math.min(5, Math.floor(plot / 60)), format },
            stack: null,
          },
          x2: { field: 'high' },
          ...filled('part', Object.fromEntries(used.map((name) => [name, colors[name]])), legendAbove(used, plot)),
        },
      },
      {
        data: { values: rows.map(({ name, end }, n) => ({ name, end, at: sums[n] })) },
        mark: { type: 'text', align: 'left', baseline: 'middle', dx: 5, fontSize: TEXT.small, color: INK },
        encoding: { x: { field: 'at', type: 'quantitative' }, text: { field: 'end' } },
      },
    ],
  };
} // biome-ignore format: a specification
