import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PATTERNS = ['*.md', 'docs/**/*.md', 'traces/*.md', 'test/**/*.md', 'notebooks/*.md'];

export interface Document {
  /** From the root. */
  path: string;
  text: string;
}

export const pathOf = (path: string): string => join(ROOT, path);

/** Every Markdown document of the repository, by path. */
export const documents = (): Document[] =>
  globSync(PATTERNS, { cwd: ROOT })
    .sort()
    .map((path) => ({ path, text: readFileSync(pathOf(path), 'utf8') }));
