import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { predictions } from '../../.ci/validation.ts';
import { anchorOf, placeOf, REASONS, reasonOf } from '../../src/reproduce/shown/reasons.ts';

test.each(REASONS.map((reason) => [placeOf(reason), reason]))('%s is there', (_, { document, heading }) => {
  const text = readFileSync(new URL(`../../${document}`, import.meta.url), 'utf8');
  const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(([, each]) => anchorOf(each));
  expect(headings.filter((each) => each === anchorOf(heading))).toHaveLength(1);
});

test('every row has a reason, and every reason is that of a row', () => {
  const used = new Set(predictions().map((row) => reasonOf(row)));
  expect(used).toEqual(new Set(REASONS));
});

test('a missed bar leads to what is not known of it', () => {
  const why = (exhibit: string, workload: string, configuration: string, segment: string) => placeOf(reasonOf({ exhibit, workload, configuration, segment })); // biome-ignore format: a line
  expect(why('fig5', 'database', 'disco', 'DISCO')).toBe('docs/validation/figure-5.md#databases-tables');
  expect(why('fig7', 'pmake', '8vm/nfs', 'idle')).toBe('docs/validation/figure-7.md#the-server-of-nfs');
  expect(why('fig7', 'pmake', '8vm/nfs', 'sync')).toBe('docs/validation/figure-7.md#lines-that-the-kernels-share');
  expect(why('fig6', 'pmake', '2vm', 'M DISCO')).toBe('docs/validation/figure-6.md#the-monitors-own-pages');
});
