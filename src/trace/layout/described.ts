import type { TraceFormat } from '../bytes/format.ts';
import { describedLayout } from './document.ts';
import { openLayout } from './open.ts';

/** What reads texts of the layout that the user says. Throws a UserError that shows what is wrong in it. */
export function described(text: string): Pick<TraceFormat, 'open'> {
  const { layout, lacks } = describedLayout(text);
  return { open: async (input, options) => openLayout(input, layout, lacks, options) };
}
