import { chartsHtml, escapeHtml, figureSlot, number, part, tableHtml } from '../../report/markup/markup.ts';
import { numbered, type Page } from '../../report/page/page.ts';
import { forPeople } from '../../report/tables/for-people.ts';
import { capital, integer, plural, printable } from '../../report/text/words.ts';
import type { ResultDiff } from '../diff.ts';
import { GROUPS, type Group } from '../result/result.ts';
import type { DiffRow } from '../rows.ts';
import { changesChart } from './chart.ts';
import { MEASURE_HEADS, MEASURES, measureCells } from './measures.ts';
import { rowLabels } from './names.ts';
import { points, relative, shownFor } from './numbers.ts';
import { inputSentences, resultSentences, sideSentence } from './sentences.ts';
import { inputsTable } from './tables.ts';

/** Rows of a group on the page, at most. */
const MOST_ROWS = 40;

/** A diff as a page. */
export function diffPage(diff: ResultDiff, command?: string): Page {
  const hasChart = changesChart(diff) !== undefined;
  const inputs = forPeople(inputsTable.of(diff));
  const said = [...inputSentences(diff), ...diff.notes].map((each) => `<p>${escapeHtml(printable(each))}</p>`).join('\n');
  const table = diff.inputs.length === 0 ? '' : tableHtml('What went in and differs', inputs.heads, inputs.rows);
  return {
    title: `${printable(diff.a.name)} → ${printable(diff.b.name)}`,
    leads: resultSentences(diff),
    parts: numbered([
      ...part('What changed most', '', hasChart ? chartsHtml(figureSlot('changes')) : ''),
      ...part('What is compared', '', `<p>Before: ${escapeHtml(sideSentence(diff.a))}. After: ${escapeHtml(sideSentence(diff.b))}.</p>\n${table}${said}`),
      ...part(MEASURES, '', measuresHtml(diff)),
      ...(Object.keys(GROUPS) as Group[]).flatMap((group) => groupPart(diff, group)),
      ...part('To make this again', '', command === undefined ? '' : `<pre><code>${escapeHtml(printable(command))}</code></pre>`),
    ]),
    figures: hasChart ? [{ name: 'changes', draw: (width) => changesChart(diff, width)! }] : [],
  };
} // biome-ignore format: long lines

function measuresHtml(diff: ResultDiff): string {
  const { labels, cells } = measureCells(diff);
  const rows = labels.map((label, n) => [label, ...cells[n]]);
  return rows.length === 0 ? '' : tableHtml(MEASURES, [{ head: '' }, ...MEASURE_HEADS.map(number)], rows);
}

function groupPart(diff: ResultDiff, group: Group) {
  const own = diff.rows.filter((row) => row.group === group);
  const shown = own.slice(0, MOST_ROWS);
  const units = Map.groupBy(shown, ({ unit }) => unit);
  const left = own.length > shown.length ? `The ${MOST_ROWS} that changed most of ${plural(own.length, 'row')}; diff.csv has all.` : ''; // biome-ignore format: a line
  return part(GROUPS[group], left, [...units.values()].map((rows) => rowsHtml(diff, rows)).join('\n'));
}

function rowsHtml({ keys, base }: ResultDiff, rows: readonly DiffRow[]): string {
  const { unit, value, change } = shownFor(rows);
  const { labels, measure } = rowLabels(keys, rows);
  const inUnit = unit === '' || unit === 'events' ? '' : `, ${unit}`;
  const inPoints = rows.some((row) => row.points !== null && row.unit !== '%');
  const heads = [`before${inUnit}`, `after${inUnit}`, `change${unit === '%' ? ', points' : inUnit}`, 'change, %', ...(inPoints && base !== null ? [`points of ${printable(base.name)}`] : [])]; // biome-ignore format: a list
  const cells = rows.map((row, n) => [labels[n], value(row.before), value(row.after), change(row.change), relative(row.percent), ...(inPoints && base !== null ? [points(row.points)] : [])]); // biome-ignore format: a list
  return tableHtml(`${measure === undefined ? '' : `${capital(measure)}: `}${integer(rows.length)} that changed, the greatest change first`, [{ head: '' }, ...heads.map(number)], cells); // biome-ignore format: a line
}
