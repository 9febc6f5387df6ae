import { isDeepStrictEqual } from 'node:util';
import type { Path } from '../../config/layers.ts';
import type { CostName } from '../../price/cost-table.ts';
import { shownCost } from '../../price/costs/document.ts';
import { idleCosts } from '../../price/idle/idle-costs.ts';
import { idleDifferences, sameCounts, whyIdleIn } from '../../replay/why/idle-settings.ts';
import { enumerate } from '../text/words.ts';
import { configurationNames } from './report.ts';
import type { Run } from './run.ts';

/** What somebody set: paths of structures as they are written, and names of costs. */
export interface Given {
  structure: readonly Path[];
  costs: readonly string[];
}

/** What to know before a flat line is believed: what was set and can change no number of these runs of one trace. */
export function idleNotes(runs: readonly Run[], set: Given): string[] {
  const counts = runs.map((run) => run.counts);
  const settings = unique(set.structure.map((path) => path.join('.'))).flatMap((path) => {
    const why = whyIdleIn(path.split('.'), counts);
    return why === null ? [] : [`${path} cannot act here: ${why}`];
  });
  const idle = set.costs.length === 0 ? new Map<CostName, string>() : idleCosts(counts, runs[0].costs);
  const costs = [...idle].flatMap(([name, why]) =>
    set.costs.includes(name) ? [`${shownCost([name]).join('.')} cannot act here: ${why}`] : [],
  );
  return [...settings, ...costs];
}

const unique = (texts: readonly string[]): string[] => [...new Set(texts)];

/** The same of runs that are equal in all numbers: each with the first that has them, and in what they differ. */
export function equalRuns(runs: readonly Run[]): string[] {
  const names = configurationNames(runs);
  return runs.flatMap((run, n) => {
    const first = runs.findIndex((other) => sameNumbers(run, other));
    const differences = first === n ? [] : idleDifferences(runs[first].counts, run.counts);
    if (differences.length === 0) return [];
    const shown = differences.slice(0, MOST).map(({ path, why }) => (why === null ? path : `${path} (${why})`));
    const more = differences.length - shown.length;
    const all = enumerate([...shown, ...(more > 0 ? [`${more} more`] : [])]);
    return [`${names[first]} and ${names[n]} have the same numbers, as what they differ in changes none here: ${all}`];
  });
}

/** Differences that a note names, at most. */
const MOST = 6;

const sameNumbers = (a: Run, b: Run): boolean =>
  a === b ||
  (sameCounts(a.counts, b.counts) &&
    isDeepStrictEqual(a.times.cells, b.times.cells) &&
    isDeepStrictEqual(a.times.ns, b.times.ns));
