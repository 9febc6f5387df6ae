import { expect, test } from 'vitest';
import { openTrace } from '../../src/trace/open.ts';
import { addNote, change, type Note, remark } from '../../src/trace/words/trace.ts';

test('the notes of a container of before, which has texts alone, have kinds', async () => {
  const { notes } = await openTrace('pmake-mips');
  const kinds = Object.groupBy(notes, ({ kind }) => kind);
  expect(kinds.change?.length).toBeGreaterThan(1);
  for (const { text } of kinds.change ?? []) expect(text).toMatch(/ (dropped|mended) /);
  expect(kinds.warning).toBeUndefined();
});

test('a note is added once', () => {
  const notes: Note[] = [];
  for (const note of [change('a page'), remark('a page'), remark('another')]) addNote(notes, note);
  expect(notes).toEqual([change('a page'), remark('another')]);
});
