import { differenceSentences } from '../../../replay/structure/documents/differences.ts';
import { escapeHtml, part } from '../../markup/markup.ts';
import type { Report } from '../../run/report.ts';
import { paragraph } from '../../text/text-table.ts';
import { printable } from '../../text/words.ts';
import type { Section } from '../section.ts';

/** What a comparison compares, before its numbers: whether the machine is the same, and what else differs. */
export const differences = {
  name: 'differences',
  title: 'What differs',
  applies: ({ others }) => others.length > 0,
  terminal: (report) => sentences(report).flatMap((each) => paragraph(each)),
  words: {
    'Same machine.': 'The configurations differ in no part of the machine; else `Not the same machine`, and the parts.',
    'What differs':
      'What else differs: the monitor, the guest, settings; the values stand in the order of the configurations.',
  },
  page: (report) =>
    part(
      'What is compared',
      '',
      sentences(report)
        .map((each) => `<p>${escapeHtml(each)}</p>`)
        .join('\n'),
    ),
} as const satisfies Section;

const sentences = ({ runs }: Report): string[] =>
  differenceSentences(runs.map(({ structure }) => structure)).map(printable);
