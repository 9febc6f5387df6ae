import { inspect } from 'node:util';
import { printableLines } from './printable.ts';

/**
 * The one door to standard output and standard error: nothing else writes there (`test/terminal.test.ts`), so that no name or header from
 * outside reaches a terminal as it is.
 */

/** Prints a result on standard output: lines, with a line feed at their end. */
export function print(text: string): void {
  process.stdout.write(printableLines(text));
}

/** Prints a long result part by part, no faster than it is read. */
export async function printParts(parts: Iterable<string>): Promise<void> {
  for (const part of parts) await write(printableLines(part));
}

/** How messages are laid out: as they are, unless the program says otherwise. */
let layOut = (text: string, _columns: number | undefined): string => text;

/** Has messages laid out for the terminal that standard error is; undefined: it is none. */
export function layMessagesOut(how: typeof layOut): void {
  layOut = how;
}

/** Tells people something on standard error, in a line where that is no terminal. Where the text has line feeds, what follows is set in. */
export function say(text: string): void {
  const { isTTY, columns } = process.stderr;
  const lines = printableLines(text).replace(/\n(?! {2})/g, '\n  ');
  process.stderr.write(`${layOut(lines, isTTY ? columns : undefined)}\n`);
}

/** Tells of a fault of the program's own, with its stack. */
export function sayFault(error: unknown): void {
  process.stderr.write(`${printableLines(inspect(error))}\n`);
}

/** Writes data for another program on standard output, as it is, unless that is a terminal; resolves when more is welcome. */
export const printData = (text: string): Promise<void> => write(process.stdout.isTTY ? printableLines(text) : text);

/** Writes to standard output; resolves when more is welcome. */
async function write(text: string): Promise<void> {
  const { stdout } = process;
  if (!stdout.write(text)) await new Promise((resolve) => stdout.once('drain', resolve));
}

/** Where a bar of progress draws itself, with styling of its own: numbers and words of the program, nothing from outside. */
export const progressStream = (): NodeJS.WriteStream => process.stderr;

/** Columns of the terminal that standard output is; undefined: it is none. */
export const terminalColumns = (): number | undefined => (process.stdout.isTTY ? process.stdout.columns : undefined);

/** Answers for standard output from here on: a reader that has had enough (`| head`) is no error; a full disk is. */
export function answerForOutput(): void {
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE') process.exit(0);
    say(`disco: standard output cannot be written: ${code === 'ENOSPC' ? 'the disk is full' : code}`);
    process.exit(2);
  });
  process.stderr.on('error', () => {}); // there is nowhere to tell it
}
