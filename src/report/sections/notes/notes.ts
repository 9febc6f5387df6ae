import type { Note } from '../../../trace/words/trace.ts';
import { plural } from '../../text/words.ts';

const MOST = 3;

/**
 * The notes to show beside a result, the gravest first, remarks left out; the last line says how many more there are, and what lists them.
 * `trace`: what was replayed, as on a command line; undefined: the caller has it from elsewhere.
 */
export function notesThatMatter(notes: readonly Note[], trace: string | undefined): string[] {
  const of = (wanted: Note['kind']): string[] => notes.filter(({ kind }) => kind === wanted).map(({ text }) => text);
  const shown = [...of('warning'), ...of('change')].slice(0, MOST);
  const rest = notes.length - shown.length;
  return rest === 0
    ? shown
    : [
        ...shown,
        `${shown.length === 0 ? plural(rest, 'note') : `${rest} more`}: ${trace === undefined ? 'disco trace info lists them' : `disco trace info ${trace}`}`,
      ];
}
