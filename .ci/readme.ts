import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What commands print, as README shows it: `node .ci/readme.ts` writes it there. */
const README = new URL('../README.md', import.meta.url);
const CLI = fileURLToPath(new URL('../src/cli.ts', import.meta.url));

/** A command, as README shows it, and its output as the indented block behind it. */
const SHOWN = /^ {4}\$ (?:npm (start)|npm run -s disco -- (.*))\n\n((?: {4}.*\n|\n(?= {4}| *\n {4}))+)/gm;

/** Standard output of `disco` with these arguments, in a temporary folder, which takes what it writes. */
function outputOf(args: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'disco-readme-'));
  try {
    return execFileSync(process.execPath, [CLI, ...args], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** README with the output that each of its commands has now. Throws an Error where it shows none. */
export function withOutputs(text: string): string {
  let shown = 0;
  const written = text.replace(
    SHOWN,
    (all: string, start: string | undefined, args: string | undefined, block: string) => {
      shown++;
      const output = outputOf(start === undefined ? (args ?? '').split(' ') : [start]);
      const lines = output.trimEnd().split('\n').map((line) => (line === '' ? '' : `    ${line}`)); // biome-ignore format: a line
      return `${all.slice(0, all.length - block.length)}${lines.join('\n')}\n`;
    },
  );
  if (shown === 0) throw new Error('README.md shows no output of a command');
  return written;
}

if (import.meta.main) writeFileSync(README, withOutputs(readFileSync(README, 'utf8')));
