import type { Path } from '../config/layers.ts';
import { nodeAt, pathsOf, type SchemaNode } from '../config/schema.ts';
import { suggestion } from '../config/suggestion.ts';
import { entryOf } from '../entry.ts';
import { excerpt } from '../errors.ts';
import { RECOVERY_COST_NAMES } from '../failures/costs/recovery-cost-table.ts';
import { RECOVERY_COSTS } from '../failures/costs/recovery-costs.ts';
import { COST_PATHS, costPath } from '../price/costs/document.ts';
import { COST_NAMES, COSTS } from '../price/costs.ts';
import { DOCUMENT_NAMES, Documents, isDocument } from '../replay/structure/documents/documents.ts';
import { meanings } from '../replay/structure/documents/homes.ts';
import { Structure } from '../replay/structure/structure.ts';
import { WORKLOADS } from '../trace/synthetic/index.ts';

/** What a setting can be of. */
export type Subject = 'structure' | 'costs' | 'workload' | 'recovery';

/** What a path names: a value of a structure (`tlb.entries`), of costs (`remoteMemory`), of a workload, or of recovery costs (`recovery.detection`). */
export interface Placed {
  of: Subject;
  /** Without the prefix `costs`, `workload` or `recovery`; of a structure in the documents' spelling or replay's, as it was written. */
  path: string[];
}

/** Keys that every document has: they need their prefix. */
const EVERYWHERE: Readonly<Record<string, readonly string[]>> = {
  seed: ['run.seed', 'workload.seed'],
  name: ['run.name', 'costs.name', 'workload.name'],
  description: ['run.description', 'costs.description', 'workload.description'],
};

const inCosts = (path: Path): boolean => path.length > 0 && nodeAt(COSTS.schema, costPath(path)) !== undefined;
const inRecovery = (path: Path): boolean => path.length > 0 && nodeAt(RECOVERY_COSTS.schema, path) !== undefined;
const inWorkload = (path: Path): boolean => path.length > 0 && nodeAt(WORKLOADS.schema, path) !== undefined;

/**
 * What a path names, of these subjects. A bare key is the structure's; `recovery.` is never left out; `costs.`, `workload.`, `machine.`, `guest.`, `monitor.` and
 * `run.` say whose it is, and may be left out where one has the key alone. Else a sentence that says what is wrong and what may have been
 * meant.
 */
export function place(path: Path, among: readonly Subject[]): Placed | string {
  const [head, ...rest] = path;
  if (head === 'costs')
    return among.includes('costs') && inCosts(rest) ? { of: 'costs', path: rest } : unknown(path, among);
  if (head === 'recovery') {
    if (!among.includes('recovery'))
      return 'recovery settings are of commands in which hardware fails: disco failures, disco reproduce failures';
    return inRecovery(rest) ? { of: 'recovery', path: rest } : unknown(path, among);
  }
  if (head === 'workload') {
    if (!among.includes('workload'))
      return 'workload settings need a workload: synthetic:NAME or a file NAME.workload.yaml';
    return inWorkload(rest) ? { of: 'workload', path: rest } : unknown(path, among);
  }
  const prefixed = entryOf(EVERYWHERE, path.join('.'))?.filter((each) => {
    const [of] = each.split('.');
    return of === 'run' || among.includes(of as Subject);
  });
  if (prefixed !== undefined) return `${path.join('.')} needs its prefix: ${prefixed.join(' or ')}`;
  const own = meanings(path);
  const found: { written: string; placed: Placed }[] = own.map((each) => ({
    written: each.join('.'),
    placed: { of: 'structure', path: own.length === 1 ? [...path] : each },
  }));
  // `memory` is a group of several documents, and a group by itself is not set.
  if (among.includes('costs') && inCosts(path))
    found.push({ written: `costs.${path.join('.')}`, placed: { of: 'costs', path: [...path] } });
  if (among.includes('workload') && inWorkload(path))
    found.push({ written: `workload.${path.join('.')}`, placed: { of: 'workload', path: [...path] } });
  if (found.length > 1)
    return `${excerpt(path.join('.'))} is ambiguous; write ${found.map(({ written }) => written).join(' or ')}`;
  return found[0]?.placed ?? unknown(path, among);
}

let known: Record<Subject, string[]> | undefined;

/** Every path that may be written, by subject: replay's and the documents', costs by level and by name. */
export function settingPaths(): Record<Subject, string[]> {
  const labels = (path: string): boolean => /(^|\.)(name|description)$/.test(path);
  const documents = pathsOf(Documents).filter((path) => !labels(path) && isDocument(path.split('.')[0]));
  const shorter = documents.flatMap((path) => (path.startsWith('machine.') ? [path.slice('machine.'.length)] : []));
  const structure = [...new Set([...pathsOf(Structure).filter((path) => !labels(path)), ...shorter, ...documents])];
  return {
    structure,
    costs: [...COST_PATHS],
    recovery: [...RECOVERY_COST_NAMES],
    workload: pathsOf(WORKLOADS.schema).filter((path) => !labels(path)),
  };
}

function unknown(path: Path, among: readonly Subject[]): string {
  known ??= settingPaths();
  const text = path.join('.');
  const plain = among.includes(path[0] as Subject) ? path.slice(1) : path;
  const subjects = plain === path ? among : [path[0] as Subject];
  const all = subjects.flatMap((each) => known?.[each] ?? []);
  return `no such setting ${excerpt(text)}${nearest(plain, all)}; disco show settings and disco show costs list them`;
}

/** Words that can be the value of a structure's setting: those of its schema, true and false. */
export function wordsAt(path: Path): string[] {
  const words = (node: SchemaNode | undefined): unknown[] =>
    node === undefined ? [] : node.type === 'boolean' ? [true, false] : [...(node.enum ?? []), ...(node.anyOf ?? []).flatMap(words)];
  return [...new Set(words(nodeAt(Documents, meanings(path)[0] ?? path)).map(String))];
} // biome-ignore format: a line

/** The whole path if that is close, else what its last word may have meant: `memory.farNs` is near `memory.remote` by its words. */
function nearest(path: Path, all: readonly string[]): string {
  const whole = suggestion(path.join('.'), all);
  if (whole !== '') return whole;
  const last = path.at(-1) ?? '';
  const sameEnd = all.filter((each) => each.endsWith(`.${last}`) && !DOCUMENT_NAMES.some((name) => name !== 'monitor' && each.startsWith(`${name}.`))); // biome-ignore format: a line
  if (last !== '' && sameEnd.length > 0)
    return `; did you mean ${sameEnd
      .slice(0, 3)
      .map((each) => excerpt(each))
      .join(' or ')}?`;
  const words = new Set(path.flatMap(wordsOf));
  const score = (name: string): number => wordsOf(name).filter((word) => words.has(word)).length;
  const best = COST_NAMES.toSorted((a, b) => score(b) - score(a))[0];
  return score(best) >= 2 ? `; did you mean ${excerpt(best)}?` : suggestion(last, all);
}

const wordsOf = (name: string): string[] => name.split(/(?=[A-Z])|\d+/).map((word) => word.toLowerCase());
