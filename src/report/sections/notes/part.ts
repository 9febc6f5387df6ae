import type { Note } from '../../../trace/words/trace.ts';
import { escapeHtml, type PagePart, part } from '../../markup/markup.ts';
import { printable } from '../../text/words.ts';

/** Notes as a list; '' where there are none. */
export function notesHtml(notes: readonly Note[]): string {
  const items = notes.map(({ text }) => `<li>${escapeHtml(printable(text))}</li>`);
  return items.length === 0 ? '' : `<ul class="notes">\n${items.join('\n')}\n</ul>`;
}

/** Notes as a part of a page that has no part on its trace. */
export const notesPart = (notes: readonly Note[]): PagePart[] => part('Notes', '', notesHtml(notes));
