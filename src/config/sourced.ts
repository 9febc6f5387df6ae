import { isTree, type Writing } from './layers.ts';

/**
 * A number with its origin, `{ value, kind, source }`, that is written as a plain value, or whose value a flag sets: an assumption of
 * whoever writes it. All other writings stay as they are. `depth`: keys of the number's own path.
 */
export function sourced(writing: Writing, depth: number, flag: boolean): Writing[] {
  const { path, value, place } = writing;
  const plain = path.length === depth && !isTree(value);
  if (!plain && !(flag && path.length === depth + 1 && path[depth] === 'value')) return [writing];
  const assumed = { kind: 'assumed', source: flag ? place : `${place}, without a source`, value };
  return Object.entries(assumed).map(([key, each]) => ({
    path: [...path.slice(0, depth), key],
    value: each,
    place,
    replaces: false,
  }));
}
