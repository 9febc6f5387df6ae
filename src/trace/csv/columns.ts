import { distance } from 'fastest-levenshtein';
import { FormatError } from '../../errors.ts';
import { textOfLatin1 } from '../bytes/latin1.ts';

/** The columns of our CSV, in the order they have without a header row. */
export const COLUMNS = ['cpu', 'task', 'mode', 'kind', 'address', 'size', 'info'] as const;
/** Those of a table of events alone; without a header row it has the first three and `info`, in this order. */
export const EVENT_COLUMNS = ['cpu', 'instructions', 'task', 'mode', 'kind', 'address', 'info'] as const;
export const BARE_EVENT_COLUMNS = ['cpu', 'instructions', 'task', 'mode', 'info'] as const satisfies readonly Column[];
export type Column = (typeof COLUMNS)[number] | (typeof EVENT_COLUMNS)[number];
const ALL: readonly Column[] = [...new Set([...COLUMNS, ...EVENT_COLUMNS])];
const REQUIRED: readonly Column[] = ['kind', 'address', 'size'];
/** What a table needs that has a column of instructions. */
const REQUIRED_OF_EVENTS: readonly Column[] = ['info'];

/** What else the columns are called, in small letters without blanks, hyphens and underscores. */
const OTHER_NAMES: Readonly<Record<Column, readonly string[]>> = {
  cpu: ['cpus', 'cpuid', 'core', 'processor'],
  task: ['taskid', 'process', 'pid', 'asid', 'addressspace'],
  mode: ['privilege'],
  kind: ['op', 'type', 'operation', 'access', 'accesstype'],
  address: ['addr', 'vaddr', 'va', 'virtaddr', 'virtualaddr', 'virtualaddress', 'vaddress'],
  size: ['bytes', 'sizebytes', 'sizeinbytes', 'len', 'length'],
  instructions: ['instructionssofar'],
  info: ['event'],
};
const BY_NAME = new Map<string, Column>(
  ALL.flatMap((column) => [column, ...OTHER_NAMES[column]].map((name): [string, Column] => [name, column])),
);

/** The column that a header row calls so, blanks, hyphens, underscores and capitals aside. */
const columnNamed = (name: string): Column | undefined => BY_NAME.get(name.toLowerCase().replace(/[\s_-]+/g, ''));

/** Fields of a line without quoted commas, as header rows and `kind` columns are; blanks around them and their quotes are off. */
export const fieldsOf = (line: string): string[] =>
  line.split(',').map((field) => field.trim().replace(/^"(.*)"$/, '$1').trim()); // biome-ignore format: a chain

/** Whether a line names columns rather than being a record: two of it at least. */
export const isHeader = (line: string): boolean =>
  fieldsOf(line).filter((name) => columnNamed(name) !== undefined).length >= 2;

/** The column of ours that this may be a misspelling of: one that the header row does not name otherwise. */
const nearTo = (name: string, header: readonly string[]): Column | undefined => {
  const named = new Set(header.map(columnNamed));
  return ALL.find((column) => !named.has(column) && distance(column, name.toLowerCase()) <= 2);
};

/**
 * Whether a header row is that of somebody else's table of addresses: it names an address, nothing that our CSV alone has (a mode), and a
 * column that is none of ours, nor one of them misspelt.
 */
export function isOthersHeader(line: string): boolean {
  const names = fieldsOf(line);
  const known = names.map(columnNamed);
  return (
    known.includes('address') &&
    !known.includes('mode') &&
    names.some((name, n) => known[n] === undefined && nearTo(name, names) === undefined)
  );
}

/** Position of a column that a header row names; -1 where it does not. */
export const positionIn = (line: string, column: Column): number =>
  fieldsOf(line).findIndex((name) => columnNamed(name) === column);

/** Where a header row says that columns are. */
export interface Columns {
  /** Position of each column in a row, -1 where there is none. */
  position: Record<Column, number>;
  /** Fields of a row. */
  width: number;
}

/** Where columns are that stand in this order. */
export const inOrder = (columns: readonly Column[]): Columns => ({
  position: Object.fromEntries(ALL.map((column) => [column, columns.indexOf(column)])) as Columns['position'],
  width: columns.length,
});

/** Reads a header row, the line of this number (from 1). Throws a FormatError on a name that is no column's, and where a needed one is missing. */
export function columnsOf(file: string, lineNumber: number, line: string): Columns {
  const place = (column: number) => ({ file, line: lineNumber, column });
  const { position } = inOrder([]);
  let at = 1;
  const names = line.split(',');
  names.forEach((text, i) => {
    const [name] = fieldsOf(text);
    const known = columnNamed(name);
    const shown = textOfLatin1(name);
    if (known === undefined) {
      const near = nearTo(name, names.flatMap(fieldsOf));
      const hint = near === undefined ? '; leave out what is none of them' : ` (did you mean ${near}?)`;
      throw new FormatError(place(at), shown, `one of the columns ${ALL.join(', ')}${hint}`);
    }
    if (position[known] >= 0) {
      const again = name === known ? '' : `: this is another name of ${known}`;
      throw new FormatError(place(at), shown, `each column once${again}`);
    }
    position[known] = i;
    at += text.length + 1;
  });
  for (const name of position.instructions < 0 ? REQUIRED : REQUIRED_OF_EVENTS)
    if (position[name] < 0)
      throw new FormatError(place(1), textOfLatin1(line), `a column named ${name} in the header row`);
  return { position, width: names.length };
}
