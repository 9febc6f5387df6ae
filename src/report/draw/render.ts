import { createRequire } from 'node:module';
import type { ResvgRenderOptions } from '@resvg/resvg-js';
import type { TopLevelSpec } from 'vega-lite';
import { EMS_PER_CHARACTER } from './layout.ts';
import { named } from './named.ts';
import { FONT, PAPER } from './theme.ts';

type Measure = (item: { fontSize?: number }, text: unknown) => number;
const estimate: Measure = ({ fontSize = 11 }, text) => EMS_PER_CHARACTER * fontSize * String(text ?? '').length;

/**
 * The chart as SVG, drawn without a browser, with its title and its description for who does not see it. The same specification gives
 * the same bytes; `id` tells apart charts in one document. Vega is loaded by the first chart: who draws none does not wait for it, and
 * `require` can load the library.
 */
export async function toSvg(spec: TopLevelSpec, id?: string): Promise<string> {
  const [vega, { compile }] = await Promise.all([import('vega'), import('vega-lite')]);
  /** Vega's, which its declarations leave out. */
  const { textMetrics } = vega as unknown as { textMetrics: { width: Measure } };
  const measure = textMetrics.width;
  textMetrics.width = estimate;
  try {
    const svg = await new vega.View(vega.parse(compile(spec).spec), { renderer: 'none' }).toSVG();
    return `${named(svg, spec, id)}\n`;
  } finally {
    textMetrics.width = measure;
  }
}

const require = createRequire(import.meta.url);
const font = (file: string): string => require.resolve(`dejavu-fonts-ttf/ttf/${file}`);

/** The SVG as PNG, `scale` pixels to each of its own. Its text is set in DejaVu Sans, whatever fonts the system has. */
export function toPng(svg: string, scale = 3): Uint8Array {
  const { Resvg } = require('@resvg/resvg-js') as typeof import('@resvg/resvg-js');
  const options: ResvgRenderOptions = {
    fitTo: { mode: 'zoom', value: scale },
    background: PAPER,
    font: {
      fontFiles: [font('DejaVuSans.ttf'), font('DejaVuSans-Bold.ttf')],
      loadSystemFonts: false,
      defaultFontFamily: FONT,
    },
  };
  return new Resvg(svg, options).render().asPng();
}
