import { lineWidth } from './width.ts';
import { wrap } from './words.ts';

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

/** A heading: broken between words where a line is too short for the table, or in lines of its own. */
export type Head = string | readonly string[];

/**
 * A table that fits the terminal, whole: its headings in one line where that fits; else, but for the labels', in as many as need be, so
 * that no column is wider than its cells and its heading's longest word; and where even that is too wide, in several tables one beneath
 * the other, each with the first `labels` columns.
 */
export function fittedTable(heads: readonly Head[], rows: readonly (readonly string[])[], align: string, labels = 1): string[] {
  const fits = (lines: readonly string[]): boolean => lines.every(({ length }) => length <= lineWidth());
  const plain = textTable([...headLines(heads.map((head) => (typeof head === 'string' ? [head] : head))), ...rows], align);
  if (fits(plain)) return plain;
  const broken = heads.map((head, n) =>
    typeof head !== 'string' ? head : n < labels ? [head] : filled(head.split(' '), Math.max(0, ...rows.map((row) => row[n]?.length ?? 0))),
  );
  const pick = (columns: readonly number[]): string[] =>
    textTable(
      [...headLines(columns.map((n) => broken[n])), ...rows.map((row) => columns.map((n) => row[n] ?? ''))],
      columns.map((n) => align[n]).join(''),
    );
  const all = heads.map((_, n) => n);
  const parts: number[][] = [];
  let part = all.slice(0, labels);
  for (const column of all.slice(labels)) {
    if (part.length > labels && !fits(pick([...part, column]))) {
      parts.push(part);
      part = all.slice(0, labels);
    }
    part = [...part, column];
  }
  return [...parts, part].flatMap((columns, n) => [...(n === 0 ? [] : ['']), ...pick(columns)]);
} // biome-ignore format: long lines

/** Lines of headings that stand on the row beneath them. */
export function headLines(heads: readonly (readonly string[])[]): string[][] {
  const most = Math.max(...heads.map(({ length }) => length));
  return Array.from({ length: most }, (_, line) => heads.map((head) => head[line - (most - head.length)] ?? ''));
}

/** Words in lines of at most `width` characters, or of a word. */
export function filled(words: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** Text in lines of at most `width` characters. What has no space in it, a setting's path for instance, stays whole where it fits a line. */
const broken = (text: string, width: number): string[] =>
  filled(
    text
      .trimEnd()
      .split(/ +/)
      .flatMap((word) => (word.length <= width ? [word] : wrap(word, width))),
    width,
  );

/** Text in lines as wide as the terminal; `indent` before each of them, and `further` more before those after the first. */
export function paragraph(text: string, indent = '', further = '', width = lineWidth()): string[] {
  return broken(text, width - indent.length - further.length).map(
    (line, n) => `${indent}${n === 0 ? '' : further}${line}`,
  );
}

/** Text with a label before its first line, the others as far in. */
export function hanging(label: string, text: string): string[] {
  return broken(text, lineWidth() - label.length).map((line, i) => (i === 0 ? label : ' '.repeat(label.length)) + line);
}
