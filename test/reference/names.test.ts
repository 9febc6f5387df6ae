import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { describedCommands } from '../../.ci/reference/commands.ts';
import { INDEXED } from '../../.ci/reference/index.ts';
import { catalogue } from '../../src/commands/show/catalogue.ts';
import { columnTables } from '../../src/commands/show/reference/columns.ts';
import { presetNames } from '../../src/config.ts';
import * as library from '../../src/index.ts';
import { COST_PATHS } from '../../src/price/costs/document.ts';
import { BARS } from '../../src/price/parts.ts';
import { STRUCTURES } from '../../src/replay/structure/presets.ts';
import { SECTIONS } from '../../src/report/sections/index.ts';
import { type Section, silent } from '../../src/report/sections/section.ts';
import { settingFacts } from '../../src/settings/facts.ts';
import { settingPaths } from '../../src/settings/place.ts';
import { matches } from '../../src/settings/walk.ts';
import { MARKERS } from '../../src/trace/words/markers.ts';

const text = globSync('docs/reference/**/*.md').map((file) => readFileSync(file, 'utf8')).join('\n'); // biome-ignore format: a line
/** Whether a name stands in the reference: in the type of code, or as a heading. */
const stands = (name: string): boolean => text.includes(`\`${name}\``) || text.includes(`# ${name}\n`);
const missing = (names: Iterable<string>): string[] => [...new Set(names)].filter((name) => !stands(name));

test('the reference has every name that disco show lists', async () => {
  expect(missing((await catalogue()).map(({ name }) => name.replaceAll('.[]', '[]')))).toEqual([]);
});

test('the reference has every command, marker, section of a report and export of the library', async () => {
  expect(missing((await describedCommands()).map(({ words }) => words))).toEqual([]);
  expect(missing(Object.keys(MARKERS))).toEqual([]);
  expect(missing(SECTIONS.map(({ name }) => name))).toEqual([]);
  expect(missing(Object.keys(library))).toEqual([]);
});

test('the reference has every table and column', () => {
  const tables = columnTables();
  expect(missing(tables.map(({ name }) => name))).toEqual([]);
  expect(missing(tables.flatMap(({ columns }) => columns.map(({ name }) => name)))).toEqual([]);
});

test('the reference has what every section that prints on a terminal says there', () => {
  const printing = SECTIONS.filter((section: Section) => section.terminal !== undefined && section.terminal !== silent);
  expect(printing.filter(({ words }: Section) => words === undefined).map(({ name }) => name)).toEqual([]);
  // What a terminal shows of a run, but for what is another table's: segments, parts, configurations, services.
  const report = readFileSync('docs/reference/reports.md', 'utf8');
  const printed = readFileSync('docs/how-to/compare.md', 'utf8');
  const [first] = / {4}Same machine\.[\s\S]*?(?=\n\n(?! {4}))/.exec(printed)!;
  const heads = first
    .split('\n')
    .flatMap((line) => /^ {4}(?! )(?:([a-z]+) {3,}|(pages .*))/.exec(line)?.slice(1) ?? []);
  const words = heads.filter((each) => each !== undefined).flatMap((each) => each.split(/ {2,}/));
  expect(words).toEqual(expect.arrayContaining(['recorded', 'collapses']));
  const segments: readonly string[] = [...BARS, ...presetNames(STRUCTURES)];
  expect(words.filter((word) => !segments.includes(word) && !report.includes(`| ${word} |`))).toEqual([]);
});

test('the reference has the JSON of every command that prints some', async () => {
  const json = readFileSync('docs/reference/json.md', 'utf8');
  const printing = (await describedCommands()).filter(({ command }) => command.options.some(({ long }) => long === '--json')); // biome-ignore format: a line
  expect(printing.length).toBeGreaterThan(10);
  expect(printing.map(({ words }) => words).filter((words) => !json.includes(`\`${words}`) && !json.includes(`# ${words} --json`))).toEqual([]); // biome-ignore format: a line
});

test('the reference has every table that is declared', () => {
  const documented = columnTables().map(({ name }) => name);
  const declared = globSync('src/**/*.ts').flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/\btableOf\(\{\n\s*name: '([^']+)'/g)].map(([, name]) => name),
  );
  expect(declared.length).toBeGreaterThan(30);
  expect(declared.filter((name) => !documented.includes(name))).toEqual([]);
});

test('the reference has every path that can be set, in one of its spellings', () => {
  const facts = settingFacts();
  const [, spellings] = text.split('\n## Other spellings\n');
  const others = [...spellings.matchAll(/^\| `([^`]+)` \|/gm)].map(([, also]) => also);
  const isKnown = (path: string): boolean => {
    const keys = path.split('.');
    const known = facts.some(({ pattern }) =>
      [pattern, pattern[0] === 'machine' ? pattern.slice(1) : pattern].some((own) => matches(own.slice(0, keys.length), keys)), // groups, too
    );
    return known || others.some((also) => path === also || path.startsWith(`${also}.`));
  };
  const { structure, workload, recovery } = settingPaths();
  expect(missing(facts.map(({ name }) => name.replaceAll('.[]', '[]')))).toEqual([]);
  expect(structure.filter((path) => !isKnown(path === 'seed' ? 'run.seed' : path))).toEqual([]);
  expect(COST_PATHS.filter((path) => !isKnown(`costs.${path}`) && !others.includes(path))).toEqual([]);
  expect(recovery.filter((path) => !isKnown(`recovery.${path}`))).toEqual([]);
  expect(workload.filter((path) => !/\.(value|kind|source)$/.test(path) && !isKnown(`workload.${path}`))).toEqual([]);
}); // biome-ignore format: a condition

test('the index lists every page', () => {
  const pages = globSync('docs/reference/*.md').map((file) => file.replace('docs/reference/', ''));
  expect(pages.filter((file) => file !== 'README.md' && !INDEXED.includes(file))).toEqual([]);
});
