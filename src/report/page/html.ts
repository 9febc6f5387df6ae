import type { TopLevelSpec } from 'vega-lite';
import { VERSION } from '../../version.ts';
import { toSvg } from '../draw/render.ts';
import { escapeHtml, figureHtml } from '../markup/markup.ts';
import { STYLE } from '../markup/style.ts';
import { configurationNames, type Run } from '../run/run.ts';
import { resultSentences } from '../run/summary.ts';
import { footprintSection } from '../sections/footprint/page.ts';
import { localitySection } from '../sections/locality/page.ts';
import { breakdownChart, monitorChart } from '../sections/times/breakdown-chart.ts';
import { windowsChart } from '../sections/times/windows-chart.ts';
import { enumerate } from '../text/words.ts';
import {
  breakdownSection,
  cacheSection,
  costSection,
  eventSection,
  rateSection,
  reproduceSection,
  serviceSection,
  structureSection,
  tlbSection,
  traceSection,
} from './sections.ts';

/** What a report says besides its runs. */
export interface ReportOptions {
  /** The command line that makes it again. */
  command?: string;
}

/** Nothing may be loaded and no script may run, whatever a trace calls itself. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

/** The report as one HTML page that needs nothing else: no network, no script. The same runs give the same bytes. */
export async function toHtml(runs: readonly Run[], { command }: ReportOptions = {}): Promise<string> {
  const names = configurationNames(runs);
  const title = names.length === 1 ? names[0] : `${enumerate(names.slice(1))} against ${names[0]}`;
  const charts = [breakdownChart(runs), monitorChart(runs), windowsChart(runs)].filter(
    (chart): chart is TopLevelSpec => chart !== undefined,
  );
  const figures: string[] = [];
  for (const chart of charts) figures.push(figureHtml(await toSvg(chart)));
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
${resultSentences(runs)
  .map((sentence) => `<p class="lead">${escapeHtml(sentence)}</p>`)
  .join('\n')}
</header>
<main>
<div class="charts">
${figures.join('')}</div>
${await localitySection(runs)}${await footprintSection(runs)}${[breakdownSection, serviceSection, rateSection, cacheSection, tlbSection, structureSection, costSection, eventSection, traceSection].map((section) => section(runs)).join('')}${reproduceSection(command)}</main>
<footer>Disco Replay ${escapeHtml(VERSION)}</footer>
</body>
</html>
`;
}
