import { globSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { HERE } from './check/places.ts';
import { run } from './check/run.ts';
import { outdated, writeAnswers, wrongAnswers } from './exercises/answers.ts';

/** Notebooks that have to be found out, and why. */
const BROKEN = {
  'throws.ipynb': /a cell failed: .*on purpose/s,
  'type-error.ipynb': /a cell failed: .*is not assignable to type 'number'/s,
  'throws.html': /a cell failed: .*on purpose/s,
  'fetches.html': /asked for https:/,
  'node-cell-throws.html': /not built: .*exited with 1/s,
};

/**
 * Runs every notebook and the broken ones, or those given: `node run.ts [FILE...]`. Exit code 1 if one fails, or a broken one does not. With
 * `--write` the answers of exercises are written to `exercises/answers.json` instead of being compared with it.
 */
const write = process.argv.includes('--write');
const given = process.argv
  .slice(2)
  .filter((argument) => argument !== '--write')
  .map((file) => resolve(file));
const all = (...patterns: string[]): string[] =>
  globSync(patterns, { cwd: HERE })
    .sort()
    .map((file) => join(HERE, file));

let failed = 0;
const results = await run(given.length > 0 ? given : all('jupyter/*.ipynb', 'observable/*.html'));
if (write) writeAnswers(results);
for (const { file, charts, problems: found, answers } of results) {
  const problems = [...found, ...outdated(file), ...wrongAnswers(file, answers)];
  const fine = problems.length === 0;
  console.log(`${fine ? 'ok    ' : 'FAILED'} ${basename(file)}${fine ? `, ${charts} charts` : ''}`);
  for (const problem of problems) console.error(`${file}: ${problem}`);
  if (!fine) failed++;
}
if (given.length === 0)
  for (const [name, reason] of Object.entries(BROKEN)) {
    const [{ problems }] = await run([join(HERE, 'check', 'broken', name)]);
    const found = problems.some((problem) => reason.test(problem));
    console.log(
      `${found ? 'ok    ' : 'FAILED'} ${name} ${found ? 'is found out' : `should fail with ${reason}: ${problems.join('; ')}`}`,
    );
    if (!found) failed++;
  }
console.log(failed === 0 ? 'all notebooks run' : `${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
