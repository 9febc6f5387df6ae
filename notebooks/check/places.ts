import { join } from 'node:path';

/** The notebooks' folder, and the clone's root above it. */
export const HERE = join(import.meta.dirname, '..');
export const ROOT = join(HERE, '..');
/** What is made along the way: counts, executed notebooks, the site. */
export const CACHE = join(HERE, '.cache');
