import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

/** Where the package has it, built beforehand. */
const BUILT = new URL('../../live/page.js', import.meta.url);

/**
 * The script of pages that are made again where they are read: in the package a file, in a checkout bundled from the same sources. Undefined in a checkout without
 * what bundles it (npm's development dependencies).
 */
export async function pageScript(): Promise<string | undefined> {
  if (existsSync(BUILT)) return await readFile(BUILT, 'utf8');
  const { bundledScript } = await import('./bundle.ts');
  return await bundledScript();
}
