import { FAILURE_TABLES } from '../failures/shown/tables.ts';
import { SECTIONS } from '../report/sections/index.ts';
import type { Section } from '../report/sections/section.ts';
import { ablationTable } from '../report/studies/ablation/table.ts';
import { PROFILE_TABLES } from '../report/studies/profile/tables.ts';
import type { NamedColumn } from '../report/tables/column.ts';
import { isNumeric } from '../report/tables/column.ts';
import type { TableOf } from '../report/tables/table.ts';
import { markdownPage } from '../report/text/markdown.ts';
import { labelColumns } from './results/label-columns.ts';
import { outputReference } from './results/output-columns.ts';
import { sensitivityTable } from './results/sensitivity/table.ts';

/** What of a table its reference says. */
type Described = Pick<TableOf<never>, 'name' | 'meaning' | 'columns'>;

const RESULTS = `A row: a point of the study, in the order of the points. Between what it is of and the outputs that the study names (\`totalMs\` and those below it)
stands a column for each setting that varies, under its path, as \`tlb.entries\`: its kind, unit and meaning are its key’s ([settings](settings.md);
text where the key takes a number or a word), and it has none where the setting means nothing to the structure.`;

/** The reference of the columns of every table there is, as Markdown: `docs/reference/columns.md`. */
export function columnReference(sections: readonly Section[] = SECTIONS): string {
  const reports = sections.flatMap((section): readonly Described[] => section.tables ?? []);
  return markdownPage([
    '# Columns of the tables',
    'Written by `disco show columns --markdown > docs/reference/columns.md`; a test compares. A cell without a value is empty in CSV, null elsewhere: the meaning says when. Kinds are the same in CSV, Arrow, Parquet and JSON: *text*, *integer* (64 bits), *number* (64 bits, floating), *boolean*. Arrow and Parquet have kinds, units and meanings in their metadata, as JSON under `disco.columns`, beside what the numbers were made from.',
    '## Reports',
    '`-o FOLDER` of `disco replay` and `disco compare` writes the tables that have something to say, `exportTables` of the library all of them; `tables.NAME(runs)` gives them to arquero.',
    ...reports.map(described),
    '## `disco ablate`',
    described(ablationTable),
    '## `disco services`',
    'The table `services` above, with the row `total`.',
    '## `disco trace profile`',
    '`-o FOLDER` writes those that have rows.',
    ...PROFILE_TABLES.map(described),
    '## `disco failures`',
    'The last one is of a scenario, the others of a study.',
    ...FAILURE_TABLES.map(described),
    '## `disco sweep`',
    '### results',
    RESULTS,
    tableOfColumns([...labelColumns(), ...outputReference()]),
    described(sensitivityTable),
  ]); // biome-ignore format: a text
}

/** A table that a command writes, for people who ask for its columns. */
export interface ColumnTable {
  name: string;
  /** What a row is. */
  meaning: string;
  /** The command that writes it, into a folder where it writes any. */
  command: string;
  columns: readonly NamedColumn[];
}

/** Every table there is. */
export function columnTables(sections: readonly Section[] = SECTIONS): ColumnTable[] {
  const of = (tables: readonly Described[], command: string): ColumnTable[] =>
    tables.map(({ name, meaning, columns }) => ({ name, meaning, columns, command }));
  const results = { name: 'results', meaning: 'A point of the study.', columns: [...labelColumns(), ...outputReference()] }; // biome-ignore format: a line
  return [
    ...of(
      sections.flatMap((section): readonly Described[] => section.tables ?? []),
      'disco compare radix8 -o report',
    ),
    ...of([ablationTable], 'disco ablate make -o ablation'),
    ...of(FAILURE_TABLES, 'disco failures synthetic:pmake8 -o failures'),
    ...of(PROFILE_TABLES, 'disco trace profile make -o profile'),
    ...of([results, sensitivityTable], 'disco sweep tlb-reach -o tlb-reach'),
  ];
}

const described = ({ name, meaning, columns }: Described): string =>
  [`### ${name}`, `A row: ${meaning[0].toLowerCase()}${meaning.slice(1)}`, tableOfColumns(columns)].join('\n\n');

const tableOfColumns = (columns: readonly NamedColumn[]): string =>
  ['| column | kind | unit | meaning |', '|---|---|---|---|', ...columns.map(rowOf)].join('\n');

function rowOf(column: NamedColumn): string {
  const { name, kind, unit, meaning, empty } = column;
  const none = empty === undefined ? '' : ` None: ${empty[0].toLowerCase()}${empty.slice(1)}`;
  const cells = [`\`${name}\``, kind, unit ?? (isNumeric(column) ? '–' : ''), `${meaning}${none}`];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
