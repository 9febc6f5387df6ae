import type { Entry, Kind } from '../kind.ts';
import type { ColumnTable } from '../reference/columns.ts';
import { factsText, TYPE } from '../text/facts.ts';

export const columnKind: Kind = {
  name: 'column',
  plural: 'columns',
  group: 'What to look at',
  line: 'the tables that commands write, and what a row of each is',
  entries: async () =>
    (await tables()).map(
      ({ name, meaning, command }): Entry => ({ name, line: meaning, section: writerOf(command), command }),
    ),
  full: async (name) => {
    const { meaning, columns, command } = (await tables()).find((table) => table.name === name)!;
    return factsText(`table ${name}`, `A row: ${meaning[0].toLowerCase()}${meaning.slice(1)}`, [
      ...columns.map((column): [string, string] => [
        column.name,
        `${column.meaning}${'unit' in column && column.unit ? ` (${column.unit})` : ''}${column.empty === undefined ? '' : ` None: ${column.empty}`}`,
      ]),
      [TYPE, command],
    ]);
  },
  reference: async () => (await import('../reference/columns.ts')).columnReference(),
};

/** The section of a command's tables. */
const writerOf = (command: string): string => `Tables of ${/^disco (?:trace )?\S+/.exec(command)![0]}`;

const tables = async (): Promise<ColumnTable[]> => (await import('../reference/columns.ts')).columnTables();
