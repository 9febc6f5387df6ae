import { EXHIBIT_NAMES, type ExhibitName } from '../exhibits/names.ts';
import { TOTAL } from '../experiments/verdicts.ts';
import type { BandRow } from './bands.ts';

/** How many of an exhibit's counted rows have the published number in their bands, and how wide the bands are. */
export interface Coverage {
  exhibit: ExhibitName | 'all';
  counted: number;
  inside50: number;
  inside90: number;
  /** Median width of the 90 % bands of totals (of all counted rows where there are none), in the unit of `widthOf`. */
  width: number;
}

/** Points of what is 100 in the exhibit; percent of the published number where nothing is. */
export const widthOf = ({
  exhibit,
  low,
  high,
  published,
}: Pick<BandRow, 'exhibit' | 'low' | 'high' | 'published'>): number =>
  exhibit === 'table2'
    ? 100 * (high - low)
    : ['fig6', 'table3'].includes(exhibit)
      ? (100 * (high - low)) / published
      : high - low;

/** Coverage of each exhibit that has counted rows, and of all together. */
export function coverageOf(rows: readonly BandRow[]): Coverage[] {
  const counted = rows.filter((row) => row.counted && !Number.isNaN(row.median));
  const of = (exhibit: Coverage['exhibit'], own: readonly BandRow[]): Coverage => {
    const totals = own.filter(({ segment }) => TOTAL.test(segment));
    return {
      exhibit,
      counted: own.length,
      inside50: own.filter(({ verdict }) => verdict === 'inside 50').length,
      inside90: own.filter(({ verdict }) => verdict !== 'outside').length,
      width: median((totals.length > 0 ? totals : own).map(widthOf)),
    };
  };
  const exhibits = EXHIBIT_NAMES.filter((name) => counted.some(({ exhibit }) => exhibit === name));
  return [
    ...exhibits.map((name) => of(name, counted.filter(({ exhibit }) => exhibit === name))),
    of('all', counted),
  ]; // biome-ignore format: a list
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted.length === 0 ? Number.NaN : (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}
