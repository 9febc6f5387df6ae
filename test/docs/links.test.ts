import { describe, expect, test } from 'vitest';
import { documents } from '../../.ci/docs/documents.ts';
import { anchorsIn, deadLinks, linksIn, missingFiles, toWeb } from '../../.ci/docs/links.ts';

const document = (text: string, path = 'docs/a.md') => ({ path, text });

describe('links of the documents', () => {
  test('lead to files and headings that there are', () => {
    expect(
      documents()
        .flatMap(linksIn)
        .filter((link) => !toWeb(link)).length,
    ).toBeGreaterThan(100);
    expect(deadLinks(documents())).toEqual([]);
  });

  test('and so does code that names a file', () => {
    expect(documents().flatMap(missingFiles)).toEqual([]);
  });
});

describe('a dead link', () => {
  test('is to no file, beyond the repository, or to no heading', () => {
    const own = document('# A\n\n[x](b.md) [y](../../x) [z](#aa) [u](../README.md) [v](https://a.org/#b)\n');
    expect(deadLinks([own])).toEqual([
      'docs/a.md:3: b.md: there is no docs/b.md',
      'docs/a.md:3: ../../x: there is no ../x',
      'docs/a.md:3: #aa: docs/a.md has no heading #aa; did you mean #a?',
    ]);
    const other = document('## The last `one`, of *two*\n\n<a id="there"></a>\n\n## A\n## A\n', 'docs/b.md');
    expect(deadLinks([document('[x](b.md#the-last-one-of-two) [y](b.md#there) [z](b.md#a-1)\n'), other])).toEqual([]);
    expect(deadLinks([document('[x](b.md#the-last)\n'), other])).toEqual([
      'docs/a.md:1: b.md#the-last: docs/b.md has no heading #the-last',
    ]);
  });

  test('may be a picture or in HTML', () => {
    expect(deadLinks([document('![a](gone.png)\n\n<img src="gone.svg" alt="1">\n')])).toHaveLength(2);
  });

  test('in code is none, but a file that code names is there', () => {
    expect(deadLinks([document('`[x](b.md)`\n\n    [x](b.md)\n')])).toEqual([]);
    expect(missingFiles(document('`src/cli.ts` `src/gone.ts` `src/…` `reports/latest/x`\n'))).toEqual([
      'docs/a.md:1: `src/gone.ts`: there is no such file',
    ]);
  });
});

test('headings are named as GitHub names them', () => {
  expect([...anchorsIn(document("# A b\n## A b\n## The server's `x.y`, §5\n"))]).toEqual(['a-b', 'a-b-1', 'the-servers-xy-5']); // biome-ignore format: a line
});
