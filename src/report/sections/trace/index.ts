import { hanging } from '../../text/text-table.ts';
import { printable } from '../../text/words.ts';
import { type Section, silent } from '../section.ts';
import { traceFacts } from './facts.ts';
import { TRACE_WORDS } from './words.ts';

/** What was replayed. On the page it stands with what there is to remark of the trace, at the end. */
export const trace = {
  name: 'trace',
  title: 'Trace',
  terminal: (report) => traceFacts(report).flatMap(([name, value]) => hanging(name.padEnd(14), printable(value))),
  words: TRACE_WORDS,
  page: silent,
} as const satisfies Section;
