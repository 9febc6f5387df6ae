/** Characters of a line of prose in a document, at most. */
const WIDTH = 120;

/** Blocks as a document in Markdown: prose is wrapped; tables, headings, lists, marks and code stay as they are. */
export const markdownPage = (blocks: readonly string[]): string => `${blocks.map(wrapped).join('\n\n')}\n`;

/** A block of prose in lines that are not too long. */
const wrapped = (block: string): string =>
  isProse(block) ? linesOf(block.replace(/\s+/g, ' '), '').join('\n') : block;

const isProse = (block: string): boolean => !/^(?: {4}|[#|<]|- |```|\*\*.*\*\*$)|\n(?:- |\||```|\n)/.test(block);

/** An entry of a list, at a level from 0. */
export const item = (text: string, level = 0): string =>
  `${'  '.repeat(level)}- ${linesOf(text, '  '.repeat(level + 1), 2 * level + 2).join('\n')}`;

/** The anchor of a heading, as GitHub makes it. */
export const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-');

/** Words in lines; what is in the type of code, and a link, is not broken. `indent` stands before all lines but the first, which has so many characters before it. */
function linesOf(text: string, indent: string, before = 0): string[] {
  const lines: string[] = [];
  for (const word of text.match(/(?:`[^`]*`|\[[^\]]*\]\([^)]*\)|\S)+/g) ?? []) {
    const last = lines.at(-1);
    const room = WIDTH - (lines.length === 1 ? before : 0);
    const fits = last !== undefined && last.length + 1 + word.length <= room;
    if (fits) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(lines.length === 0 ? word : `${indent}${word}`);
  }
  return lines;
}
