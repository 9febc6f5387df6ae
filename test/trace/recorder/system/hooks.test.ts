import { expect, test } from 'vitest';
import { HOOK_KINDS, hooksOf } from '../../../../src/trace/recorder/system/hooks.ts';

const INFO =
  'OSRELEASE=6.1.0\nSYMBOL(mem_map)=8111fd24\nSIZE(page)=36\nOFFSET(page.private)=20\nOFFSET(page.flags)=0\n';

test('a hook reaches from its function to the next symbol, in whatever order symbols come', () => {
  const { text } = hooksOf('80100100 T other\n80100000 T resume\n80100040 t local\n', '');
  expect(text).toBe('switch 80100000 80100040\n');
});

test('addresses of 64 bits are those of 32, and data, modules and lines of anything else are no functions', () => {
  const symbols =
    'ffffffff80100000 T resume\nffffffff80100008 d data\nc0000000 t clear_page\t[module]\nnonsense\nffffffff80100010 T next\n';
  expect(hooksOf(symbols, '').text).toBe('switch 80100000 80100010\n');
});

test('the last function ends after 4096 bytes', () => {
  expect(hooksOf('80100000 T clear_page\n', '').text).toBe('clear 80100000 80101000\n');
});

test('of folio_mark_accessed and mark_page_accessed, which calls it, the first is hooked alone', () => {
  const both = hooksOf('80100000 T mark_page_accessed\n80100020 T folio_mark_accessed\n80100080 T next\n', INFO).text;
  expect(both).toContain('accessed 80100020 80100080\n');
  expect(both).not.toContain('accessed 80100000');
  expect(hooksOf('80100000 T mark_page_accessed\n80100020 T next\n', INFO).text).toContain(
    'accessed 80100000 80100020\n',
  );
});

test('what is needed of vmcoreinfo is passed on in hexadecimal, and without it a hook on struct page is missing', () => {
  const symbols = '80100000 T free_unref_page_commit\n80100020 T next\n';
  expect(hooksOf(symbols, INFO).text).toBe(
    'free 80100000 80100020\nmem_map 8111fd24\npage_struct 24\npage_private 14\n',
  );
  const without = hooksOf(symbols, INFO.replace('SIZE(page)=36\n', ''));
  expect(without.text).not.toContain('free 80100000');
  expect(without.missing.map(({ kind }) => kind)).toContain('free');
});

test('without symbols every kind is missing', () => {
  expect(hooksOf('', '')).toEqual({ text: '', missing: HOOK_KINDS });
});
