import { VERSION } from '../../version.ts';
import { type Drawn, drawn } from '../draw/drawn.ts';
import { escapeHtml, figureHtml } from '../markup/markup.ts';
import { STYLE } from '../markup/style.ts';
import { type Report, type ReportOptions, reportOf } from '../run/report.ts';
import type { Run } from '../run/run.ts';
import { resultSentences } from '../sections/breakdown/sentences.ts';
import { SECTIONS } from '../sections/index.ts';
import { type Section, sectionCharts, sectionPage } from '../sections/section.ts';
import { enumerate } from '../text/words.ts';

/** Nothing may be loaded and no script may run, whatever a trace calls itself. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

/** The report as one HTML page that needs nothing else: no network, no script. The same runs give the same bytes. */
export async function toHtml(
  runs: readonly Run[],
  options: ReportOptions = {},
  sections: readonly Section[] = SECTIONS,
): Promise<string> {
  const report = reportOf(runs, options);
  return reportPage(report, await drawn(sections.flatMap((section) => sectionCharts(section, report))), sections);
}

/** The same, of charts that are drawn. */
export function reportPage(report: Report, charts: readonly Drawn[], sections: readonly Section[]): string {
  const { base, others } = report;
  const title = others.length === 0 ? base.name : `${enumerate(others.map(({ name }) => name))} against ${base.name}`;
  const figures = new Map(charts.map(({ name, svg }) => [name, figureHtml(svg)]));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(POLICY)}">
<title>${escapeHtml(title)} · Disco Replay</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<p class="kicker">Disco Replay</p>
<h1>${escapeHtml(title)}</h1>
${resultSentences(report)
  .map((sentence) => `<p class="lead">${escapeHtml(sentence)}</p>`)
  .join('\n')}
</header>
<main>
${sections.map((section) => sectionPage(section, report, figures)).join('')}</main>
<footer>Disco Replay ${escapeHtml(VERSION)}</footer>
</body>
</html>
`;
}
