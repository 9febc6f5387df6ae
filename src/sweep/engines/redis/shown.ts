import { cut, printable } from '../../../report/text/words.ts';

/** Characters shown of a text that comes through Redis. */
const MOST = 1000;

/** A text of another machine, for a person: without what could steer a terminal, and not without end. */
export const shown = (text: unknown): string => cut(printable(String(text).slice(0, 2 * MOST)), MOST);
