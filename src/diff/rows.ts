import { GROUPS, type Group, type Item, type Measure, type Result } from './result/result.ts';

/** A number that two results have, and that is not the same in both. */
export interface DiffRow {
  /** What it is of, by the diff’s keys. */
  key: readonly (string | null)[];
  /** The measure’s name. */
  name: string;
  /** The measure, for people. */
  label: string;
  /** What the number is of. */
  group: Group;
  /** `ns`, `ms`, `%`, `events`, `pages`; empty for ratios. */
  unit: string;
  /** In the first result; null where it has none. */
  before: number | null;
  /** In the second result; null where it has none. */
  after: number | null;
  /** After less before; null where one of them is no number. */
  change: number | null;
  /** The change in percent of what was before; null where that is 0 or none. */
  percent: number | null;
  /** The change in points: of a time, percent of the first result’s base; of percentages, their difference; else null. */
  points: number | null;
}

/**
 * How much a change weighs within its group. Times and percentages: the change itself. Counts: in standard deviations of counts as
 * large, |b − a| ∕ √(a + b), that is the relative change times the root of how many there are: 10 that become 20 go before 1,000 that become
 * 1,010, and after 1,000 that become 2,000. Other numbers: the change by the larger of the two. All are the same in either direction.
 */
export function weightOf({ group, before, after, change }: Pick<DiffRow, 'group' | 'before' | 'after' | 'change'>): number {
  if (change === null || before === null || after === null) return -1; // after all that has a change
  const [size, a, b] = [change, before, after].map(Math.abs);
  if (group === 'count') return size === 0 ? 0 : size / Math.sqrt(a + b);
  return group === 'number' ? (size === 0 ? 0 : size / Math.max(a, b)) : size;
} // biome-ignore format: a signature

const ORDER = Object.keys(GROUPS) as Group[];
const textBefore = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Rows by group, in it the greatest change first; of equal ones by name. */
export function sortedRows(rows: readonly DiffRow[]): DiffRow[] {
  return rows
    .map((row) => ({ row, group: ORDER.indexOf(row.group), weight: weightOf(row), text: JSON.stringify([row.name, row.key]) }))
    .sort((a, b) => a.group - b.group || b.weight - a.weight || textBefore(a.text, b.text))
    .map(({ row }) => row);
} // biome-ignore format: long lines

/** A measure that two results have, over all that both have it of. */
export interface MeasureChange extends Measure {
  /** Numbers that both have, and those of them that differ. */
  compared: number;
  /** Numbers that both have and that differ. */
  changed: number;
  /** Of all compared. */
  mean: number;
  /** The least and the greatest change. */
  least: number;
  /** The greatest change. */
  greatest: number;
}

/** Items that stand for one another. */
export type Matched = readonly [key: Item['key'], a: Item, b: Item];

/** Every number of matched items: what differs, and each measure over all of them. */
export function compareNumbers(a: Result, b: Result, matched: readonly Matched[]): { rows: DiffRow[]; measures: MeasureChange[] } {
  const id = ({ group, name }: Measure): string => `${group} ${name}`;
  const other = new Map(b.measures.map((measure, n) => [id(measure), n]));
  const rows: DiffRow[] = [];
  const measures = a.measures.flatMap((measure, n): MeasureChange[] => {
    const m = other.get(id(measure));
    if (m === undefined) return [];
    const sums = { compared: 0, changed: 0, sum: 0, least: Number.POSITIVE_INFINITY, greatest: Number.NEGATIVE_INFINITY };
    for (const [key, one, two] of matched) {
      const [before, after] = [one.values[n] ?? null, two.values[m] ?? null];
      if (before === null && after === null) continue;
      const change = before === null || after === null ? null : after - before;
      if (change !== null) {
        sums.compared++;
        sums.sum += change;
        sums.least = Math.min(sums.least, change);
        sums.greatest = Math.max(sums.greatest, change);
      }
      if (before === after) continue;
      if (change !== null) sums.changed++;
      const percent = change === null || before === null || before === 0 ? null : (100 * change) / Math.abs(before);
      rows.push({ key, ...measure, before, after, change, percent, points: pointsOf(measure, change, a.base?.ns) });
    }
    const { sum, ...rest } = sums;
    return sums.compared === 0
      ? []
      : [{ ...measure, ...rest, mean: sum / sums.compared }];
  });
  return { rows: sortedRows(rows), measures };
} // biome-ignore format: long lines

function pointsOf({ unit }: Measure, change: number | null, base: number | undefined): number | null {
  if (change === null) return null;
  if (unit === '%') return change;
  return unit === 'ns' && base !== undefined && base > 0 ? (100 * change) / base : null;
}
