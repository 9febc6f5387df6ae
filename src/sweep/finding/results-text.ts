import { isNumeric } from '../../report/tables/column.ts';
import { headLines, paragraph, textTable } from '../../report/text/text-table.ts';
import { lineWidth } from '../../report/text/width.ts';
import { cut, decimal, printable } from '../../report/text/words.ts';
import type { PricedPlan } from '../plan/points.ts';
import { type Digits, digitsOfOutput } from '../results/digits.ts';
import type { ResultColumn } from '../results/point-prices.ts';
import type { Results } from '../results/results.ts';
import { findingOf } from './finding.ts';
import { findingSentences } from './sentences.ts';
import { type ShownRows, shownRows } from './shown-rows.ts';

/** A label is cut to so many characters. */
const LABEL = 24;

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
  const short = shortNames(shown.map(({ name }) => name));
  const parts = shown.map((column, n) => ({ name: short[n], numeric: isNumeric(column), values: cellsOf(column, numbers, digits) }));
  // Why a row is shown stands behind what it is of.
  if (why !== undefined) parts.splice(shown.filter(({ role }) => role === 'label').length, 0, { name: 'why', numeric: false, values: [...why] });
  const [names, values] = [parts.map(({ name }) => name), parts.map((each) => each.values)];
  const inOneLine = names.map((name) => [name]);
  const heads = fit(inOneLine, values) === names.length ? inOneLine : folded(names, values);
  const fitting = fit(heads, values);
  const rows = [...headLines(heads), ...numbers.map((_, row) => values.map((column) => column[row]))].map((cells) => cells.slice(0, fitting));
  const align = parts.slice(0, fitting).map(({ numeric }) => (numeric ? 'r' : 'l'));
  const lines = textTable(rows, align.join(''));
  const heading = fixed.map(({ name, values }) => `${name} ${printable(String(values[numbers[0]]))}`);
  const left = names.slice(fitting);
  return [
    ...(heading.length === 0 ? [] : [cut(heading.join(', '), lineWidth()), '']),
    ...lines,
    ...(left.length === 0 ? [] : ['', cut(`not shown: ${left.join(', ')}`, lineWidth())]),
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

/** Headings in several lines, broken behind dots and before capitals: as narrow as their words and values allow. */
function folded(names: readonly string[], values: readonly (readonly string[])[]): string[][] {
  return names.map((name, n) => {
    const words = name.split(/(?<=\.)|(?=[A-Z])/);
    const width = Math.max(widthOf(words), widthOf(values[n]));
    const lines = [''];
    for (const word of words)
      if (lines[lines.length - 1].length + word.length <= width) lines[lines.length - 1] += word;
      else lines.push(word);
    return lines;
  });
}

/** Paths without the words before that no two of them need to be told apart: `secondLevelTlb.entries`, beside `tlb.entries`. */
function shortNames(names: readonly string[]): string[] {
  return names.map((name) => {
    const words = name.split('.');
    const ends = words.map((_, n) => words.slice(words.length - 1 - n).join('.'));
    const alone = (end: string): boolean => names.every((other) => other === name || !`.${other}`.endsWith(`.${end}`));
    return ends.find((end) => end.includes('.') && alone(end)) ?? name;
  });
}

/** A column's values, as they are shown. */
function cellsOf({ name, role, values }: ResultColumn, numbers: readonly number[], digits: Digits): string[] {
  const format = (value: ResultColumn['values'][number]): string => {
    if (value === null) return '–';
    if (typeof value !== 'number') return cut(printable(String(value)), LABEL);
    return role === 'label' ? String(value) : decimal(value, digitsOfOutput(digits, name));
  };
  return numbers.map((n) => format(values[n]));
}
