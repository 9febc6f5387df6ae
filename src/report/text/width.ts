/** Least and most characters of a line that a terminal's text is laid out for. */
export const NARROWEST = 60;
export const WIDEST = 120;
const USUAL = 80;

let width = USUAL;

/** Characters of a line in a terminal: 80, unless the program that runs was told its terminal's width. */
export const lineWidth = (): number => width;

/** Columns, as far as text is laid out for them. */
export const within = (columns: number): number => Math.min(WIDEST, Math.max(NARROWEST, columns));

/**
 * Lays text out for a terminal of so many columns from here on, within 60 and 120: the program calls it once, before it prints. Where
 * output is no terminal (undefined: a pipe, a file) lines have 80 characters, so that what is kept does not hang on a window.
 */
export function layOutFor(columns: number | undefined): void {
  width = within(columns ?? USUAL);
}
