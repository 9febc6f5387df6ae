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
