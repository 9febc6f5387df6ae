import { readFile, writeFile } from 'node:fs/promises';
import { solveCosts } from '../src/reproduce/experiments/fit-costs.ts';
import { runExperiment } from '../src/reproduce/index.ts';

/** Solves for the fitted costs of the monitor and writes them, to three digits, into costs/flash.yaml. */
const file = new URL('../src/price/costs/flash.yaml', import.meta.url);
let text = await readFile(file, 'utf8');
for (const [name, cycles] of Object.entries(solveCosts(await runExperiment('pmake')))) {
  const before = new RegExp(`^(${name}:\\n  value: )[\\d.]+$`, 'm');
  if (!before.test(text)) throw new Error(`costs/flash.yaml has no ${name}`);
  text = text.replace(before, `$1${Number(cycles.toPrecision(3))}`);
}
await writeFile(file, text);
