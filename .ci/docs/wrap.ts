import type { Emphasis, Node } from 'mdast';
import type { Options } from 'prettier';
import * as markdown from 'prettier/plugins/markdown';
import { format } from 'prettier/standalone';
import { visit } from 'unist-util-visit';
import type { Document } from './documents.ts';
import { tree } from './tree.ts';

/** Characters that a line of prose may have. */
export const WIDTH = 120;

const OPTIONS: Options = {
  parser: 'markdown',
  plugins: [markdown],
  proseWrap: 'always',
  printWidth: WIDTH,
  embeddedLanguageFormatting: 'off',
};

/** The nodes of prose; tables, code, headings and HTML are as wide as they are. */
const PROSE = ['paragraph', 'list', 'blockquote'];
const BEGIN = /^<!-- ?.*: written by .*-->$/;
const END = /^<!-- ?end of .*-->$/;

/** The paragraphs and lists that have a line that is too long, or all; what is written by programs is left alone. */
function prose(text: string, all: boolean): Node[] {
  const lines = text.split('\n');
  let generated = false;
  return tree(text).children.filter((node) => {
    if (node.type === 'html') generated = BEGIN.test(node.value) || (generated && !END.test(node.value));
    if (generated || !PROSE.includes(node.type)) return false;
    const { start, end } = node.position!;
    return all || lines.slice(start.line - 1, end.line).some((line) => line.length > WIDTH);
  });
}

/** `*so*`, as these documents have it, where Prettier writes `_so_`. */
function withStars(text: string): string {
  const characters = text.split('');
  visit(tree(text), 'emphasis', ({ position }: Emphasis) => {
    for (const at of [position!.start.offset!, position!.end.offset! - 1]) characters[at] = '*';
  });
  return characters.join('');
}

/** The document with its paragraphs and lists wrapped: of these each that has a line that is too long, or all. */
export async function wrapped({ text }: Pick<Document, 'text'>, all = false): Promise<string> {
  let whole = text;
  for (const { position } of prose(text, all).toReversed()) {
    const [from, to] = [position!.start.offset!, position!.end.offset!];
    const own = withStars((await format(text.slice(from, to), OPTIONS)).trimEnd());
    whole = `${whole.slice(0, from)}${own}${whole.slice(to)}`;
  }
  return whole;
}
