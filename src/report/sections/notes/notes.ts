import { plural } from '../../text/words.ts';

/** What makes a trace less than whole, and what was done to it. */
const CUT = /cut off|ends early|was interrupted|ended with signal|ended with exit code [1-9]/;
const CHANGED = /\b(dropped|mended|inserted|left out|not understood)\b/;
const MOST = 3;

/** The notes to show beside a result, the gravest first; the last line says how many more there are. */
export function notesThatMatter(notes: readonly string[]): string[] {
  const cut = notes.filter((note) => CUT.test(note));
  const shown = [...cut, ...notes.filter((note) => CHANGED.test(note) && !cut.includes(note))].slice(0, MOST);
  const rest = notes.length - shown.length;
  return rest === 0
    ? shown
    : [...shown, `${shown.length === 0 ? plural(rest, 'note') : `${rest} more`}: disco trace info`];
}
