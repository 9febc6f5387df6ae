import { expect, test } from 'vitest';
import { JSON_DOCUMENTS } from '../../.ci/reference/json/documents.ts';
import { type Keys, unsaid } from '../../.ci/reference/json/key.ts';

const KEYS: Keys = {
  name: ['text', '', 'A name.'],
  times: ['object', '', 'Times.'],
  'times.totalNs': ['number or null', 'ns', 'All.'],
  'times.bars.BAR': ['number', 'ns', 'A bar.'],
  'times.bars': ['object', '', 'By bar.'],
  list: ['list', '', 'Some.'],
  'list[]': ['object', '', 'One.'],
  'list[].cpu': ['number', '', 'Its number.'],
  rows: ['rows of tlbs', '', 'Rows.'],
  open: ['object', '', 'Anything.'],
};
const wrong = (value: unknown): string[] => unsaid(KEYS, value, () => ['tlb', 'misses']);

test('keys say what is there: by name, by pattern, in lists, and as rows of a table', () => {
  const times = { totalNs: null, bars: { user: 1, 'user stall': 2 } };
  expect(wrong({ name: 'a', times, list: [{ cpu: 0 }], rows: [{ tlb: 'tlb', misses: 3 }], open: { any: [{ thing: 1 }] } })).toEqual([]); // biome-ignore format: a line
});

test('a key that is not said, or is of another type, is told', () => {
  expect(wrong({ nam: 'a' })).toEqual(['nam']);
  expect(wrong({ name: 1 })).toEqual(['name: number, not text']);
  expect(wrong({ times: { totalNs: 'x', bars: { user: null } } })).toEqual([
    'times.totalNs: text, not number or null',
    'times.bars.BAR: null, not number',
  ]);
  expect(wrong({ list: [{ cpu: 0 }, { cpu: 1, vm: 0 }] })).toEqual(['list[].vm']);
  expect(wrong({ rows: [{ tlb: 'tlb', hits: 3 }] })).toEqual(['rows: hits is no column of tlbs']);
});

test('every key of the reference has a type and a sentence', () => {
  const keys = JSON_DOCUMENTS.flatMap(({ title, keys: own }) => Object.entries(own).map(([path, key]) => ({ at: `${title} ${path}`, key }))); // biome-ignore format: a line
  const types = /^(?:rows of [\w-]+|(?:text|number|boolean|list|object|null)(?: or (?:text|number|boolean|null))*)$/;
  expect(keys.filter(({ key: [type, , meaning] }) => !types.test(type) || !/[.)]$/.test(meaning)).map(({ at }) => at)).toEqual([]); // biome-ignore format: a line
});
