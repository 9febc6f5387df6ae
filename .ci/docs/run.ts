import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { typeAll } from './commands/outputs.ts';
import { listed } from './commands/steps.ts';
import { type Document, documents, pathOf } from './documents.ts';
import { LIBRARY_FILES } from './files.ts';
import { linksIn, toWeb } from './links.ts';
import { BLOCKS } from './registry.ts';
import { isWhole } from './whole.ts';
import { wrapped } from './wrap.ts';
import { changedBlocks, changedFiles, type Difference, wrongMarks } from './written.ts';

/**
 * `npm run docs` writes into the documents what programs print; of some documents, where these are named.
 *
 *     --outputs   also what commands print that take seconds to minutes, the library's reference, and what stands behind `$ …`
 *     --check     write nothing: list what differs; exit code 1 if something does
 *     --wrap      instead: wrap paragraphs and lists that have a line of more than 120 characters; of documents that are named, all
 *     --list      instead: list the commands of the documents, and why some are not run, and the links to the web
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    outputs: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
    wrap: { type: 'boolean', default: false },
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
  // First what commands print: a block from data may be made of it.
  if (values.outputs) keep(await changedBlocks(chosen(), BLOCKS, ['commands']));
  keep([...(await changedBlocks(chosen(), BLOCKS, ['data'])), ...(all ? await changedFiles() : [])]);
  if (!values.outputs) return;
  if (all) keep(await changedFiles(LIBRARY_FILES));
  for (const document of chosen()) {
    const { difference, failed } = await typeAll(document);
    fail(failed);
    if (difference !== undefined) keep([difference]);
  }
}

async function wrap(): Promise<void> {
  for (const document of chosen().filter(({ path }) => !isWhole(path))) {
    const content = await wrapped(document, positionals.length > 0);
    const what = [`${document.path}: has lines of prose that are too long`];
    if (content !== document.text) keep([{ path: document.path, what, content }]);
  }
}

function list(): void {
  for (const line of chosen().flatMap(listed)) console.log(line);
  for (const { path, line, url } of chosen().flatMap(linksIn).filter(toWeb)) console.log(`${path}:${line}: ${url}`);
}

if (values.list) list();
else if (values.wrap) await wrap();
else await write();
