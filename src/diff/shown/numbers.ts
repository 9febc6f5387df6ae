import { decimal, digitsFor, integer, signed } from '../../report/text/words.ts';
import type { DiffRow } from '../rows.ts';

/** How the numbers of some rows are shown: all of one unit, which heads them. */
export interface Shown {
  unit: string;
  value(value: number | null): string;
  change(value: number | null): string;
}

const NONE = '–';

/** A format for rows of one unit: times in ms, counts whole, other numbers to four digits of the largest. */
export function shownFor(rows: readonly Pick<DiffRow, 'unit' | 'group' | 'before' | 'after'>[]): Shown {
  const [{ unit, group }] = rows;
  const scale = unit === 'ns' ? 1e-6 : 1;
  const largest = rows.reduce((most, { before, after }) => Math.max(most, Math.abs(before ?? 0), Math.abs(after ?? 0)), 0);
  const digits = unit === '%' ? 1 : digitsFor(largest * scale);
  const whole = group === 'count';
  const plain = (value: number): string => (whole ? integer(value) : decimal(value * scale, digits));
  const asSigned = (value: number): string => (whole ? signed(value, 0) : signed(value * scale, digits));
  return {
    unit: unit === 'ns' ? 'ms' : unit,
    value: (value) => (value === null ? NONE : plain(value)),
    change: (value) => (value === null ? NONE : asSigned(value)),
  };
} // biome-ignore format: a line

/** A relative change: `+12.3`, and how many times as much where percent say little. */
export function relative(percent: number | null): string {
  if (percent === null) return NONE;
  if (percent >= 999.95) return `×${decimal(1 + percent / 100, 1)}`;
  return signed(percent);
}

export const points = (value: number | null): string => (value === null ? NONE : signed(value));
