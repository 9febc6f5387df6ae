import { createHash } from 'node:crypto';
import fs, { existsSync, readFileSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeAside } from '../../trace/bytes/atomic-file.ts';

const SOURCE = fileURLToPath(new URL('../../', import.meta.url));
const CACHE = fileURLToPath(new URL('../../../node_modules/.cache/disco-replay/', import.meta.url));

/** The script of live pages, bundled from the sources of a checkout, and kept until one of them changes. Undefined without what bundles it. */
export async function bundledScript(): Promise<string | undefined> {
  const kept = join(CACHE, `page-${sourcesHash()}.js`);
  if (existsSync(kept)) return await readFile(kept, 'utf8');
  const script = await bundled();
  if (script !== undefined) {
    await mkdir(CACHE, { recursive: true });
    await writeAside(kept, (handle) => handle.writeFile(script));
  }
  return script;
}

/** The entry and all that it needs, in one script without names of its own. */
async function bundled(): Promise<string | undefined> {
  try {
    const { rolldown } = await import('rolldown');
    await using bundle = await rolldown({
      input: join(SOURCE, 'live/main.ts'),
      platform: 'browser',
      logLevel: 'silent',
    });
    const { output } = await bundle.generate({ format: 'iife', minify: true });
    return output[0].code.trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

function sourcesHash(): string {
  const hash = createHash('sha256');
  for (const file of fs.globSync('**/*.ts', { cwd: SOURCE }).sort()) hash.update(`${file}\0`).update(readFileSync(join(SOURCE, file)));
  return hash.update(readFileSync(join(SOURCE, '../package-lock.json'))).digest('hex').slice(0, 16);
} // biome-ignore format: short lines
