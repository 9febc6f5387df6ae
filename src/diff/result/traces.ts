import { isTree, type Tree } from '../../config/layers.ts';
import type { TraceFacts } from './result.ts';

/** What of a trace's header and totals tells it from another; the rest follows, or is told of the structures. */
const FACTS = ['source', 'command', 'catalogue', 'format', 'level', 'architecture', 'cpus', 'sha256'] as const;
const TOTALS = ['references', 'instructions', 'fetches', 'loads', 'stores', 'events', 'tasks', 'windows'] as const;

/** A trace as reports have it. */
export function traceFacts(trace: Tree): TraceFacts {
  const totals = isTree(trace.totals) ? trace.totals : {};
  const facts = new Map<string, string>();
  for (const [names, from] of [[FACTS, trace] as const, [TOTALS, totals] as const])
    for (const name of names) {
      const value = Object.hasOwn(from, name) ? from[name] : undefined;
      if (typeof value === 'string' || typeof value === 'number') facts.set(name, String(value));
    }
  return { name: facts.get('catalogue') ?? facts.get('source') ?? 'a trace', facts };
}

/** A trace as sweeps have it: its name and the hash of its content. */
export function namedTrace({ path, sha256 }: { path: string; sha256?: string | undefined }): TraceFacts {
  return { name: path, facts: new Map([['name', path], ...(sha256 === undefined ? [] : [['sha256', sha256] as const])]) };
} // biome-ignore format: a line
