import { readFileSync, writeFileSync } from 'node:fs';
import { FRESH_NAMES, freshPredictions } from '../src/reproduce/fresh/index.ts';
import type { Prediction } from '../src/reproduce/fresh/prediction.ts';

/**
 * Our numbers of the fresh exhibits: `node .ci/fresh.ts run` makes them anew, in three minutes; `run failures` those of one exhibit. Then `npm run docs`
 * writes the documents.
 */
const FILE = new URL('../reports/reproduction/fresh-predictions.json', import.meta.url);
const COMMAND = 'node .ci/fresh.ts run';

export const predictions = (): Prediction[] => (JSON.parse(readFileSync(FILE, 'utf8')) as { rows: Prediction[] }).rows;

if (import.meta.main) {
  const [what, ...given] = process.argv.slice(2);
  if (what !== 'run') throw new Error('expected run');
  const names = given.length > 0 ? FRESH_NAMES.filter((name) => given.includes(name)) : FRESH_NAMES;
  const fresh = await freshPredictions(names);
  const rows = FRESH_NAMES.flatMap((name) =>
    (names.includes(name) ? fresh : predictions()).filter(({ exhibit }) => exhibit === name),
  );
  writeFileSync(FILE, `${JSON.stringify({ command: COMMAND, rows }, null, 1)}\n`);
}
