import type { Note } from '../../../trace/words/trace.ts';
import { plural } from '../../text/words.ts';

const MOST = 3;

/** The notes to show beside a result, the gravest first, remarks left out; the last line says how many more there are. */
export function notesThatMatter(notes: readonly Note[]): string[] {
  const of = (wanted: Note['kind']): string[] => notes.filter(({ kind }) => kind === wanted).map(({ text }) => text);
  const shown = [...of('warning'), ...of('change')].slice(0, MOST);
  const rest = notes.length - shown.length;
  return rest === 0
    ? shown
    : [...shown, `${shown.length === 0 ? plural(rest, 'note') : `${rest} more`}: disco trace info TRACE`];
}
