import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const TRACES = new URL('../traces/', import.meta.url);

/** A trace that comes with the program, by its bare name (`radix8`), where there is no such file; else the path as it is. */
export function shipped(path: string): string {
  if (!/^[\w-]+$/.test(path) || existsSync(path)) return path;
  const file = fileURLToPath(new URL(`${path}.arrow`, TRACES));
  return existsSync(file) ? file : path;
}

/** Names of the traces that come with the program. */
export const shippedNames = (): string[] =>
  readdirSync(TRACES).filter((file) => file.endsWith('.arrow')).map((file) => file.slice(0, -6)).sort(); // biome-ignore format: short
