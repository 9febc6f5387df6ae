import { enumerate, integer, plural } from '../../report/text/words.ts';
import type { PricedPlan } from '../plan/points.ts';
import { bandsOfResults } from '../results/bands.ts';
import { type Digits, digitsOfResults } from '../results/digits.ts';
import type { ResultColumn } from '../results/point-prices.ts';
import type { Results } from '../results/results.ts';
import { findingOf } from './finding.ts';
import { REASONS, type Reason, tellingRows } from './telling-rows.ts';

/** Rows that are shown, at most; where there are no more points, all are. */
export const MOST_ROWS = 40;

/** The rows of some results that are shown. */
export interface ShownRows {
  /** Of points; of a study with draws, of what they make of each. */
  columns: readonly ResultColumn[];
  numbers: readonly number[];
  /** Decimals of the outputs' numbers. */
  digits: Digits;
  /** Why each of them is shown; undefined: all rows are. */
  why: readonly string[] | undefined;
  /** How many there are, which are shown, and where all are; '' where all are shown. */
  said: string;
}

/** The rows that tell what a sweep has found, and why each is there. */
export function shownRows(plan: PricedPlan, results: Results, finding = findingOf(plan, results)): ShownRows {
  const bands = bandsOfResults(results);
  const { columns, points } = bands ?? results;
  const digits = digitsOfResults(results);
  if (points <= MOST_ROWS) return { columns, digits, numbers: Array.from({ length: points }, (_, n) => n), why: undefined, said: '' };
  const file = bands === undefined ? 'results.csv' : 'bands.csv';
  if (finding === undefined) {
    const numbers = Array.from({ length: MOST_ROWS }, (_, n) => n);
    return { columns, digits, numbers, why: undefined, said: `The first ${MOST_ROWS} of ${plural(points, 'point')}, none of which has an answer; ${file} has all.` };
  }
  const { rows, left } = tellingRows(finding, MOST_ROWS);
  const has = (reason: Reason): boolean => rows.some(({ reasons }) => reasons.includes(reason));
  const shown = (Object.keys(REASONS) as Reason[]).filter(has).map((reason) => SAID[reason]);
  const more = left.length === 0 ? '' : ` There are more rows of these kinds: ${enumerate(left.map((reason) => SAID[reason]))}.`;
  return {
    columns,
    digits,
    numbers: rows.map(({ row }) => row),
    why: rows.map(({ reasons }) => reasons.map((reason) => REASONS[reason]).join(', ')),
    said: `${integer(rows.length)} of ${plural(points, 'point')}: ${enumerate(shown)}; ${file} has all.${more}`,
  };
} // biome-ignore format: long lines

const SAID: Readonly<Record<Reason, string>> = {
  best: 'the least',
  worst: 'the greatest of each structure',
  own: 'the structures’ own',
  sign: 'where the answer changes its sign',
  ranking: 'where structures change places',
  corner: 'the corners',
};
