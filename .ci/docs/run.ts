import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Block } from './block.ts';
import { documents, pathOf } from './documents.ts';
import { BLOCKS } from './registry.ts';
import { changedBlocks, changedFiles, wrongMarks } from './written.ts';

/**
 * `npm run docs` writes into the documents what programs print; of some documents, where these are named.
 *
 *     --outputs   also what commands print that take seconds to minutes
 *     --check     write nothing: list what differs; exit code 1 if something does
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { outputs: { type: 'boolean', default: false }, check: { type: 'boolean', default: false } },
});

function fail(lines: readonly string[]): void {
  for (const line of lines) console.error(line);
  process.exitCode = 1;
}

const all = documents();
const unknown = positionals.filter((path) => !all.some((each) => each.path === path));
const chosen = positionals.length === 0 ? all : all.filter(({ path }) => positionals.includes(path));
const wrong = [...unknown.map((path) => `${path}: no such document`), ...wrongMarks(chosen, BLOCKS, chosen === all)];
if (wrong.length > 0) fail(wrong);
else {
  const from: Block['from'][] = values.outputs ? ['data', 'commands'] : ['data'];
  const changed = [...(await changedBlocks(chosen, BLOCKS, from)), ...(chosen === all ? await changedFiles() : [])];
  if (values.check) fail(changed.flatMap(({ what }) => what));
  if (values.check && changed.length === 0) process.exitCode = 0;
  if (!values.check) for (const { path, content } of changed) writeFileSync(pathOf(path), content);
  if (!values.check) for (const { path } of changed) console.log(`wrote ${path}`);
}
