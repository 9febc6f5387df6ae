import { printable } from '../../printable.ts';
import { fittedTable, hanging, paragraph, textTable } from '../../report/text/text-table.ts';
import { lineWidth } from '../../report/text/width.ts';
import { capital, cut, enumerate, wrap } from '../../report/text/words.ts';
import type { ResultDiff } from '../diff.ts';
import { GROUPS, type Group } from '../result/result.ts';
import type { DiffRow } from '../rows.ts';
import { MEASURE_HEADS, MEASURES, measureCells } from './measures.ts';
import { rowLabels, sharedName } from './names.ts';
import { points, relative, shownFor } from './numbers.ts';
import { inputSentences, leftOut, resultSentences, sideSentence } from './sentences.ts';

/** Rows of a group that are shown unless all are asked for. */
export const MOST_ROWS = 10;

/** The diff for a terminal: what is compared, what went in, what came out. */
export function diffText(diff: ResultDiff, { all = false }: { all?: boolean } = {}): string {
  return [
    ...hanging('before  ', sideSentence(diff.a)),
    ...hanging('after   ', sideSentence(diff.b)),
    '',
    ...inputLines(diff, all),
    ...inputSentences(diff).flatMap((each) => paragraph(each)),
    ...diff.notes.flatMap((each) => paragraph(printable(each))),
    '',
    ...resultSentences(diff).flatMap((each) => paragraph(each)),
    ...measureLines(diff),
    ...(Object.keys(GROUPS) as Group[]).flatMap((group) => groupLines(diff, group, all)),
    '',
  ].join('\n');
}

/** What went in and differs, a line each. */
function inputLines({ inputs }: ResultDiff, all: boolean): string[] {
  if (inputs.length === 0) return [];
  const shown = all ? inputs : inputs.slice(0, 2 * MOST_ROWS);
  const rows = shown.map(({ what, of, path, before, after }) => [
    `  ${what}${of.length === 0 ? '' : ` of ${enumerate(of.map(printable))}`}`,
    printable(path),
    `${printable(before)} → ${printable(after)}`,
  ]);
  const table = textTable(rows, 'lll');
  const lines = table.every(({ length }) => length <= lineWidth())
    ? table
    : rows.flatMap(([whose, path, values]) => hanging(`${cut(whose, 24)} `, `${path} ${values}`));
  const left = inputs.length - shown.length;
  return ['What went in differs:', ...lines, ...(left > 0 ? [`  ${left} more: --all`] : [])];
}

/** A row; what of its label has no room goes on beneath it. */
const labelled = (label: string, room: number, cells: readonly string[]): string[][] =>
  wrap(label, room - 4).map((line, n) => (n === 0 ? [`  ${line}`, ...cells] : [`    ${line}`, ...cells.map(() => '')]));

/** A group’s rows as tables, one for each unit. */
function groupLines(diff: ResultDiff, group: Group, all: boolean): string[] {
  const own = diff.rows.filter((row) => row.group === group);
  if (own.length === 0 || (diff.a.kind === 'sweep' && !all && group !== diff.rows[0].group)) return [];
  const shown = all ? own : own.slice(0, MOST_ROWS);
  const left = own.length - shown.length;
  const units = Map.groupBy(shown, ({ unit }) => unit);
  return [
    ...[...units.values()].flatMap((rows) => ['', ...tableLines(diff, group, rows)]),
    ...(left > 0 ? [`${leftOut(left)}: --all`] : []),
  ];
}

function tableLines(diff: ResultDiff, group: Group, rows: readonly DiffRow[]): string[] {
  const { unit, value, change } = shownFor(rows);
  const inPoints = unit !== '%' && rows.some((row) => row.points !== null);
  const heads = ['before', 'after', 'change', ...(unit === '%' ? [] : ['%']), ...(inPoints ? ['points'] : [])];
  const cells = rows.map((row) => [
    value(row.before),
    value(row.after),
    change(row.change),
    ...(unit === '%' ? [] : [relative(row.percent)]),
    ...(inPoints ? [points(row.points)] : []),
  ]);
  const { title, labels } = headed(diff, group, rows);
  return [...paragraph(title), ...roomyTable(labels, heads, cells)];
}

/** What heads some rows of one unit, and each of them: what all share is in the title. */
function headed({ keys }: ResultDiff, group: Group, rows: readonly DiffRow[]): { title: string; labels: string[] } {
  const { labels, measure } = rowLabels(keys, rows);
  const shared = sharedName(keys, rows.map(({ key }) => key)); // biome-ignore format: a line
  const { unit } = shownFor(rows);
  const what = measure === undefined ? GROUPS[group] : capital(measure);
  const inUnit = unit === '' || unit === 'events' || (unit === '%' && measure === undefined) ? '' : `, in ${unit}`;
  return { title: `${what}${shared === '' ? '' : ` of ${shared}`}${inUnit}:`, labels };
}

/** A table whose labels have the room that its numbers leave. */
function roomyTable(labels: readonly string[], heads: readonly string[], cells: readonly (readonly string[])[]): string[] {
  const widths = heads.map((head, n) => Math.max(head.length, ...cells.map((row) => row[n].length)) + 2);
  const room = Math.max(16, lineWidth() - widths.reduce((sum, width) => sum + width, 0));
  const rows = labels.flatMap((label, n) => labelled(label, room, cells[n]));
  return fittedTable(['', ...heads], rows, `l${'r'.repeat(heads.length)}`);
} // biome-ignore format: a signature

/** Of a sweep each output over all points that both have. */
function measureLines(diff: ResultDiff): string[] {
  const { labels, cells } = measureCells(diff);
  return labels.length === 0 ? [] : ['', `${MEASURES}:`, ...roomyTable(labels, MEASURE_HEADS, cells)];
}
