import { hanging, paragraph } from '../report/text/text-table.ts';
import { type Example, exampleLines } from './shared/examples.ts';

/** What the program is, in a sentence. */
export const WHAT =
  'Replays memory traces through models of a ccNUMA machine and of the Disco virtual machine monitor, and says where the time goes.';

/** Command lines to try first, with what each does. */
export const FIRST: readonly Example[] = [
  { line: 'disco start', shows: 'a recorded compile, natively and on Disco; a report in reports/latest' },
  { line: 'disco reproduce fig6', shows: 'a figure of the paper, published beside predicted' },
  {
    line: 'disco sweep make --vary remoteMemory=300ns..3us:300ns',
    shows: 'what if remote memory were nearer or further away',
  },
];

/** What `disco` alone says: little, and where more is. */
export function welcome(): string {
  return `${[
    ...paragraph(WHAT),
    '',
    'Try first:',
    ...exampleLines(FIRST),
    '',
    'More:',
    ...hanging('  disco --help          ', 'every command, in groups'),
    ...hanging('  disco COMMAND --help  ', 'its options, with examples'),
    ...hanging('  disco show            ', 'the traces, machines and studies there are'),
  ].join('\n')}\n`;
}
