import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { VERSION } from './version.ts';

/** The folders whose code and profiles turn a trace into counts; test/sweep/keys.test.ts holds that none is missing. */
export const COUNTING_FOLDERS = ['replay', 'guest', 'trace', 'config'] as const;

let model: string | undefined;

/**
 * The program's version, and a hash of the code and profiles that turn a trace into counts: what was counted by another program is
 * counted anew, whether or not its version number tells.
 */
export function modelVersion(): string {
  if (model !== undefined) return model;
  const hash = createHash('sha256');
  const source = fileURLToPath(new URL('./', import.meta.url));
  for (const folder of COUNTING_FOLDERS)
    for (const file of fs.globSync(`${source}${folder}/**/*.{c,ts,js,yaml}`).sort())
      if (!file.endsWith('.d.ts')) hash.update(relative(source, file)).update('\0').update(fs.readFileSync(file));
  model = `${VERSION}+${hash.digest('hex').slice(0, 16)}`;
  return model;
}
