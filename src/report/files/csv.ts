import { FORMULA_BEGINS } from '../../formula.ts';
import type { Cell } from '../tables/column.ts';
import type { Table } from '../tables/table.ts';

/** What spreadsheets compute. What they take for a number is none. */
const FORMULA = new RegExp(`^${FORMULA_BEGINS}|^[\\t\\r\\n]`, 'u');
const NUMBER = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/;

/**
 * The one door to CSV. Numbers are numbers. An apostrophe stands before text that a spreadsheet would compute, as OWASP advises
 * (https://owasp.org/www-community/attacks/CSV_Injection); Arrow, Parquet and JSON have the text as it is. The text comes in parts of
 * so many rows.
 */
export function* csvBlocks({ columns, values, length }: Table, blockRows: number): Generator<string> {
  yield `${columns.map(({ name }) => csvCell(name)).join(',')}\n`;
  for (let from = 0; from < length; from += blockRows) {
    const lines: string[] = [];
    for (let row = from; row < Math.min(length, from + blockRows); row++)
      lines.push(`${values.map((column) => csvCell(column[row])).join(',')}\n`);
    yield lines.join('');
  }
}

/** A cell, quoted where a separator or a quote is in it. */
export function csvCell(value: Cell): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const text = FORMULA.test(value) && !(value.length < 40 && NUMBER.test(value)) ? `'${value}` : value;
  return /[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
