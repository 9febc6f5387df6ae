import { z } from 'zod';
import { isTree, type Layer, type Path, type Tree, textOf, type Writing } from '../layers.ts';
import { isLeaf, isNullable, nodeAt } from '../schema.ts';
import type { Origin } from './origin-kinds.ts';
import { hasOrigin, origin } from './origins.ts';
import { parsed } from './parsed.ts';
import { type AnnotatedKind, priorsOf, resolved, sectionAt, type Written } from './priors.ts';
import type { Prior } from './spread.ts';

/** Where the numbers of a document come from and what they may be: kept beside its values, which stay plain. */
export interface Annotations {
  /** Of values that are written with their origin; `path` as in the configuration. */
  origins: readonly (Origin & { path: Path })[];
  priors: readonly Prior[];
}

/** Layers, in the spelling in which they are merged, without what they say of origins and priors; and what that is, once they are merged. */
export interface Stripped {
  layers: Layer[];
  /** Throws UserError for a prior that does not hold its own value. */
  annotations(tree: Tree): Annotations;
}

/**
 * Takes the section `priors` and the origins of plain values, `{ value, kind, source }`, out of layers. What a later layer writes is another
 * value: it has the origin and the prior that this layer gives it, or none. Throws UserError with file:line:column.
 */
export function withoutAnnotations(kind: AnnotatedKind, layers: readonly Layer[]): Stripped {
  if (kind.annotated !== true) return { layers: [...layers], annotations: () => ({ origins: [], priors: [] }) };
  const origins = new Map<string, Origin & { path: Path }>();
  const priors = new Map<string, Written>();
  const plain = layers.map((layer) => {
    const own = layer.flag ? layer.writings : layer.writings.filter(({ path }) => sectionAt(kind, path) < 0);
    const { writings, found } = valuesOf(kind, own);
    for (const writing of writings) {
      for (const [key, { paths, scaled, rest }] of priors)
        if ([...paths, ...scaled, ...rest].some((path) => overwrites(writing, path))) priors.delete(key);
      for (const [key, { path }] of origins) if (overwrites(writing, path)) origins.delete(key);
    }
    for (const each of found) origins.set(textOf(each.path), each);
    if (!layer.flag) for (const each of priorsOf(kind, layer)) priors.set(textOf(each.paths[0]), each);
    return { ...layer, writings };
  });
  return {
    layers: plain,
    annotations: (tree) => ({
      origins: [...origins.values()],
      priors: [...priors.values()].map((written) => resolved(kind, written, tree)),
    }),
  };
}

/** Whether a value is written anew: itself, or the whole that it is part of. */
function overwrites({ path, value, replaces }: Writing, of: Path): boolean {
  if (path.length > of.length || path.some((key, n) => key !== of[n])) return false;
  return replaces || !isTree(value);
}

/** Values with their origins as plain ones. */
function valuesOf(
  { schema }: AnnotatedKind,
  writings: readonly Writing[],
): { writings: Writing[]; found: (Origin & { path: Path })[] } {
  const isValue = ({ path, value }: Writing): boolean => {
    if (path.at(-1) !== 'value') return false;
    const node = nodeAt(schema, path.slice(0, -1));
    return (isLeaf(node) || (value === null && isNullable(node))) && !hasOrigin(nodeAt(schema, path.slice(0, -2)));
  };
  const annotated = new Map(writings.filter(isValue).map((each) => [textOf(each.path.slice(0, -1)), each]));
  if (annotated.size === 0) return { writings: [...writings], found: [] };
  const said = new Map<string, Tree>();
  const plain = writings.flatMap((writing) => {
    const { path, value } = writing;
    if (annotated.has(textOf(path))) return isTree(value) ? [] : [writing];
    const at = textOf(path.slice(0, -1));
    if (!annotated.has(at)) return [writing];
    const key = path.at(-1)!;
    if (key === 'value') return [{ ...writing, path: path.slice(0, -1) }];
    if (!['kind', 'source'].includes(key)) return [writing];
    said.set(at, { ...said.get(at), [key]: value });
    return [];
  });
  const found = [...annotated].map(([at, { path, place }]) => {
    const own = { kind: 'given', source: `${place}, without a source`, ...said.get(at) };
    return { path: path.slice(0, -1), ...parsed(z.strictObject(origin), own, place, path.slice(0, -1).join('.')) };
  });
  return { writings: plain, found };
}
