import { type Generators, REFERENCES } from '../reference.ts';

/** Documents of the reference, by path. */
export const inReference = (documents: Generators): Generators =>
  Object.fromEntries(Object.entries(documents).map(([name, write]) => [`docs/reference/${name}`, write]));

/** Documents that a program writes from beginning to end, by path; those of the library are `LIBRARY_FILES`. */
export const WHOLE: Generators = inReference(REFERENCES);

export const isWhole = (path: string): boolean =>
  Object.hasOwn(WHOLE, path) || /^docs\/reference\/library(?:\.md$|\/)/.test(path);
