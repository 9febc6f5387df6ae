import { isNumeric } from '../../report/tables/column.ts';
import { textTable } from '../../report/text/text-table.ts';
import { lineWidth } from '../../report/text/width.ts';
import { cut, decimal, digitsFor, integer, plural, printable } from '../../report/text/words.ts';
import type { ResultColumn } from './point-prices.ts';
import type { Results } from './results.ts';

/** Rows shown; of more points, those at the beginning and at the end. */
const ROWS = 40;
/** A label is cut to so many characters. */
const LABEL = 24;

/** The results in 80 columns. What is the same for all points stands above the table; what does not fit is told. */
export function resultsText({ columns, points }: Results): string {
  const constant = (column: ResultColumn): boolean =>
    column.role === 'label' && points > 1 && column.values.every((v) => v === column.values[0]);
  const fixed = columns.filter((column) => constant(column) && column.values[0] !== null);
  const shown = columns.filter((column) => !constant(column));
  const half = ROWS / 2;
  const numbers = Array.from({ length: points }, (_, n) => n).filter(
    (n) => points <= ROWS || n < half || n >= points - half,
  );
  const values = shown.map((column) => cellsOf(column, numbers));
  const names = shortNames(shown.map(({ name }) => name));
  const inOneLine = names.map((name) => [name]);
  const heads = fit(inOneLine, values) === shown.length ? inOneLine : folded(names, values);
  const fitting = fit(heads, values);
  const headLines = heads[0].length;
  const rows = Array.from({ length: headLines + numbers.length }, (_, row) =>
    heads.slice(0, fitting).map((head, n) => head[row] ?? values[n][row - headLines]),
  );
  const align = shown.slice(0, fitting).map((column) => (isNumeric(column) ? 'r' : 'l'));
  const lines = textTable(rows, align.join(''));
  if (points > ROWS) lines.splice(headLines + half, 0, `… ${plural(points - ROWS, 'point')} more`);
  const heading = fixed.map(({ name, values }) => `${name} ${printable(String(values[0]))}`);
  const left = shown.slice(fitting).map(({ name }) => name);
  return [
    ...(heading.length === 0 ? [] : [cut(heading.join(', '), lineWidth()), '']),
    ...lines,
    ...(left.length === 0 ? [] : ['', cut(`not shown: ${left.join(', ')}`, lineWidth())]),
    '',
  ].join('\n');
}

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

/** Headings in several lines, as many for each, broken behind dots and before capitals: as narrow as their words and values allow. */
function folded(names: readonly string[], values: readonly (readonly string[])[]): string[][] {
  const heads = names.map((name, n) => {
    const words = name.split(/(?<=\.)|(?=[A-Z])/);
    const width = Math.max(widthOf(words), widthOf(values[n]));
    const lines = [''];
    for (const word of words)
      if (lines[lines.length - 1].length + word.length <= width) lines[lines.length - 1] += word;
      else lines.push(word);
    return lines;
  });
  const most = Math.max(...heads.map(({ length }) => length));
  return heads.map((head) => [...new Array<string>(most - head.length).fill(''), ...head]);
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
function cellsOf({ role, kind, values }: ResultColumn, numbers: readonly number[]): string[] {
  const reals = numbers.map((n) => values[n]).filter((value) => typeof value === 'number');
  const digits = digitsFor(Math.max(0, ...reals.map(Math.abs)));
  const format = (value: ResultColumn['values'][number]): string => {
    if (value === null) return '–';
    if (typeof value !== 'number') return cut(printable(String(value)), LABEL);
    if (role === 'label') return String(value);
    return kind === 'integer' ? integer(value) : decimal(value, digits);
  };
  return numbers.map((n) => format(values[n]));
}
