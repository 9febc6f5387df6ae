import type { TopLevelSpec } from 'vega-lite';
import { EMS_PER_CHARACTER } from './layout.ts';
import { named } from './named.ts';

/** What draws: Vega and Vega-Lite's compiler, which Node loads when first used and a page has in its script. */
export interface Drawer {
  vega: Pick<typeof import('vega'), 'parse' | 'View'>;
  compile: typeof import('vega-lite').compile;
  /** Evaluates expressions, where code may not be made of text. */
  interpreter?: unknown;
}

type Measure = (item: { fontSize?: number }, text: unknown) => number;
const estimate: Measure = ({ fontSize = 11 }, text) => EMS_PER_CHARACTER * fontSize * String(text ?? '').length;

/**
 * The chart as SVG with its title and description. Texts are measured by an estimate, so that it is the same, byte for byte, with or without a canvas, in Node and
 * in a browser.
 */
export async function svgOf(spec: TopLevelSpec, { vega, compile, interpreter }: Drawer, id?: string): Promise<string> {
  /** Vega's, which its declarations leave out. */
  const { textMetrics } = vega as unknown as { textMetrics: { width: Measure } };
  const measure = textMetrics.width;
  textMetrics.width = estimate;
  try {
    const runtime = vega.parse(compile(spec).spec, undefined, { ast: interpreter !== undefined });
    const options = { renderer: 'none', ...(interpreter === undefined ? {} : { expr: interpreter }) };
    return `${named(await new vega.View(runtime, options as object).toSVG(), spec, id)}\n`;
  } finally {
    textMetrics.width = measure;
  }
}
