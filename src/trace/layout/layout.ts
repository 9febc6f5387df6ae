import { parseLine } from './grammar.ts';
import { compile, type Program } from './program.ts';
import { type ReadLines, readerOf } from './reader.ts';

/** A layout of a text with columns, ready to be read by. */
export interface Layout {
  /** The format's name, where it is a preset. */
  readonly name?: string | undefined;
  /** Alternatives of a line, in the order in which they are tried. */
  readonly alternatives: readonly { readonly program: Program; readonly read: ReadLines }[];
  /** What comments begin with; blanks may be before it. */
  readonly comments: readonly string[];
  /** Lines at the beginning that are no records. */
  readonly skipLines: number;
}

/** What a layout is made of: alternatives of a line, and what to pass over. */
export interface LayoutText {
  name?: string | undefined;
  lines: readonly string[];
  comments?: readonly string[] | undefined;
  skipLines?: number | undefined;
}

/** What comments begin with unless a layout says otherwise. */
const COMMENTS: readonly string[] = ['#'];

/** Makes a layout ready. Throws a UserError that shows what is wrong in it; `source` says where it comes from. */
export function layoutOf({ name, lines, comments, skipLines = 0 }: LayoutText, source: string): Layout {
  const alternatives = lines.map((line) => {
    const program = compile(parseLine(line, source), line);
    return { program, read: readerOf(program) };
  });
  const own = lines.map((line) => line.trimStart()[0]);
  return { name, alternatives, comments: comments ?? COMMENTS.filter((each) => !own.includes(each)), skipLines };
}
