import type { Root } from 'mdast';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';

const parser = unified().use(remarkParse).use(remarkGfm);
const trees = new Map<string, Root>();

/** The syntax tree of a Markdown text, parsed once. */
export function tree(text: string): Root {
  const known = trees.get(text) ?? parser.parse(text);
  trees.set(text, known);
  return known;
}
