import type { Structure } from '../structure.ts';
import { leaves } from './compose.ts';
import type { DocumentName } from './documents.ts';
import { documentPath, documentPaths } from './homes.ts';

/** A value in which structures differ, with the document it belongs to; `placement` is whose turn it is, the guest's or the monitor's. */
export interface Difference {
  /** The document that the value belongs to. */
  document: DocumentName | 'run' | 'placement';
  /** The path of the value in the document. */
  path: string;
  /** Of each structure, `–` where it has no use for it. */
  values: string[];
}

/**
 * In what structures differ, in the order in which replay's values are declared. What one of them has no use for is no difference.
 *
 * @param structures - two or more
 * @returns a difference for each value
 * @example
 * ```ts
 * import { loadStructures, structureDifferences } from 'disco-replay';
 *
 * for (const { document, path, values } of structureDifferences(loadStructures(['4vm', '8vm']))) console.log(document, path, values);
 * ```
 */
export function structureDifferences(structures: readonly Structure[]): Difference[] {
  const flat = structures.map(
    (structure) =>
      new Map([
        ['monitor.kind', structure.monitor === null ? 'none' : 'disco'],
        ...leaves(structure).map(([path, value]): [string, string] => [path.join('.'), shown(value)]),
      ]),
  );
  const paths = [...new Set(flat.flatMap((each) => [...each.keys()]))];
  return paths.flatMap((path): Difference[] => {
    if (['name', 'description', 'monitor'].includes(path)) return [];
    const found = flat.map((each) => each.get(path));
    const known = found.filter((each) => each !== undefined);
    if (known.every((each) => each === known[0])) return [];
    const keys = path.split('.');
    const [document, ...within] = documentPath(keys, true);
    const placed = documentPaths(keys).length > 1 && document === 'monitor';
    const values = found.map((each) => each ?? '–');
    if (path === 'seed') return [{ document: 'run', path: 'run.seed', values }];
    if (placed) return [{ document: 'placement', path: keys.at(-1)!, values }];
    const name = document === 'machine' ? within.join('.') : [document, ...within].join('.');
    return [{ document: document as DocumentName, path: name, values }];
  });
}

const shown = (value: unknown): string =>
  value === null ? 'none' : typeof value === 'object' ? JSON.stringify(value) : String(value);

/**
 * In what the machines of structures differ: nothing, where they are the same machine.
 *
 * @param structures - two or more
 * @returns a difference for each value of the machines
 * @example
 * ```ts
 * import { loadStructures, machineDifferences } from 'disco-replay';
 *
 * for (const { path, values } of machineDifferences(loadStructures(['irix', 'uma']))) console.log(path, values);
 * ```
 */
export const machineDifferences = (structures: readonly Structure[]): Difference[] =>
  structureDifferences(structures).filter(({ document }) => document === 'machine');

/** Differences that a sentence names, at most. */
const MOST = 8;

/**
 * For people: whether the machine is the same, and what differs.
 *
 * @param structures - two or more
 * @returns sentences
 * @example
 * ```ts
 * import { differenceSentences, loadStructures } from 'disco-replay';
 *
 * console.log(differenceSentences(loadStructures(['irix', 'disco', 'uma'])));
 * ```
 */
export function differenceSentences(structures: readonly Structure[]): string[] {
  const all = structureDifferences(structures);
  const machine = all.filter(({ document }) => document === 'machine');
  const others = all.filter(({ document }) => document !== 'machine');
  return [
    machine.length === 0 ? 'Same machine.' : `Not the same machine: ${listed(machine)}.`,
    ...(others.length === 0 ? [] : [`What ${machine.length === 0 ? '' : 'else '}differs: ${listed(others)}.`]),
  ];
}

/** A value of more characters is named instead. */
const LONG = 40;

/** Values as a sentence has them: lists too long for one are called list A, list B and so on, in which `disco show structure` says what is. */
function inALine(values: readonly string[]): string[] {
  const long = [...new Set(values.filter(({ length }) => length > LONG))];
  return values.map((value) =>
    long.includes(value) ? `list ${String.fromCharCode(65 + long.indexOf(value))}` : value,
  );
}

function listed(differences: readonly Difference[]): string {
  const named = differences
    .slice(0, MOST)
    .map(({ path, values }) => `${path.replace(/\.(kind|system)$/, '')} ${inALine(values).join(' / ')}`);
  const rest = differences.length - named.length;
  return [...named, ...(rest > 0 ? [`${rest} more`] : [])].join('; ');
}
