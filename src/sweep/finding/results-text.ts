import { isNumeric } from '../../report/tables/column.ts';
import { filled, headLines, paragraph, textTable } from '../../report/text/text-table.ts';
import { lineWidth } from '../../report/text/width.ts';
import { cut, decimal, enumerate, printable } from '../../report/text/words.ts';
import { labelOf } from '../charts/labels.ts';
import type { PricedPlan } from '../plan/points.ts';
import { type Digits, digitsOfOutput } from '../results/digits.ts';
import type { ResultColumn } from '../results/point-prices.ts';
import type { Results } from '../results/results.ts';
import { findingOf } from './finding.ts';
import { labelled } from './places.ts';
import { findingSentences } from './sentences.ts';
import { type ShownRows, shownRows } from './shown-rows.ts';

/** A label is cut to so many characters. */
const LABEL = 24;
/** So many columns are named that are not shown. */
const MOST_NAMED = 8;

/** What a sweep has found, and the rows that tell it, as wide as the terminal. */
export function resultsText(plan: PricedPlan, results: Results): string {
  const finding = findingOf(plan, results);
  const said = finding === undefined ? [] : findingSentences(finding);
  const rows = shownRows(plan, results, finding);
  return [
    ...said.flatMap((each) => paragraph(each)),
    ...(said.length === 0 ? [] : ['']),
    ...(rows.said === '' ? [] : [...paragraph(rows.said), '']),
    rowsText(rows),
  ].join('\n');
}

/** Some rows of results as wide as the terminal. What is the same for all of them stands above the table; what does not fit is told. */
export function rowsText({ columns, digits, numbers, why }: Omit<ShownRows, 'said'>): string {
  const points = numbers.length;
  const constant = (column: ResultColumn): boolean =>
    column.role === 'label' && points > 1 && numbers.every((n) => column.values[n] === column.values[numbers[0]]);
  const fixed = columns.filter((column) => constant(column) && column.values[numbers[0]] !== null);
  const shown = columns.filter((column) => !constant(column));
  const called = namesOf(columns.map(({ name }) => name));
  const parts = shown.map((column) => ({ name: called(column.name), numeric: isNumeric(column), values: cellsOf(column, numbers, digits) }));
  // Why a row is shown stands behind what it is of.
  if (why !== undefined) parts.splice(shown.filter(({ role }) => role === 'label').length, 0, { name: 'why', numeric: false, values: [...why] });
  const [names, values] = [parts.map(({ name }) => name), parts.map((each) => each.values)];
  const tries = [names.map((name) => [name]), folded(names, values), folded(names.map(inShort), values)];
  const heads = tries.find((each) => fit(each, values) === names.length) ?? tries[2];
  const fitting = fit(heads, values);
  const rows = [...headLines(heads), ...numbers.map((_, row) => values.map((column) => column[row]))].map((cells) => cells.slice(0, fitting));
  const align = parts.slice(0, fitting).map(({ numeric }) => (numeric ? 'r' : 'l'));
  const lines = textTable(rows, align.join(''));
  const same = fixed.map(({ name, values }) => `${withoutUnit(called(name))} ${printable(labelled(name, values[numbers[0]]))}`);
  const left = names.slice(fitting).map(withoutUnit);
  const named = left.length > MOST_NAMED ? [...left.slice(0, MOST_NAMED - 1), `${left.length - MOST_NAMED + 1} more`] : left;
  return [
    ...(same.length === 0 ? [] : [...paragraph(same.join(', ')), '']),
    ...lines,
    ...(left.length === 0 ? [] : ['', ...paragraph(`Not shown: ${enumerate(named)}.`)]),
    '',
  ].join('\n');
} // biome-ignore format: long lines

const widthOf = (texts: readonly string[]): number => texts.reduce((most, { length }) => Math.max(most, length), 0);

/** How many columns fit, one at least, by their headings' lines and their values. */
function fit(heads: readonly (readonly string[])[], values: readonly (readonly string[])[]): number {
  let width = -2;
  for (let n = 0; n < heads.length; n++) {
    width += 2 + Math.max(widthOf(heads[n]), widthOf(values[n]));
    if (width > lineWidth()) return Math.max(1, n);
  }
  return heads.length;
}

/** Headings in several lines: as narrow as their words and values allow. */
const folded = (names: readonly string[], values: readonly (readonly string[])[]): string[][] =>
  names.map((name, n) => {
    const words = name.split(/ (?!1000$)/); // `/ 1000` is one
    return filled(words, Math.max(widthOf(words), widthOf(values[n])));
  });

/** Where whole words leave no room for all columns. */
const inShort = (name: string): string =>
  name.replace('cycles per instruction', 'CPI').replace(' per 1000 instructions', ' / 1000');

/** Columns' names as people read them; by their paths where two would be called the same. */
function namesOf(columns: readonly string[]): (column: string) => string {
  const labels = Map.groupBy(columns, labelOf);
  return (column) => (labels.get(labelOf(column))!.length === 1 ? labelOf(column) : column);
}

const withoutUnit = (name: string): string => name.split(', ')[0];

/** A column's values, as they are shown. */
function cellsOf({ name, role, values }: ResultColumn, numbers: readonly number[], digits: Digits): string[] {
  const format = (value: ResultColumn['values'][number]): string => {
    if (value === null) return '–';
    if (typeof value !== 'number') return cut(printable(String(value)), LABEL);
    return role === 'label' ? String(value) : decimal(value, digitsOfOutput(digits, name));
  };
  return numbers.map((n) => format(values[n]));
}
