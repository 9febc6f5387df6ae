import { wrap } from './words.ts';

/** Characters of a line in a terminal. */
export const WIDTH = 80;

/** Lines of a table for a terminal: columns as wide as their widest cell, two spaces apart, `l`eft or `r`ight aligned. */
export function textTable(rows: readonly (readonly string[])[], align: string): string[] {
  const widths = Array.from(align, (_, column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    widths
      .map((width, column) =>
        align[column] === 'r' ? (row[column] ?? '').padStart(width) : (row[column] ?? '').padEnd(width),
      )
      .join('  ')
      .trimEnd(),
  );
}

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** A horizontal bar of `share` (0 to 1) of `width` characters, to an eighth of a character. */
export function textBar(share: number, width: number): string {
  const eighths = Math.round(Math.min(1, Math.max(0, share)) * width * 8);
  return '█'.repeat(eighths >> 3) + EIGHTHS[eighths & 7];
}

/**
 * A table with its headings in one line where that fits `WIDTH`; else, but for the first, in as many as need be, so that no column is
 * wider than its cells and its heading's longest word.
 */
export function foldedTable(heads: readonly string[], rows: readonly (readonly string[])[], align: string): string[] {
  const plain = textTable([heads, ...rows], align);
  if (plain.every((line) => line.length <= WIDTH)) return plain;
  const folded = heads.map((head, n) =>
    n === 0 ? [head] : foldHead(head, Math.max(...rows.map((row) => row[n].length))),
  );
  const lines = Math.max(...folded.map(({ length }) => length));
  const above = Array.from({ length: lines }, (_, line) =>
    folded.map((head) => head[line - (lines - head.length)] ?? ''),
  );
  return textTable([...above, ...rows], align);
}

/** A heading's words in lines of at most `width` characters, or of a word. */
function foldHead(head: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of head.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** Text with a label before its first line, the others as far in: lines of at most `WIDTH` characters. */
export function hanging(label: string, text: string): string[] {
  return wrap(text, WIDTH - label.length).map((line, i) => (i === 0 ? label : ' '.repeat(label.length)) + line);
}
