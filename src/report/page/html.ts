import { toSvg } from '../draw/render.ts';
import { NARROW, WIDE } from '../draw/theme.ts';
import { documentHtml } from '../markup/document.ts';
import { escapeHtml, figureSlot, inlineSvg } from '../markup/markup.ts';
import { type ReportOptions, reportOf } from '../run/report.ts';
import type { Run } from '../run/run.ts';
import { SECTIONS } from '../sections/index.ts';
import type { Section } from '../sections/section.ts';
import type { Figure, Page } from './page.ts';
import { reportPage } from './report-page.ts';

/** The report as one HTML page that needs nothing else: no network. The same runs give the same bytes. */
export const toHtml = (
  runs: readonly Run[],
  options: ReportOptions = {},
  sections: readonly Section[] = SECTIONS,
): Promise<string> => pageHtml(reportPage(reportOf(runs, options), sections));

/** A page as one HTML file that needs nothing else. Each chart is there for wide and for narrow screens, with its description beneath. */
export async function pageHtml(page: Page): Promise<string> {
  let parts = page.parts;
  for (const figure of page.figures) {
    const slot = figureSlot(figure.name);
    const html = await figureHtml(figure);
    parts = parts.map((each) => ({ ...each, html: each.html.replace(slot, () => html) }));
  }
  return documentHtml({ ...page, parts });
}

async function figureHtml({ name, draw }: Figure): Promise<string> {
  const [wide, narrow] = [draw(WIDE), draw(NARROW)];
  const svg = async (spec: typeof wide) => inlineSvg(await toSvg(spec));
  return `<figure id="figure-${escapeHtml(name)}" data-chart="${escapeHtml(name)}">
<div class="wide">${await svg(wide)}</div>
<div class="narrow">${await svg(narrow)}</div>
<figcaption>${escapeHtml(wide.description ?? '')}</figcaption>
</figure>
`;
}
