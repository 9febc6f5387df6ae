import { changesTable, inputsTable } from '../../../diff/shown/tables.ts';
import { EXPLANATIONS } from '../../../explain/explanations.ts';
import { costTable } from '../../../explain/shown/facts.ts';
import { FAILURE_TABLES } from '../../../failures/shown/tables.ts';
import { SECTIONS } from '../../../report/sections/index.ts';
import type { Section } from '../../../report/sections/section.ts';
import { ablationTable } from '../../../report/studies/ablation/table.ts';
import { PROFILE_TABLES } from '../../../report/studies/profile/tables.ts';
import type { NamedColumn } from '../../../report/tables/column.ts';
import { isNumeric } from '../../../report/tables/column.ts';
import type { TableOf } from '../../../report/tables/table.ts';
import { markdownPage } from '../../../report/text/markdown.ts';
import { predictionsTable } from '../../../reproduce/page/predictions-table.ts';
import { bandReference } from '../../../sweep/results/bands.ts';
import { labelColumns } from '../../../sweep/results/label-columns.ts';
import { outputReference } from '../../../sweep/results/output-columns.ts';
import { sensitivityTable } from '../../../sweep/results/sensitivity/table.ts';

/** A table, as its reference has it. */
export interface Described extends Pick<TableOf<never>, 'name' | 'meaning' | 'columns'> {
  /** What else there is to say of it, before its columns. */
  more?: string;
  /** The name of its files, where another table has the same; `name` is then told apart. */
  file?: string;
}

/** The tables of a command. */
interface Group {
  title: string;
  about: string;
  /** A command line that writes some of them. */
  command: string;
  tables: readonly Described[];
}

const SETTINGS = 'A column for each setting that varies stands behind `structure`, under its path, as `tlb.entries`: its kind, unit and meaning are its key’s ([settings](settings.md); text where the key takes a number or a word), and it has none where the setting means nothing to the structure.'; // biome-ignore format: a line

/** Every table that a command writes, by command. */
export const tableGroups = (sections: readonly Section[] = SECTIONS): Group[] => [
  {
    title: 'Reports',
    about: '`-o FOLDER` of `disco replay` and `disco compare` writes the tables that have something to say, `exportTables` of the library all of them; `tables.NAME(runs)` gives them to arquero.',
    command: 'disco compare radix8 -o report',
    tables: sections.flatMap((section): readonly Described[] => section.tables ?? []),
  },
  { title: '`disco ablate`', about: '`-o FOLDER` writes one table.', command: 'disco ablate make -o ablation', tables: [ablationTable] },
  {
    title: '`disco services`',
    about: '`-o FOLDER` writes the table `services` above, with the row `total`.',
    command: 'disco services make -o services',
    tables: [],
  },
  {
    title: '`disco trace profile`',
    about: '`-o FOLDER` writes those that have rows.',
    command: 'disco trace profile make -o profile',
    tables: PROFILE_TABLES,
  },
  {
    title: '`disco failures`',
    about: '`-o FOLDER` writes the first six of a study; of a scenario the last two, and `failures-costs`.',
    command: 'disco failures synthetic:pmake8 -o failures',
    tables: FAILURE_TABLES,
  },
  {
    title: '`disco sweep`',
    about: '`-o FOLDER` writes `results`; of a study with draws `bands`, too; and `sensitivity`, with its charts, where a cost varies.',
    command: 'disco sweep tlb-reach -o tlb-reach',
    tables: [
      { name: 'results', meaning: 'A point of the study, in the order of the points.', more: `Behind these columns stand the outputs that the study names, of those below. ${SETTINGS}`, columns: [...labelColumns(), ...outputReference()] },
      { name: 'sweep-bands', file: 'bands', meaning: 'A point of a study with draws, all its draws together; they have equal weights.', more: 'It has the columns of `results` that tell points apart, but for `draw`, and three for each output.', columns: bandReference() },
      sensitivityTable,
    ],
  },
  {
    title: '`disco diff`',
    about: '`-o FOLDER` writes both. [Compare](../how-to/compare.md) has an example.',
    command: 'disco diff before after -o diff',
    tables: [changesTable, inputsTable],
  },
  { title: '`disco reproduce`', about: '`-o FOLDER` writes one table.', command: 'disco reproduce fig5 -o fig5', tables: [predictionsTable] },
  {
    title: '`disco explain`',
    about: '`-o FOLDER` writes for each mechanism what its figure is drawn of: `KEY.csv`, and the same as `rows` of `KEY.json`. That has the table `configurations`, too, which is no file by itself.',
    command: 'disco explain --all -o kit',
    tables: [
      ...Object.entries(EXPLANATIONS).map(([key, { meaning, columns }]) => ({ name: `explain-${key}`, file: key, meaning, columns })),
      { ...costTable, meaning: `A configuration that was replayed. ${costTable.meaning}` },
    ],
  },
]; // biome-ignore format: sentences

/** The reference of the columns of every table there is, as Markdown: `docs/reference/columns.md`. */
export const columnReference = (sections: readonly Section[] = SECTIONS): string =>
  markdownPage([
    '# Columns of the tables',
    'Written by `disco show columns --markdown > docs/reference/columns.md`; a test compares. A cell without a value is empty in CSV, null elsewhere: the meaning says when. Kinds are the same in CSV, Arrow, Parquet and JSON: *text*, *integer* (64 bits), *number* (64 bits, floating), *boolean*. Arrow and Parquet have kinds, units and meanings in their metadata, as JSON under `disco.columns`, beside what the numbers were made from.',
    'A table is written as `NAME.csv`, `NAME.arrow` and `NAME.parquet`. What commands write as JSON is in [json.md](json.md).',
    ...tableGroups(sections).flatMap(({ title, about, tables }) => [`## ${title}`, about, ...tables.flatMap(described)]),
  ]); // biome-ignore format: a text

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
export const columnTables = (sections: readonly Section[] = SECTIONS): ColumnTable[] =>
  tableGroups(sections).flatMap(({ command, tables }) =>
    tables.map(({ name, meaning, columns }) => ({ name, meaning, columns, command })),
  );

const described = ({ name, file, meaning, more, columns }: Described): string[] => [
  `### ${name}`,
  ...(file === undefined ? [] : [`Its files are \`${file}.csv\` and so on.`]),
  `A row: ${meaning[0].toLowerCase()}${meaning.slice(1)}${more === undefined ? '' : ` ${more}`}`,
  tableOfColumns(columns),
];

const tableOfColumns = (columns: readonly NamedColumn[]): string =>
  ['| column | kind | unit | meaning |', '|---|---|---|---|', ...columns.map(rowOf)].join('\n');

function rowOf(column: NamedColumn): string {
  const { name, kind, unit, meaning, empty } = column;
  const none = empty === undefined ? '' : ` None: ${empty[0].toLowerCase()}${empty.slice(1)}`;
  const cells = [`\`${name}\``, kind, unit ?? (isNumeric(column) ? '–' : ''), `${meaning}${none}`];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
