import { isDeepStrictEqual } from 'node:util';
import type { Path } from '../../config/layers.ts';
import type { Counts } from '../counts/counts.ts';
import { leaves } from '../structure/documents/compose.ts';
import { documentPath } from '../structure/documents/homes.ts';
import { meansNothing, replayKeys } from '../structure/documents/reach.ts';
import type { Structure } from '../structure/structure.ts';
import { reasonedPath, whySettingIdle } from './settings.ts';
import { factsOfCounts } from './trace-facts.ts';
import { WHY } from './why.ts';

/**
 * Why a setting, by its path as people write it, changes no number of any of these replays of one trace, whatever its value; null: it may, in
 * one of them. Structures that have no use for it are passed over.
 */
export function whyIdleIn(path: Path, counts: readonly Counts[]): string | null {
  const own = counts.filter(({ structure }) => !meansNothing(path, structure));
  const reasons = own.map((each) => {
    const { structure, nodes } = each;
    const keys = replayKeys(path, structure);
    const why = keys === undefined ? null : whySettingIdle(keys, { structure, nodes, facts: factsOfCounts(each) });
    // Whoever asked for dependences has something fail.
    return why === WHY.nothingFails && each.dependences !== undefined ? null : why;
  });
  const known = reasons.filter((why) => why !== null);
  return known.length < reasons.length || known.length === 0 ? null : [...new Set(known)].join('; ');
}

/** Whether two replays counted the same: every number of theirs. */
export function sameCounts(a: Counts, b: Counts): boolean {
  const { structure: _, nodes: __, ...mine } = a;
  const { structure: ___, nodes: ____, ...other } = b;
  return isDeepStrictEqual(mine, other);
}

/** In what two replays with the same numbers differ, by the documents' paths, each with why it cannot act where that is known. */
export function idleDifferences(a: Counts, b: Counts): { path: string; why: string | null }[] {
  const [mine, others] = [a, b].map(({ structure }) => leavesOf(structure));
  const differ = [...new Set([...mine.keys(), ...others.keys()])].filter((path) => mine.get(path) !== others.get(path));
  const facts = factsOfCounts(a);
  const paths = new Set(differ.map((path) => reasonedPath(path.split('.')) ?? path));
  return [...paths].map((path) => {
    const keys = path.split('.');
    const [first, second] = [a, b].map(({ structure, nodes }) => whySettingIdle(keys, { structure, nodes, facts }));
    return { path: documentPath(keys, a.structure.monitor !== null).join('.'), why: first === second ? first : null };
  });
}

const leavesOf = ({ name: _, description: __, ...rest }: Structure): Map<string, string> =>
  new Map(leaves(rest).map(([path, value]) => [path.join('.'), JSON.stringify(value)]));
