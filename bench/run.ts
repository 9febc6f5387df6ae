// All benches, one after the other, each in a process of its own: `node bench/run.ts`, about a quarter of an hour; --smoke: seconds, that all count the same.
// --write keeps the results in reports/performance/, from which `npm run docs` writes docs/explanation/performance.md.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** In the order of the document. */
const SCRIPTS = [
  'replay',
  'peers',
  'structures',
  'formats',
  'layouts',
  'run8',
  'price',
  'sweep',
  'commands',
  'memory',
  'record',
];

for (const script of SCRIPTS) {
  const file = fileURLToPath(new URL(`${script}.ts`, import.meta.url));
  const { status } = spawnSync(process.execPath, [...process.execArgv, file, ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}
