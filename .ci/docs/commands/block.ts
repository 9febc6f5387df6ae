import type { Code } from 'mdast';

/** A command line that a document shows. */
export interface Command {
  command: string;
  /** Where it stands, from 1. */
  line: number;
  /** What it is shown to print, where it stands behind `$`. */
  output?: Output;
}

export interface Output {
  lines: string[];
  /** Numbers of its lines, from 0; the last one is not of it. */
  from: number;
  to: number;
  indent: string;
}

/** A block with such a line is of commands. */
const COMMAND = /^(?:\w+=\S* )*(?:disco|npm|node|npx|curl|valgrind) /;
const SHELLS = [null, undefined, 'sh', 'bash', 'shell', 'console'];
/** The first line of a block that is a file: a comment with its name. */
const FILE = /^(?:#|\/\/) ([\w./-]+\.[a-z]+)(?=$|[: ])/;

/** The file that a block says what is in; undefined: it is none. */
export const fileOf = (content: string): string | undefined => FILE.exec(content.split('\n')[0])?.[1];

/** The commands of a block of code: behind `$`, with what they print, or lines of their own. */
export function commandsOf({ value, lang, position }: Code, lines: readonly string[]): Command[] {
  const own = value.split('\n');
  const shown = own.some((line) => line.startsWith('$ '));
  if (!SHELLS.includes(lang) || !(shown || own.some((line) => COMMAND.test(line)))) return [];
  const begin = position!.start.line - 1;
  const start = /^\s*(?:```|~~~)/.test(lines[begin]) ? begin + 1 : begin;
  const indent = lines[start].slice(0, lines[start].length - own[0].length);
  const found: Command[] = [];
  let goesOn = false;
  for (const [n, text] of own.entries()) {
    const at = start + n + 1;
    const last = found.at(-1);
    const typed = shown ? text.startsWith('$ ') : /^[^#\s]/.test(text);
    if (goesOn) last!.command += `\n${text}`;
    else if (typed) found.push({ command: shown ? text.slice(2) : text, line: at });
    if (goesOn || typed) {
      goesOn = text.endsWith('\\');
      if (shown) found.at(-1)!.output = { lines: [], from: at, to: at, indent };
    } else if (last?.output !== undefined) {
      last.output.lines.push(text);
      last.output.to = at;
    }
  }
  return found;
}
