import { escapeHtml, part } from '../../markup/markup.ts';
import { printable } from '../../text/words.ts';
import { type Section, silent } from '../section.ts';

/** The command line that makes the report again, where it came of one. */
export const command = {
  name: 'command',
  title: 'To make this again',
  applies: (report) => report.command !== undefined,
  terminal: silent,
  page: (report) =>
    part('To make this again', '', `<pre><code>${escapeHtml(printable(report.command ?? ''))}</code></pre>`),
} as const satisfies Section;
