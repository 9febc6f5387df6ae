import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { documents } from '../../.ci/docs/documents.ts';
import { placesIn } from '../../.ci/docs/marks.ts';
import { BLOCKS } from '../../.ci/docs/registry.ts';

const PICTURE = /!\[(.*?)\]\((.*?)\)/g;

describe('who does not see a picture is told its numbers', () => {
  test.each(globSync('reports/**/*.svg'))('by %s itself', (file) => {
    const svg = readFileSync(file, 'utf8');
    expect(svg).toMatch(/^<svg [^>]*role="img" aria-labelledby="(\S+) (\S+)"><title id="\1">[^<]+<\/title><desc id="\2">[^<]*\d[^<]*<\/desc>/);
  }); // biome-ignore format: a long line

  test('by the documents, whose alternative texts are written by the program', () => {
    const shown = documents().flatMap(({ path, text }) => {
      const lines = text.split('\n');
      const { places } = placesIn(path, lines, BLOCKS);
      return lines.flatMap((line, n) =>
        [...line.matchAll(PICTURE)].map(([, alternative]) => ({
          place: `${path}:${n + 1}`,
          numbers: alternative.match(/\d[\d,.]*/g)?.length ?? 0,
          written: places.some(({ begin, end }) => begin < n && n < end),
        })),
      );
    });
    expect(shown.length).toBeGreaterThan(5);
    expect(shown.filter(({ numbers, written }) => numbers < 3 || !written)).toEqual([]);
  });
});
