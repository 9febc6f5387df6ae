import { createRequire } from 'node:module';
import type { ResvgRenderOptions } from '@resvg/resvg-js';
import type { TopLevelSpec } from 'vega-lite';
import { svgOf } from './svg.ts';
import { FONT, PAPER } from './theme.ts';

/**
 * The chart as SVG, drawn without a browser, with its title and its description for who does not see it. The same specification gives
 * the same bytes; `id` tells apart charts in one document. Vega is loaded by the first chart: who draws none does not wait for it, and
 * `require` can load the library.
 *
 * @param spec - a Vega-Lite specification, such as `charts` give
 * @param id - tells apart charts in one document. Default: none
 * @returns an SVG
 * @example
 * ```ts
 * import { writeFileSync } from 'node:fs';
 * import { charts, loadCosts, loadStructures, openTrace, replayAll, runsOf, toPng, toSvg } from 'disco-replay';
 *
 * const trace = await openTrace('padded');
 * const runs = runsOf(trace, await replayAll(trace, loadStructures(['irix', 'disco'])), loadCosts('flash'));
 * writeFileSync('breakdown.png', toPng(await toSvg(charts.breakdown(runs))));
 * ```
 */
export async function toSvg(spec: TopLevelSpec, id?: string): Promise<string> {
  const [vega, { compile }] = await Promise.all([import('vega'), import('vega-lite')]);
  return svgOf(spec, { vega, compile }, id);
}

const require = createRequire(import.meta.url);
const font = (file: string): string => require.resolve(`dejavu-fonts-ttf/ttf/${file}`);

/**
 * The SVG as PNG, `scale` pixels to each of its own. Its text is set in DejaVu Sans, whatever fonts the system has.
 *
 * @param svg - an SVG, such as `toSvg` gives
 * @param scale - pixels for each of its own. Default 3
 * @returns a PNG file
 * @example
 * ```ts
 * import { writeFileSync } from 'node:fs';
 * import { charts, loadCosts, loadStructures, openTrace, replayAll, runsOf, toPng, toSvg } from 'disco-replay';
 *
 * const trace = await openTrace('padded');
 * const runs = runsOf(trace, await replayAll(trace, loadStructures(['irix', 'disco'])), loadCosts('flash'));
 * writeFileSync('breakdown.png', toPng(await toSvg(charts.breakdown(runs)), 2));
 * ```
 */
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
