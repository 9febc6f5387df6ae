import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Block } from './block.ts';
import { typeAll } from './commands/outputs.ts';
import { listed } from './commands/steps.ts';
import { type Document, documents, pathOf } from './documents.ts';
import { BLOCKS } from './registry.ts';
import { changedBlocks, changedFiles, type Difference, wrongMarks } from './written.ts';

/**
 * `npm run docs` writes into the documents what programs print; of some documents, where these are named.
 *
 *     --outputs   also what commands print that take seconds to minutes, and what stands behind `$ …`
 *     --check     write nothing: list what differs; exit code 1 if something does
 *     --list      list the commands of the documents, and why some are not run
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    outputs: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
  },
});

function fail(lines: readonly string[]): void {
  for (const line of lines) console.error(line);
  if (lines.length > 0) process.exitCode = 1;
}

function keep(changed: readonly Difference[]): void {
  if (values.check) fail(changed.flatMap(({ what }) => what));
  else
    for (const { path, content } of changed) {
      writeFileSync(pathOf(path), content);
      console.log(`wrote ${path}`);
    }
}

function chosen(): Document[] {
  const all = documents();
  const unknown = positionals.filter((path) => !all.some((each) => each.path === path));
  fail(unknown.map((path) => `${path}: no such document`));
  return positionals.length === 0 ? all : all.filter(({ path }) => positionals.includes(path));
}

async function write(): Promise<void> {
  const all = positionals.length === 0;
  const wrong = wrongMarks(chosen(), BLOCKS, all);
  fail(wrong);
  if (wrong.length > 0) return;
  const from: Block['from'][] = values.outputs ? ['data', 'commands'] : ['data'];
  keep([...(await changedBlocks(chosen(), BLOCKS, from)), ...(all ? await changedFiles() : [])]);
  if (!values.outputs) return;
  for (const document of chosen()) {
    const { difference, failed } = await typeAll(document);
    fail(failed);
    if (difference !== undefined) keep([difference]);
  }
}

if (values.list) for (const line of chosen().flatMap(listed)) console.log(line);
else await write();
