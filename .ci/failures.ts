import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { indented, inFolder, printed } from './command-line.ts';
import { between, number, table } from './markdown.ts';

/** What docs/failures.md shows of the command line: `node .ci/failures.ts` writes it there. A minute of work. */
export const DOCUMENT = new URL('../docs/failures.md', import.meta.url);

/** Studies whose configurations are rows of one table, and those of which all that is printed is shown. */
const STUDIES = ['failures synthetic:pmake8', 'failures radix8', 'failures raytrace8'];
const SHOWN: Readonly<Record<string, string>> = {
  scenario: 'failures synthetic:pmake8 -s 8vm --cells one,1 --scenario two-nodes',
};

type Row = Readonly<Record<string, string>>;

/** Columns of the answers: heading, side, and the text of a configuration's row in `failures.csv`. */
const ANSWERS: readonly (readonly [head: string, side: 'l' | 'r', of: (row: Row, trace: string) => string])[] = [
  ['trace', 'l', (_, trace) => `\`${trace}\``],
  ['structure', 'l', (row) => `\`${row.structure}\``],
  ['monitor', 'l', (row) => row.cells],
  ['VMs', 'r', (row) => row.vms],
  ['VMs lost', 'r', (row) => number(Number(row.vmsLost), 2)],
  ['VMs lost, %', 'r', (row) => number(Number(row.vmsLostPercent), 1)],
  ['work lost, %', 'r', (row) => number(Number(row.workLostPercent), 1)],
  ['time without a failure, %', 'r', (row) => number(Number(row.timePercent), 1)],
];

/** Every block by its name. */
export function blocks(): ReadonlyMap<string, string> {
  return inFolder((folder) => {
    const rows = STUDIES.flatMap((command) => {
      const [, trace] = command.split(' ');
      printed([...command.split(' '), '-o', trace.replace(':', '-')], folder);
      const csv = readFileSync(join(folder, trace.replace(':', '-'), 'failures.csv'), 'utf8');
      return (parse(csv, { columns: true }) as Row[]).map((row) => ANSWERS.map(([, , of]) => of(row, trace)));
    });
    const answers = table(ANSWERS.map(([head]) => head), ANSWERS.map(([, side]) => side).join(''), rows); // biome-ignore format: a line
    const shown = Object.entries(SHOWN).map(([name, command]): [string, string] => [
      name,
      indented(`$ disco ${command}\n\n${printed(command.split(' '), folder)}`),
    ]);
    return new Map([['answers', answers], ...shown]);
  });
}

/** The document with every block in its place. */
export const withBlocks = (text: string, all: ReadonlyMap<string, string>): string =>
  [...all].reduce((document, [name, lines]) => between(document, name, 'failures.ts', lines), text);

if (import.meta.main) writeFileSync(DOCUMENT, withBlocks(readFileSync(DOCUMENT, 'utf8'), blocks()));
