import type { Drawn } from '../draw/drawn.ts';
import { toPng } from '../draw/render.ts';

export type File = [name: string, content: Uint8Array | string];

/** What a chart's files end in: its picture twice, and what it was drawn from. */
const CHART_FORMATS = ['svg', 'png', 'vl.json'] as const;
export const chartFileNames = (name: string): string[] => CHART_FORMATS.map((format) => `${name}.${format}`);

/** The files of a chart: SVG, PNG and, beside them, its Vega-Lite specification. */
export function chartFiles({ name, spec, svg }: Drawn): File[] {
  const [asSvg, asPng, asSpec] = chartFileNames(name);
  return [
    [asSvg, svg],
    [asPng, toPng(svg)],
    [asSpec, `${JSON.stringify(spec, null, 2)}\n`],
  ];
}
