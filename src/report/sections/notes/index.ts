import { type PagePart, part, tableHtml } from '../../markup/markup.ts';
import type { Report } from '../../run/report.ts';
import { hanging } from '../../text/text-table.ts';
import { printable } from '../../text/words.ts';
import type { Section } from '../section.ts';
import { traceFacts } from '../trace/facts.ts';
import { notesThatMatter } from './notes.ts';
import { notesHtml } from './part.ts';

/** What there is to remark of the trace; on the page, what was replayed too. */
export const notes = {
  name: 'notes',
  title: 'Trace',
  terminal: ({ notes, trace }) => notesThatMatter(notes, trace).flatMap((note) => hanging('Note: ', printable(note))),
  words: {
    Note: 'What the numbers hang on: what the guest inserted, what the recording lacks, what was left out.',
    'Note: N more': 'Notes that are of less weight; the command prints them all.',
  },
  page: notesPage,
} as const satisfies Section;

function notesPage(report: Report): PagePart[] {
  const rows = traceFacts(report).map(([name, value]) => [name, printable(value)]);
  const list = notesHtml(report.notes);
  return part(
    'Trace',
    '',
    tableHtml('What was replayed', [{ head: '' }, { head: '', prose: true }], rows) + (list === '' ? '' : `\n${list}`),
  );
}
