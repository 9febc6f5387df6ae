import { distance } from 'fastest-levenshtein';
import { FormatError } from '../../errors.ts';
import { textOfLatin1 } from '../bytes/latin1.ts';

/** The columns of our CSV, in the order they have without a header row. */
export const COLUMNS = ['cpu', 'task', 'mode', 'kind', 'address', 'size', 'info'] as const;
export type Column = (typeof COLUMNS)[number];
const REQUIRED: readonly Column[] = ['kind', 'address', 'size'];

/** What else the columns are called, in small letters without blanks, hyphens and underscores. */
const OTHER_NAMES: Readonly<Record<Column, readonly string[]>> = {
  cpu: ['cpus', 'cpuid', 'core', 'processor'],
  task: ['taskid', 'process', 'pid', 'asid', 'addressspace'],
  mode: ['privilege'],
  kind: ['op', 'type', 'operation', 'access', 'accesstype'],
  address: ['addr', 'vaddr', 'va', 'virtaddr', 'virtualaddr', 'virtualaddress', 'vaddress'],
  size: ['bytes', 'sizebytes', 'sizeinbytes', 'len', 'length'],
  info: ['event'],
};
const BY_NAME = new Map<string, Column>(
  COLUMNS.flatMap((column) => [column, ...OTHER_NAMES[column]].map((name): [string, Column] => [name, column])),
);

/** The column that a header row calls so, blanks, hyphens, underscores and capitals aside. */
const columnNamed = (name: string): Column | undefined => BY_NAME.get(name.toLowerCase().replace(/[\s_-]+/g, ''));

/** Fields of a line without quoted commas, as header rows and `kind` columns are; blanks around them and their quotes are off. */
export const fieldsOf = (line: string): string[] =>
  line.split(',').map((field) => field.trim().replace(/^"(.*)"$/, '$1').trim()); // biome-ignore format: a chain

/** Whether a line names columns rather than being a record: two of it at least. */
export const isHeader = (line: string): boolean =>
  fieldsOf(line).filter((name) => columnNamed(name) !== undefined).length >= 2;

/** Where a header row says that columns are. */
export interface Columns {
  /** Position of each column in a row, -1 where there is none. */
  position: Record<Column, number>;
  /** Fields of a row. */
  width: number;
}

/** Reads a header row, the line of this number (from 1). Throws a FormatError on a name that is no column's, and where a needed one is missing. */
export function columnsOf(file: string, lineNumber: number, line: string): Columns {
  const place = (column: number) => ({ file, line: lineNumber, column });
  const position: Record<Column, number> = { cpu: -1, task: -1, mode: -1, kind: -1, address: -1, size: -1, info: -1 };
  let at = 1;
  const names = line.split(',');
  names.forEach((text, i) => {
    const [name] = fieldsOf(text);
    const known = columnNamed(name);
    const shown = textOfLatin1(name);
    if (known === undefined) {
      const near = COLUMNS.find((column) => distance(column, name.toLowerCase()) <= 2);
      const hint = near === undefined ? '; leave out what is none of them' : ` (did you mean ${near}?)`;
      throw new FormatError(place(at), shown, `one of the columns ${COLUMNS.join(', ')}${hint}`);
    }
    if (position[known] >= 0) {
      const again = name === known ? '' : `: this is another name of ${known}`;
      throw new FormatError(place(at), shown, `each column once${again}`);
    }
    position[known] = i;
    at += text.length + 1;
  });
  for (const name of REQUIRED)
    if (position[name] < 0)
      throw new FormatError(place(1), textOfLatin1(line), `a column named ${name} in the header row`);
  return { position, width: names.length };
}
