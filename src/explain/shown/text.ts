import { tableLines } from '../../report/tables/for-people.ts';
import type { Table } from '../../report/tables/table.ts';
import { hanging, paragraph } from '../../report/text/text-table.ts';
import { typed } from '../../report/text/typed.ts';
import { plural } from '../../report/text/words.ts';
import type { Explained } from '../explain.ts';
import { mechanismOf } from '../explain.ts';
import { EXPLANATIONS } from '../explanations.ts';
import { caption, costTable, exerciseOf, switchOf } from './facts.ts';
import { goOn } from './go-on.ts';

/** Rows of a table in a terminal, at most. */
const MOST = 16;

/** An explanation for a terminal. */
export function explainedText(one: Explained): string {
  const { mechanism, explanation, sentence, table } = one;
  const { rows, left } = fewer(table);
  const lines = whole(rows);
  const sections = [
    [`${mechanism.name} (section ${mechanism.section})`, ...paragraph(`${mechanism.sentence} Its switch: ${switchOf(one)}.`)],
    paragraph(sentence),
    [...lines, ...(left === '' ? [] : paragraph(left))],
    [...paragraph(costTable.meaning), ...tableLines(costTable.of(one))],
    [...paragraph(caption(one)), ...(one.isDefault ? paragraph(explanation.source.why) : [])],
    ['To go on:', ...goOn(one).flatMap((command) => typed('  ', command)), ...exerciseOf(one).flatMap((line) => paragraph(line))],
  ];
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`;
} // biome-ignore format: a list

/** Rows of a long table at equal distances, the last of each run of them among these. */
function fewer(table: Table): { rows: Table; left: string } {
  if (table.length <= MOST) return { rows: table, left: '' };
  const [labels] = table.values;
  const every = Math.ceil(table.length / MOST);
  const ends = (n: number): boolean => labels[n] !== labels[n + 1];
  let since = 0;
  const kept = labels.flatMap((_, n) => {
    since++;
    if (since % every !== 0 && !ends(n)) return [];
    if (ends(n)) since = 0;
    return [n];
  });
  const values = table.values.map((column) => kept.map((n) => column[n]));
  return {
    rows: { columns: table.columns, values, length: kept.length },
    left: `${plural(kept.length, 'row')} of ${table.length}; -o FOLDER has all of them`,
  };
}

/** The table's lines without the last columns, where they do not fit the terminal: the sentence says what they say. */
function whole(table: Table): string[] {
  const lines = tableLines(table);
  if (!lines.includes('') || table.length < MOST / 2) return lines;
  return whole({ ...table, columns: table.columns.slice(0, -1), values: table.values.slice(0, -1) });
}

/** The list of all explanations, and what to type. */
export function listText(): string {
  const keys = Object.keys(EXPLANATIONS) as (keyof typeof EXPLANATIONS)[];
  const longest = Math.max(...keys.map(({ length }) => length));
  const lines = keys.flatMap((key) => hanging(`  ${key.padEnd(longest)}  `, mechanismOf(key).sentence));
  const how = HOW.flatMap(([command, what]) => [`  ${command}`, ...hanging('      ', what)]);
  return `${[...paragraph('What the monitor does to save time and memory, and how each is shown:'), '', ...lines, '', ...how].join('\n')}\n`;
}

const HOW = [
  ['disco explain second-level-tlb', 'its numbers, on a trace that comes along'],
  ['disco explain second-level-tlb --trace radix8', 'on another trace'],
  ['disco explain second-level-tlb -o FOLDER', 'with its figure, a page and a slide'],
  ['disco explain --all -o kit', 'slides for a lecture, of all of them'],
] as const;
