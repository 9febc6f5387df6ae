import { axisRoom, axisTitle, legendAbove, OVERHANG, within } from '../../report/draw/layout.ts';
import type { Frame } from '../form/explanation.ts';

/** A line: its name, its colour, whether it is drawn broken, and its points in order. */
export interface Course {
  name: string;
  color: string;
  broken?: boolean;
  points: readonly { x: number; y: number }[];
}

export interface Courses {
  /** Titles of the axes. */
  x: string;
  y: string;
  /** Labels of the axis: these values alone, at equal ratios. */
  ratios?: readonly number[];
  /** Where the line is level until its next point. */
  steps?: boolean;
}

/** Lines over one axis; with few points these are marked. */
export function courses(
  all: readonly Course[],
  { x, y, ratios, steps = false }: Courses,
  { width, height }: Frame,
): object {
  const ys = all.flatMap(({ points }) => points.map((point) => point.y));
  const room = axisRoom(Math.max(...ys));
  const plot = Math.min(640, within(width) - room - OVERHANG);
  const domain = all.map(({ name }) => name);
  const legend = { ...legendAbove(domain, plot), symbolType: 'stroke', symbolStrokeWidth: 3, symbolSize: 300 };
  const marked = all.every(({ points }) => points.length <= 12);
  return {
    width: plot,
    height,
    data: { values: all.flatMap(({ name, points }) => points.map((point) => ({ name, ...point }))) },
    mark: { type: 'line', strokeWidth: 2.2, ...(steps ? { interpolate: 'step-after' } : {}), ...(marked ? { point: { size: 48, filled: true } } : {}) },
    encoding: {
      x: {
        field: 'x',
        type: 'quantitative',
        title: axisTitle(x, plot),
        scale: ratios === undefined ? { nice: false } : { type: 'log', base: 2 },
        axis: { grid: false, ...(ratios === undefined ? { tickCount: Math.min(8, Math.floor(plot / 50)) } : { values: ratios }) },
      },
      y: { field: 'y', type: 'quantitative', title: y, scale: { zero: true, nice: true }, axis: { tickCount: 5, format: ',~f' } },
      color: { field: 'name', type: 'nominal', scale: { domain, range: all.map(({ color }) => color) }, legend },
      strokeDash: { condition: { test: { field: 'name', oneOf: all.filter(({ broken }) => broken).map(({ name }) => name) }, value: [5, 3] }, value: [1, 0] },
    },
  };
} // biome-ignore format: a specification
