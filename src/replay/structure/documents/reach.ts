import type { Path } from '../../../config/layers.ts';
import type { Structure } from '../structure.ts';
import { isDocument } from './documents.ts';
import { meanings, replayPath } from './homes.ts';

/** The document's path that is in force for a setting of this structure; of several meanings, the first. */
function pathIn(path: Path, { monitor }: Structure): string[] {
  const [found = [...path]] = meanings(path);
  const others = path[0] === 'numa' ? numaMeanings(found) : [found];
  return others.find((each) => replayPath(each, monitor !== null) !== null) ?? found;
}

/** An old path of placement stands for the guest's and the monitor's. */
const numaMeanings = (found: string[]): string[][] =>
  isDocument(found[0]) && found[0] === 'guest' ? [found, ['monitor', ...found.slice(1)]] : [found];

/** Whether a setting is within a part that the structure lacks: a monitor, nodes, a bare machine's placement. */
export function meansNothing(path: Path, structure: Structure): boolean {
  const at = pathIn(path, structure);
  if (at.length === 1 || at[1] === 'name' || at[1] === 'description') return false;
  if (at[0] === 'monitor' && at[1] === 'kind') return false;
  // An old path of the machine's is the monitor's still.
  if (path[0] === 'monitor' && structure.monitor === null) return true;
  const to = replayPath(at, structure.monitor !== null);
  if (to === null) return at[0] !== 'machine' || at.length > 2;
  return to[0] === 'numa' && to.length > 1 && structure.numa === null;
}

/** Why a setting means nothing to some structures, for people. */
export function partOf(path: Path): string {
  const [at = path] = meanings(path);
  if (at[0] === 'monitor' || path[0] === 'monitor') return 'no monitor';
  if (at[0] === 'guest' && path[0] !== 'numa') return 'pages are placed by the monitor';
  return at.includes('machineMB') ? 'no monitor' : 'no numa';
}

/** Where replay reads a setting of this structure; undefined: in no one place, so that the documents have to be composed anew. */
export function replayKeys(path: Path, structure: Structure): string[] | undefined {
  const at = pathIn(path, structure);
  if (isDocument(at[0]) && (at.length === 1 || at[1] === 'kind' || at[1] === 'name' || at[1] === 'description'))
    return undefined;
  if (at[0] === 'machine' && at[1] === 'memory' && at.length === 2) return undefined;
  if (at[0] === 'machine' && at[1] === 'numa' && at.length === 2) return undefined;
  if (at[0] === 'monitor' && (at[1] === 'memory' || at[1] === 'virtualCpus') && at.length === 2) return undefined;
  return replayPath(at, structure.monitor !== null) ?? undefined;
}
