import { readFileSync, writeFileSync } from 'node:fs';
import { compareFresh, FRESH_NAMES, freshPredictions } from '../src/reproduce/fresh/index.ts';
import type { Prediction } from '../src/reproduce/fresh/prediction.ts';
import {
  FRESH_ALIGN,
  FRESH_HEADINGS,
  FRESH_TITLES,
  freshByExhibit,
  freshCells,
  inputsOf,
  lacksOf,
  sourcesOf,
} from '../src/reproduce/fresh/text.ts';
import { between, table } from './markdown.ts';

/**
 * The tables of docs/validation/fresh-exhibits.md. `node .ci/fresh.ts` writes them, between their marks, from our numbers in reports/reproduction/, and from what was
 * published; `node .ci/fresh.ts run` makes our numbers anew first, in three minutes; `run failures` those of one exhibit.
 */
export const DOCUMENT = new URL('../docs/validation/fresh-exhibits.md', import.meta.url);
const FILE = new URL('../reports/reproduction/fresh-predictions.json', import.meta.url);
const COMMAND = 'node .ci/fresh.ts run';

export const predictions = (): Prediction[] => (JSON.parse(readFileSync(FILE, 'utf8')) as { rows: Prediction[] }).rows;

/** The document with its tables as they are to be. */
export function withTables(text: string): string {
  return freshByExhibit(compareFresh(predictions())).reduce((whole, [name, rows]) => {
    const lines = [
      FRESH_TITLES[name],
      '',
      table(FRESH_HEADINGS, FRESH_ALIGN, rows.map(freshCells)),
      '',
      ...[...sourcesOf(rows), ...lacksOf(rows), ...inputsOf(name)].map((item) => `- ${item}`),
    ].join('\n');
    if (!whole.includes(`<!-- end of ${name} -->`)) throw new Error(`docs/validation/fresh-exhibits.md has no place for the table ${name}`); // biome-ignore format: a line
    return between(whole, name, 'fresh.ts', lines);
  }, text);
}

if (import.meta.main) {
  if (process.argv[2] === 'run') {
    const names = process.argv.length > 3 ? FRESH_NAMES.filter((name) => process.argv.includes(name, 3)) : FRESH_NAMES;
    const fresh = await freshPredictions(names);
    const rows = FRESH_NAMES.flatMap((name) =>
      (names.includes(name) ? fresh : predictions()).filter(({ exhibit }) => exhibit === name),
    );
    writeFileSync(FILE, `${JSON.stringify({ command: COMMAND, rows }, null, 1)}\n`);
  }
  writeFileSync(DOCUMENT, withTables(readFileSync(DOCUMENT, 'utf8')));
}
