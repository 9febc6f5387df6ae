import { EXHIBIT_FACTS } from '../exhibits/facts.ts';
import type { ExhibitName } from '../exhibits/names.ts';
import { TOTAL, toleranceOf } from '../experiments/verdicts.ts';
import type { ShownRow } from './rows.ts';

/** What is to be said first of an exhibit. */
export interface Summary {
  exhibit: ExhibitName;
  numbers: number;
  /** Of them, those that nothing was fitted to, how many of these are met, and the same of the totals among them. */
  predictions: number;
  met: number;
  totals: number;
  totalsMet: number;
  /** The prediction that is off by the most of what it may be; undefined without one. */
  worst: ShownRow | undefined;
}

export function summaryOf(exhibit: ExhibitName, rows: readonly ShownRow[]): Summary {
  const own = rows.filter((row) => row.exhibit === exhibit);
  const predictions = own.filter(({ fitted }) => !fitted);
  const totals = predictions.filter(({ segment }) => TOTAL.test(segment));
  const met = (some: readonly ShownRow[]): number => some.filter(({ verdict }) => verdict === 'met').length;
  const off = (row: ShownRow): number => {
    const difference = Math.abs(row.predicted - row.published);
    return difference === 0 ? 0 : difference / toleranceOf(EXHIBIT_FACTS[exhibit].aims, row);
  };
  const known = predictions.filter((row) => !Number.isNaN(off(row)));
  return {
    exhibit,
    numbers: own.length,
    predictions: predictions.length,
    met: met(predictions),
    totals: totals.length,
    totalsMet: met(totals),
    worst: known.toSorted((a, b) => off(b) - off(a))[0],
  };
}
