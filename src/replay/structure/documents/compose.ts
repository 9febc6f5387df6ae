import { z } from 'zod';
import { isTree, type Path, type Tree } from '../../../config/layers.ts';
import { cachesOf } from '../shapes/cache-shape.ts';
import { Structure } from '../structure.ts';
import type { Documents } from './documents.ts';
import { documentPath, replayPath } from './homes.ts';

/** Values of a tree by their paths; lists are values. */
export function leaves(value: unknown, path: Path = []): [Path, unknown][] {
  return isTree(value)
    ? Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]))
    : [[path, value]];
}

function assign(tree: Tree, path: Path, value: unknown): void {
  let at = tree;
  for (const key of path.slice(0, -1)) {
    if (!isTree(at[key])) at[key] = {};
    at = at[key] as Tree;
  }
  at[path.at(-1)!] = value;
}

/** What replay reads, out of the documents. Its issues have the documents' paths. */
export function compose(documents: Documents): z.ZodSafeParseResult<Structure> {
  const monitored = documents.monitor.kind !== 'none';
  const { machine } = documents;
  const tree: Tree = { numa: machine.numa, monitor: monitored ? {} : null };
  if (tree.numa !== null) tree.numa = {};
  for (const [path, value] of leaves({ ...documents, machine: { ...machine, cache: cachesOf(machine.cache) } })) {
    const to = replayPath(path, monitored);
    if (to === null || value === undefined || (to[0] === 'numa' && tree.numa === null)) continue;
    if (to.length === 1 && to[0] === 'cpus' && value === null) continue; // natively as many as the trace has
    assign(tree, to, value);
  }
  const result = Structure.safeParse(tree);
  if (result.success) return result;
  const issues = result.error.issues.map((issue) => ({
    ...issue,
    path: documentPath(issue.path.map(String), monitored),
  }));
  return { success: false as const, error: new z.ZodError(issues) as z.ZodError<Structure> };
}

/** The documents that a structure is made of; values that it has no use for are left out. */
export function documentsOf(structure: Structure): Tree {
  const monitored = structure.monitor !== null;
  const tree: Tree = { machine: {}, guest: {}, monitor: { kind: monitored ? 'disco' : 'none' } };
  for (const [path, value] of leaves(structure)) {
    if (path.length === 1 && path[0] === 'monitor') continue;
    assign(tree, documentPath(path, monitored), value);
  }
  const { name, description, seed, ...rest } = tree;
  return { name, ...(description === undefined ? {} : { description }), seed, ...rest };
}
