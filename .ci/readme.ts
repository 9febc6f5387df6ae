import { readFileSync, writeFileSync } from 'node:fs';
import { indented, inFolder, printed } from './docs/command-line.ts';

/** What commands print, as README shows it: `node .ci/readme.ts` writes it there. */
const README = new URL('../README.md', import.meta.url);

/** A command, as README shows it, and its output as the indented block behind it. */
const SHOWN = /^ {4}\$ (?:npm (start)|npm run -s disco -- (.*))\n\n((?: {4}.*\n|\n(?= {4}| *\n {4}))+)/gm;

/** README with the output that each of its commands has now. Throws an Error where it shows none. */
export function withOutputs(text: string): string {
  let shown = 0;
  const written = text.replace(
    SHOWN,
    (all: string, start: string | undefined, args: string | undefined, block: string) => {
      shown++;
      const words = start === undefined ? (args ?? '').split(' ') : [start];
      const output = inFolder((folder) => printed(words, folder));
      return `${all.slice(0, all.length - block.length)}${indented(output)}\n`;
    },
  );
  if (shown === 0) throw new Error('README.md shows no output of a command');
  return written;
}

if (import.meta.main) writeFileSync(README, withOutputs(readFileSync(README, 'utf8')));
