import type { Note } from '../../../trace/words/trace.ts';
import { escapeHtml, type PagePart, part, tableHtml } from '../../markup/markup.ts';
import type { Report } from '../../run/report.ts';
import { hanging } from '../../text/text-table.ts';
import { printable } from '../../text/words.ts';
import type { Section } from '../section.ts';
import { traceFacts } from '../trace/facts.ts';
import { notesThatMatter } from './notes.ts';

/** What there is to remark of the trace; on the page, what was replayed too. */
export const notes = {
  name: 'notes',
  title: 'Trace',
  terminal: ({ notes, trace }) => notesThatMatter(notes, trace).flatMap((note) => hanging('Note: ', printable(note))),
  page: notesPage,
} as const satisfies Section;

/** Notes as a list; '' where there are none. */
function notesHtml(notes: readonly Note[]): string {
  const items = notes.map(({ text }) => `<li>${escapeHtml(printable(text))}</li>`);
  return items.length === 0 ? '' : `<ul class="notes">\n${items.join('\n')}\n</ul>`;
}

/** Notes as a part of a page that has no part on its trace. */
export const notesPart = (notes: readonly Note[]): PagePart[] => part('Notes', '', notesHtml(notes));

function notesPage(report: Report): PagePart[] {
  const rows = traceFacts(report).map(([name, value]) => [name, printable(value)]);
  const list = notesHtml(report.notes);
  return part(
    'Trace',
    '',
    tableHtml('What was replayed', [{ head: '' }, { head: '', prose: true }], rows) + (list === '' ? '' : `\n${list}`),
  );
}
