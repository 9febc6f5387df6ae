import { readFileSync, writeFileSync } from 'node:fs';
import { compareFresh, freshPredictions } from '../src/reproduce/fresh/index.ts';
import type { Prediction } from '../src/reproduce/fresh/prediction.ts';
import {
  FRESH_HEADINGS,
  FRESH_TITLES,
  freshByExhibit,
  freshCells,
  lacksOf,
  sourcesOf,
} from '../src/reproduce/fresh/text.ts';

/**
 * The tables of docs/fresh-exhibits.md. `node .ci/fresh.ts` writes them, between their marks, from our numbers in reports/reproduction/, and from what was
 * published; `node .ci/fresh.ts run` makes our numbers anew first, in three minutes.
 */
export const DOCUMENT = new URL('../docs/fresh-exhibits.md', import.meta.url);
const FILE = new URL('../reports/reproduction/fresh-predictions.json', import.meta.url);
const COMMAND = 'node .ci/fresh.ts run';

export const predictions = (): Prediction[] => (JSON.parse(readFileSync(FILE, 'utf8')) as { rows: Prediction[] }).rows;

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** The document with its tables as they are to be. */
export function withTables(text: string): string {
  return freshByExhibit(compareFresh(predictions())).reduce((whole, [name, rows]) => {
    const table = [
      FRESH_TITLES[name],
      '',
      line(FRESH_HEADINGS),
      line(['---', '---', '---:', '---:', '---', '---']),
      ...rows.map((row) => line(freshCells(row))),
      '',
      ...[...sourcesOf(rows), ...lacksOf(rows)].map((item) => `- ${item}`),
    ].join('\n');
    const [begin, end] = [`<!-- ${name}: written by node .ci/fresh.ts -->`, `<!-- end of ${name} -->`];
    const [from, to] = [whole.indexOf(begin), whole.indexOf(end)];
    if (from < 0 || to < 0) throw new Error(`docs/fresh-exhibits.md has no place for the table ${name}`);
    return `${whole.slice(0, from + begin.length)}\n\n${table}\n\n${whole.slice(to)}`;
  }, text);
}

if (import.meta.main) {
  if (process.argv[2] === 'run') {
    const rows = await freshPredictions();
    writeFileSync(FILE, `${JSON.stringify({ command: COMMAND, rows }, null, 1)}\n`);
  }
  writeFileSync(DOCUMENT, withTables(readFileSync(DOCUMENT, 'utf8')));
}
