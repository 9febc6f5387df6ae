import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));

/** What `disco` prints for these words, in a folder. Throws an Error where it fails. */
export const printed = (words: readonly string[], cwd: string): string =>
  execFileSync(process.execPath, [CLI, ...words], { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });

/** Some work in a temporary folder, which goes with all that was written into it. */
export function inFolder<T>(work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'disco-documents-'));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Output as documents show it: an indented block, without empty lines at its end. */
export const indented = (output: string): string =>
  output.trimEnd().split('\n').map((line) => (line === '' ? '' : `    ${line}`)).join('\n'); // biome-ignore format: a line
