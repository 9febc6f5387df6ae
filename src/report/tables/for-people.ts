import { fittedTable } from '../text/text-table.ts';
import { cut, decimal, digitsFor, duration, integer, percent, printable } from '../text/words.ts';
import { type Cell, headOf, isNumeric } from './column.ts';
import type { Table } from './table.ts';

/** A table of text: what stands above each column, whether its cells are numbers, and the cells by row. */
export interface TextCells {
  heads: { head: string; numeric: boolean }[];
  rows: string[][];
}

const NONE = '–';

/** The table as people read it, by its columns' kinds and units: times and percentages with their unit, counts whole, other numbers to four digits of the largest. */
export function forPeople({ columns, values, length }: Table): TextCells {
  const formats = columns.map(({ kind, unit }, n) => {
    const largest = Math.max(0, ...values[n].filter((value) => typeof value === 'number').map(Math.abs));
    return (value: Cell): string => {
      if (value === null) return NONE;
      if (typeof value === 'boolean') return value ? 'yes' : 'no';
      if (typeof value === 'string') return printable(value);
      if (kind === 'integer') return integer(value);
      if (unit === 'ns') return duration(value);
      return unit === '%' ? percent(value) : decimal(value, digitsFor(largest));
    };
  });
  return {
    heads: columns.map((column) => {
      const shown = column.unit === 'ns' || column.unit === '%' || column.kind === 'integer';
      const unit = column.unit === undefined || shown ? '' : `, ${column.unit}`;
      return { head: `${headOf(column)}${unit}`, numeric: isNumeric(column) };
    }),
    rows: Array.from({ length }, (_, row) => values.map((column, n) => formats[n](column[row]))),
  };
}

/** Characters of a text cell in a terminal, at most. */
const CELL = 24;
/** Columns that are repeated where a table is in parts, at most. */
const LABELS = 2;

/** The table for a terminal, whole; its columns of text at the left are the labels of each part, and one column more where they do not tell the rows apart. */
export function tableLines(table: Table): string[] {
  const { heads, rows } = forPeople(table);
  const numbers = heads.findIndex(({ numeric }) => numeric);
  return fittedTable(
    heads.map(({ head }) => head),
    rows.map((cells) => cells.map((cell) => cut(cell, CELL))),
    heads.map(({ numeric }) => (numeric ? 'r' : 'l')).join(''),
    Math.min(LABELS, Math.max(1, numbers) + (tellApart(rows, Math.max(1, numbers)) ? 0 : 1)),
  );
}

/** Whether no two rows have the same first cells. */
const tellApart = (rows: readonly (readonly string[])[], cells: number): boolean =>
  new Set(rows.map((row) => JSON.stringify(row.slice(0, cells)))).size === rows.length;
