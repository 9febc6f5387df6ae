import type { Drawn } from '../../report/draw/drawn.ts';
import { BAR_COLORS, GRID, INK, PAPER, SOFT_INK } from '../../report/draw/theme.ts';
import { escapeHtml, figureHtml, type Column as Head, sectionHtml, tableHtml } from '../../report/markup/markup.ts';
import { STYLE } from '../../report/markup/style.ts';
import { isNumeric } from '../../report/tables/column.ts';
import { decimal, digitsFor, integer, plural, printable } from '../../report/text/words.ts';
import { VERSION } from '../../version.ts';
import { labelOf } from '../charts/labels.ts';
import type { Plan } from '../plan/plan.ts';
import { traceSentences } from '../results/provenance.ts';
import type { ResultColumn, Results } from '../results/results.ts';

/** Nothing may be loaded and no script may run, whatever a trace calls itself. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'";
/** Rows shown; the files beside the page have all. */
const ROWS = 200;
/** Charts of a sweep differ in width, and are drawn in their own; as their colours run from pale to dark, they keep pale paper in a dark scheme. */
const CHARTS = `
figure { --ink: ${INK}; --soft: ${SOFT_INK}; --grid: ${GRID}; --monitor: ${BAR_COLORS.monitor}; flex: none; max-width: 100%; background: ${PAPER}; }
figure svg { width: auto; max-width: 100%; }
`;

/** A sweep's charts and results as one HTML page that needs nothing else: no network, no script. The same results give the same bytes. */
export function sweepPage({ study, replays, traces }: Plan, results: Results, charts: readonly Drawn[]): string {
  const { points, columns, warnings } = results;
  const lead = `${plural(points, 'point')} from ${plural(replays.length, 'replay')}`;
  const cut = points > ROWS ? `The first ${ROWS} of ${integer(points)}; results.csv has all.` : '';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(POLICY)}">
<title>${escapeHtml(study.name)} · Disco Replay</title>
<style>${STYLE}${CHARTS}</style>
</head>
<body>
<header>
<p class="kicker">Disco Replay</p>
<h1>${escapeHtml(study.name)}</h1>
${[study.description, lead, ...traceSentences(traces), ...warnings].flatMap((text) => (text ? [`<p class="lead">${escapeHtml(printable(text))}</p>`] : [])).join('\n')}
</header>
<main>
<div class="charts">
${charts.map(({ svg }) => figureHtml(svg)).join('')}</div>
${sectionHtml('Results', cut, tableHtml(columns.map(headOf), rowsOf(columns, Math.min(ROWS, points))))}</main>
<footer>Disco Replay ${escapeHtml(VERSION)}</footer>
</body>
</html>
`;
}

const headOf = (column: ResultColumn): Head => ({ head: labelOf(column.name), numeric: isNumeric(column) });

function rowsOf(columns: readonly ResultColumn[], count: number): string[][] {
  const formats = columns.map((column) => {
    const reals = column.values.slice(0, count).filter((value) => typeof value === 'number');
    const digits = digitsFor(Math.max(0, ...reals.map(Math.abs)));
    return (value: ResultColumn['values'][number]): string => {
      if (value === null) return '–';
      if (typeof value !== 'number' || column.role === 'label') return printable(String(value));
      return column.kind === 'integer' ? integer(value) : decimal(value, digits);
    };
  });
  return Array.from({ length: count }, (_, n) => columns.map(({ values }, i) => formats[i](values[n])));
}
