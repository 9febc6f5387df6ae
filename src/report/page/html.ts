import { type Drawn, drawn } from '../draw/drawn.ts';
import { documentHtml } from '../markup/document.ts';
import { figureHtml } from '../markup/markup.ts';
import { type Report, type ReportOptions, reportOf } from '../run/report.ts';
import type { Run } from '../run/run.ts';
import { resultSentences } from '../sections/breakdown/sentences.ts';
import { SECTIONS } from '../sections/index.ts';
import { type Section, sectionCharts, sectionPage } from '../sections/section.ts';
import { enumerate } from '../text/words.ts';

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
  const content = sections.map((section) => sectionPage(section, report, figures)).join('');
  return documentHtml(title, resultSentences(report), content);
}
