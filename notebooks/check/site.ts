import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { config, observable } from '@observablehq/notebook-kit/vite';
import { type InlineConfig, build as viteBuild } from 'vite';
import { CACHE, ROOT } from './places.ts';

/** Vite's settings for the notebooks of a folder. */
export const settings = (root: string): InlineConfig => ({
  ...config(),
  plugins: [observable()],
  root,
  configFile: false,
  logLevel: 'error',
});

/**
 * What the Node cells that are started while this variable stands may do. notebook-kit lets them read their own folder only; ours need the library beside it, and
 * keep counts in the cache.
 */
export const CELL_OPTIONS = `--allow-fs-read=${ROOT}/* --allow-fs-write=${CACHE}/*`;

/** Builds the notebooks of a folder into another, which it returns. Their Node cells are run anew: their cache knows nothing of the library. */
export async function build(root: string, pages: readonly string[]): Promise<string> {
  const outDir = join(CACHE, 'site');
  rmSync(join(root, '.observable'), { recursive: true, force: true });
  const { NODE_OPTIONS: before } = process.env;
  process.env.NODE_OPTIONS = CELL_OPTIONS;
  try {
    await viteBuild({
      ...settings(root),
      build: { outDir, emptyOutDir: true, chunkSizeWarningLimit: 2000, rollupOptions: { input: [...pages] } },
    });
  } finally {
    // No other program of ours would start with them.
    if (before === undefined) delete process.env.NODE_OPTIONS;
    else process.env.NODE_OPTIONS = before;
  }
  return outDir;
}
