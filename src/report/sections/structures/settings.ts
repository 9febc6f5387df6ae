import type { Structure } from '../../../replay/structure/structure.ts';

/** A setting of the structures: its path, and its value in each, `–` where it has none. */
export interface Setting {
  path: string;
  values: string[];
  differs: boolean;
}

/** Every setting of some structures, side by side, in the order they are declared. Names and descriptions are not settings. */
export function settings(structures: readonly Structure[]): Setting[] {
  const flat = structures.map(({ name: _, description: __, ...rest }) => new Map(flatten('', rest)));
  const paths = [...new Set(flat.flatMap((each) => [...each.keys()]))];
  return paths.map((path) => {
    const values = flat.map((each) => each.get(path) ?? '–');
    return { path, values, differs: values.some((value) => value !== values[0]) };
  });
}

function flatten(path: string, value: unknown): [string, string][] {
  if (typeof value !== 'object' || value === null) return [[path, value === null ? 'none' : String(value)]];
  return Object.entries(value).flatMap(([key, inner]) => flatten(path === '' ? key : `${path}.${key}`, inner));
}
