import type { Path } from '../../../config/layers.ts';
import { nodeAt } from '../../../config/schema.ts';
import { entryOf } from '../../../entry.ts';
import { DOCUMENT_NAMES, Documents } from './documents.ts';

/** Where replay reads a value of a document: natively, and under a monitor; null: it means nothing there. */
interface Home {
  native: string | null;
  monitored: string | null;
}

const both = (path: string): Home => ({ native: path, monitored: path });

/**
 * The one table between documents and what replay reads: the values that have other paths there. Of all others the machine's are at
 * their own path (`machine.tlb.entries` is `tlb.entries`), the monitor's below `monitor`, where there is one.
 */
const MOVED: Readonly<Record<string, Home>> = {
  'machine.cpus': { native: 'cpus', monitored: 'monitor.virtualCpus.cpus' },
  'machine.memory.machineMB': { native: null, monitored: 'monitor.memory.machineMB' },
  'machine.memory.pagesPerNode': both('numa.pagesPerNode'),
  'guest.system': both('guest'),
  'guest.profile': both('guestProfile'),
  'guest.affinityInstructions': both('affinityInstructions'),
  'guest.placement': { native: 'numa.placement', monitored: null },
  'guest.homes': { native: 'numa.homes', monitored: null },
  'monitor.placement': { native: null, monitored: 'numa.placement' },
  'monitor.homes': { native: null, monitored: 'numa.homes' },
};

/** A path of replay's -> the documents' paths, for those of the table. */
const BACK = Map.groupBy(
  Object.entries(MOVED).flatMap(([document, { native, monitored }]) =>
    [...new Set([native, monitored])].flatMap((path) => (path === null ? [] : [{ path, document }])),
  ),
  ({ path }) => path,
);

/** Parts of the machine at the top of what replay reads. */
const MACHINE_PARTS = ['pageBytes', 'cache', 'tlb', 'numa'];
/** What belongs to the run, and is in no document. */
const RUN = ['name', 'description', 'seed'];

/** Where replay reads what a document has at a path; null: nowhere. */
export function replayPath(path: Path, monitored: boolean): string[] | null {
  const moved = entryOf(MOVED, path.slice(0, 3).join('.')) ?? entryOf(MOVED, path.slice(0, 2).join('.'));
  if (moved !== undefined) {
    const to = monitored ? moved.monitored : moved.native;
    const depth = entryOf(MOVED, path.slice(0, 3).join('.')) === undefined ? 2 : 3;
    return to === null ? null : [...to.split('.'), ...path.slice(depth)];
  }
  if (path[1] === 'name' || path[1] === 'description') return null;
  if (path[0] === 'machine') return path.slice(1);
  if (path[0] === 'monitor') return monitored && path[1] !== 'kind' ? [...path] : null;
  return path[0] === 'guest' ? null : [...path];
}

/** The documents' paths that a path of replay's stands for: several where which is in force depends on the monitor. */
export function documentPaths(path: Path): string[][] {
  if (path[0] === 'guest' && path.length > 1) return [[...path]]; // by itself it is the guest's system
  for (let n = path.length; n > 0; n--) {
    const found = BACK.get(path.slice(0, n).join('.'));
    if (found !== undefined) return found.map(({ document }) => [...document.split('.'), ...path.slice(n)]);
  }
  return [MACHINE_PARTS.includes(path[0]) ? ['machine', ...path] : [...path]];
}

/** The document's path in force for a path of replay's. */
export const documentPath = (path: Path, monitored: boolean): string[] =>
  documentPaths(path).find((each) => replayPath(each, monitored) !== null) ?? [...path];

/** What a path that somebody wrote can mean, in documents' paths: none, one, or several where it is ambiguous. Old paths are replay's own. */
export function meanings(written: Path): string[][] {
  const path = written[0] === 'run' ? written.slice(1) : written;
  if (written[0] === 'run') return RUN.includes(path[0]) && path.length === 1 ? [[...path]] : [];
  if (RUN.includes(path[0])) return [[...path]];
  const old = documentPaths(path);
  const known = old.filter((each) => nodeAt(Documents, each) !== undefined);
  if (known.length > 0) return [known[0]];
  return DOCUMENT_NAMES.map((name) => [name, ...path]).filter((each) => nodeAt(Documents, each) !== undefined);
}
