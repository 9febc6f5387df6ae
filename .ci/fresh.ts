import { writeFileSync } from 'node:fs';
import { freshPredictions } from '../src/reproduce/fresh/predictions.ts';

/** Our numbers for exhibits of other papers: `node .ci/fresh.ts run` writes them anew, in two minutes. */
const FILE = new URL('../reports/reproduction/fresh-predictions.json', import.meta.url);

if (process.argv[2] === 'run')
  writeFileSync(
    FILE,
    `${JSON.stringify({ command: 'node .ci/fresh.ts run', rows: await freshPredictions() }, null, 1)}\n`,
  );
