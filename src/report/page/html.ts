import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { toSvg } from '../draw/render.ts';
import { WIDE } from '../draw/theme.ts';
import { documentHtml } from '../markup/document.ts';
import { escapeHtml, figureSlot, inlineSvg } from '../markup/markup.ts';
import { type ReportOptions, reportOf } from '../run/report.ts';
import type { Run } from '../run/run.ts';
import { SECTIONS } from '../sections/index.ts';
import type { Section } from '../sections/section.ts';
import type { Payload } from './live.ts';
import { type Figure, LIVE_IDS, type Page, PLACES } from './page.ts';
import { payloadOf } from './payload.ts';
import { reportLive, runsContent } from './report-live.ts';
import { reportPage } from './report-page.ts';
import { pageScript } from './script.ts';

/** Bytes of a page, at most: of a larger one what makes it again is left out. */
export const MOST_BYTES = 1_500_000;

/**
 * The report as one HTML page that needs nothing else: no network. Where the runs have one set of costs, it can be made again under others where it is read. The same
 * runs give the same bytes.
 *
 * @param runs - runs of one trace; the first is the base, 100 %
 * @param options - what the page says of how it was made
 * @param sections - what the report is made of. Default: all sections
 * @returns HTML
 * @example
 * ```ts
 * import { writeFileSync } from 'node:fs';
 * import { loadCosts, loadStructures, openTrace, replayAll, runsOf, toHtml } from 'disco-replay';
 *
 * const trace = await openTrace('padded');
 * const runs = runsOf(trace, await replayAll(trace, loadStructures(['irix', 'disco'])), loadCosts('flash'));
 * writeFileSync('report.html', await toHtml(runs));
 * ```
 */
export function toHtml(
  runs: readonly Run[],
  options: ReportOptions = {},
  sections: readonly Section[] = SECTIONS,
): Promise<string> {
  const page = reportPage(reportOf(runs, options), sections);
  const [{ costs }] = runs;
  return runs.every((run) => run.costs === costs)
    ? pageHtml(page, () => payloadOf(reportLive, runsContent(runs, options), costs))
    : pageHtml(page);
}

/**
 * A page as one HTML file that needs nothing else. Each chart is there for wide and for narrow screens, with its description beneath. `payload`: of what it can be made
 * again; without, or where the page would be too large, it has no script.
 */
export async function pageHtml(page: Page, payload?: () => Payload): Promise<string> {
  let parts = page.parts;
  for (const figure of page.figures) {
    const slot = figureSlot(figure.name);
    const html = await figureHtml(figure);
    parts = parts.map((each) => ({ ...each, html: each.html.replace(slot, () => html) }));
  }
  const filled = { ...page, parts };
  const script = payload === undefined ? undefined : await pageScript();
  if (payload === undefined) return documentHtml(filled);
  if (script === undefined) return documentHtml(filled, { missing: 'This page was written without the script that makes it again under other costs: npm install has it.' }); // biome-ignore format: a line
  const text = gzipSync(JSON.stringify(payload()), { level: 9 }).toString('base64');
  const html = documentHtml(filled, {
    script,
    hash: createHash('sha256').update(script).digest('base64'),
    payload: text,
    payloadId: LIVE_IDS.payload,
  });
  const bytes = Buffer.byteLength(html);
  if (bytes <= MOST_BYTES) return html;
  const size = (n: number): string => `${(n / 1e6).toFixed(1)} MB`;
  return documentHtml(filled, {
    missing: `This page cannot be made again under other costs: with the counts that this takes it would have ${size(bytes)}, at most ${size(MOST_BYTES)} are written. The same command with --set, such as --set remoteMemory=2700ns, makes another page.`,
  });
}

async function figureHtml({ name, draw }: Figure): Promise<string> {
  const places: string[] = [];
  for (const [place, width] of Object.entries(PLACES)) {
    const svg = await toSvg(draw(width), `${name}-${place}`);
    places.push(`<div class="${place}">${inlineSvg(svg)}</div>\n`);
  }
  return `<figure id="figure-${escapeHtml(name)}" data-chart="${escapeHtml(name)}">
${places.join('')}<figcaption>${escapeHtml(draw(WIDE).description ?? '')}</figcaption>
</figure>
`;
}
