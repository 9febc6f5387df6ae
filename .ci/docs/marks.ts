import { suggestion } from '../../src/config.ts';
import type { Block, Blocks } from './block.ts';

/**
 * A block stands between two lines of their own: `<!-- NAME: written by … -->` and `<!-- end of NAME -->`. What the first says after `by` is rewritten,
 * too. Indented marks are text, as in an explanation of them.
 */
const BEGIN = /^<!-- ?(.*?): written by .*-->$/;
const END = /^<!-- ?end of (.*?) ?-->$/;
const COMMAND: Readonly<Record<Block['from'], string>> = {
  data: 'npm run docs',
  commands: 'npm run docs -- --outputs',
};

export interface Place {
  name: string;
  /** Numbers of the two marks' lines, from 0. */
  begin: number;
  end: number;
}

/** A document's blocks, and what is wrong with its marks, as `FILE:LINE: sentence`. */
export function placesIn(path: string, lines: readonly string[], known: Blocks): { places: Place[]; wrong: string[] } {
  const places: Place[] = [];
  const wrong: string[] = [];
  let open: { name: string; begin: number } | undefined;
  const unclosed = (): void => {
    if (open !== undefined) wrong.push(`${path}:${open.begin + 1}: the block "${open.name}" has no end; expected <!-- end of ${open.name} --> before the next mark`); // biome-ignore format: a line
  };
  for (const [n, line] of lines.entries()) {
    const [begun, ended] = [BEGIN, END].map((mark) => mark.exec(line)?.[1]);
    if (begun !== undefined) {
      unclosed();
      open = { name: begun, begin: n };
      if (!Object.hasOwn(known, begun)) wrong.push(`${path}:${n + 1}: no block is named "${begun}"${suggestion(begun, Object.keys(known))}; .ci/docs/registry.ts has their names`); // biome-ignore format: a line
    } else if (ended !== undefined) {
      if (open?.name === ended) places.push({ name: ended, begin: open.begin, end: n });
      else wrong.push(`${path}:${n + 1}: the end of "${ended}" without its beginning; expected <!-- ${ended}: written by … --> before it`); // biome-ignore format: a line
      if (open?.name !== ended) unclosed();
      open = undefined;
    }
  }
  unclosed();
  return { places, wrong };
}

/** The lines of a block with its marks. */
export const marked = (name: string, from: Block['from'], content: string): string =>
  `<!-- ${name}: written by ${COMMAND[from]} -->\n\n${content.trimEnd()}\n\n<!-- end of ${name} -->`;
