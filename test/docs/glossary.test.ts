import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { documents, pathOf } from '../../.ci/docs/documents.ts';
import { isWhole } from '../../.ci/docs/whole.ts';
import { presetNames } from '../../src/config.ts';
import { loadCosts } from '../../src/index.ts';
import { EVENTS } from '../../src/replay/counts/event.ts';
import { GUEST_DOCUMENTS, MACHINES, MONITORS } from '../../src/replay/structure/documents/documents.ts';
import { STRUCTURES } from '../../src/replay/structure/presets.ts';
import { place } from '../../src/settings/place.ts';
import { WORKLOADS } from '../../src/trace/synthetic/index.ts';
import { MARKERS } from '../../src/trace/words/markers.ts';
import { SERVICE_NAMES } from '../../src/trace/words/vocabulary.ts';

const GLOSSARY = 'docs/reference/glossary.md';
const read = (path: string): string => readFileSync(pathOf(path), 'utf8');
const columns = read('docs/reference/columns.md');
const prose = documents().filter(({ path }) => path !== GLOSSARY && path !== 'CHANGELOG.md').map(({ text }) => text.replaceAll(/\s+/g, ' ').toLowerCase()).join(' '); // biome-ignore format: a chain

/** Rows of all tables but their heads: the term stands first, where it is met here last. */
const terms = read(GLOSSARY).split('\n').filter((line) => /^\| (?!term )/.test(line)).map((line) => {
  const cells = line.split('|').slice(1, -1).map((cell) => cell.trim());
  return { term: cells[0], here: [...cells.at(-1)!.matchAll(/`([^`]+)`/g)].map(([, name]) => name) };
}); // biome-ignore format: chains

const NAMES = new Set([
  ...Object.keys({ ...EVENTS, ...MARKERS, ...loadCosts('flash') }),
  ...SERVICE_NAMES,
  ...presetNames(WORKLOADS).map((name) => `synthetic:${name}`),
  ...presetNames(STRUCTURES),
  ...[MACHINES, GUEST_DOCUMENTS, MONITORS].flatMap(presetNames),
]);
const isSetting = (name: string): boolean =>
  typeof place(name.split('.'), ['structure', 'costs', 'workload', 'recovery']) !== 'string';
const isThere = (name: string): boolean =>
  name.includes('/')
    ? existsSync(pathOf(name))
    : NAMES.has(name) || isSetting(name) || columns.includes(`| \`${name}\` |`);

test('each term stands once, and a document uses it', () => {
  const all = terms.map(({ term }) => term);
  expect(all.length).toBeGreaterThan(60);
  expect(all.filter((term, n) => all.indexOf(term) !== n)).toEqual([]);
  expect(all.flatMap((term) => term.split(', ')).filter((term) => !prose.includes(term.toLowerCase()))).toEqual([]);
});

/** A term where a page explains it: in italics, behind an article. */
const EXPLAINED = /(?:\b[Aa]n? |\bcalled (?:an? )?|\b(?:its|their) )\[?(?<!\*)\*([a-z][^*]*)\*(?!\*)/g;
/** Words in italics that are no terms: the kinds of documents, and heads of tables. */
const NO_TERMS = ['how-to', 'explanation', 'monitor calls and page faults'];

test('each term that a page explains stands in it', () => {
  const own = read(GLOSSARY).toLowerCase();
  const isIn = (word: string): boolean =>
    terms.some(({ term }) => term.toLowerCase().split(', ').some((each) => each === word || `${each}s` === word || each.startsWith(`${word} `))) ||
    own.includes(`*${word}*`);
  const explained = documents().filter(({ path }) => !isWhole(path) && !['CHANGELOG.md', GLOSSARY].includes(path)).flatMap(({ path, text }) =>
    [...text.replaceAll(/\s+/g, ' ').matchAll(EXPLAINED)].map(([, word]) => ({ path, word: word.toLowerCase() })),
  );
  expect(explained.length).toBeGreaterThan(25);
  expect(explained.filter(({ word }) => !NO_TERMS.includes(word) && !isIn(word)).map(({ path, word }) => `${path}: *${word}*`)).toEqual([]);
}); // biome-ignore format: conditions

test('what a term is met by is there: a setting, an event, a cost, a preset, a column or a file', () => {
  expect(terms.flatMap(({ term, here }) => (here.length === 0 ? [`${term}: nothing`] : here.filter((name) => !isThere(name)).map((name) => `${term}: ${name}`)))).toEqual([]); // biome-ignore format: a line
  expect(isThere('monitor.hotPage'), 'a name that is not there').toBe(false);
});
