import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What `npm start` prints, as README shows it: `node .ci/readme.ts` writes it there. */
const README = new URL('../README.md', import.meta.url);
const CLI = fileURLToPath(new URL('../src/cli.ts', import.meta.url));
const COMMAND = '    $ npm start\n\n';

/** Standard output of `disco start`, whose report goes into a temporary folder. */
export function startOutput(): string {
  const folder = mkdtempSync(join(tmpdir(), 'disco-readme-'));
  try {
    return execFileSync(process.execPath, [CLI, 'start', '-o', join(folder, 'report')], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The document with that output as the indented block behind the command. */
export function withStart(text: string, output: string): string {
  const begin = text.indexOf(COMMAND) + COMMAND.length;
  const end = /\n(?! {4}|\n)/.exec(text.slice(begin));
  if (begin < COMMAND.length || end === null) throw new Error('README.md does not show npm start');
  const block = output
    .trimEnd()
    .split('\n')
    .map((line) => (line === '' ? '' : `    ${line}`))
    .join('\n');
  return `${text.slice(0, begin)}${block}\n${text.slice(begin + end.index)}`;
}

if (import.meta.main) writeFileSync(README, withStart(readFileSync(README, 'utf8'), startOutput()));
