import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { documents, pathOf } from '../../.ci/docs/documents.ts';
import { linksIn } from '../../.ci/docs/links.ts';

const INDEX = 'docs/README.md';
const read = (path: string): string => readFileSync(pathOf(path), 'utf8');
/** Pages that a text of a page links to, by their paths from the root. */
const targets = (path: string, text: string): string[] =>
  linksIn({ path, text }).map(({ url }) => posix.join(posix.dirname(path), url.split('#')[0]));

/** The ways through the documents, of each kind of reader the pages in order. */
const ways = read(INDEX)
  .split('\n')
  .filter((line) => /^\| an? /.test(line))
  .map((row) => ({ who: row.split('|')[1].trim(), pages: targets(INDEX, row) }));

describe('the index of documents', () => {
  test('has ways of three pages, each of whose last paragraphs leads on to the next', () => {
    expect(ways.map(({ pages }) => pages.length)).toEqual([3, 3, 3, 3]);
    const astray = ways.flatMap(({ who, pages }) =>
      pages.slice(0, -1).flatMap((page, n) => {
        const last = read(page).trim().split('\n\n').at(-1) as string;
        const leads = last.startsWith('Next: ') && targets(page, last).includes(pages[n + 1]);
        return leads ? [] : [`${page} does not lead ${who} on to ${pages[n + 1]}`];
      }),
    );
    expect(astray).toEqual([]);
  });

  test('names every page; those of the library are named by the library’s', () => {
    const named = new Set([...targets(INDEX, read(INDEX)), INDEX]);
    for (const page of targets('docs/reference/library.md', read('docs/reference/library.md'))) named.add(page);
    const pages = documents().map(({ path }) => path).filter((path) => path.startsWith('docs/')); // biome-ignore format: a line
    expect(pages.filter((page) => !named.has(page))).toEqual([]);
  });
});
