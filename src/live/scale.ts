/** Positions of a slider. */
export const STEPS = 1000;

/** The values of a slider: from 0 or a least value to a greatest, those above 0 at equal ratios. */
export interface Scale {
  from: number;
  to: number;
  /** Whether the leftmost position is 0. */
  zero: boolean;
}

/** From a quarter of what a cost is, or may be, to four times that, within its bounds; a cost of 0 goes up to `most`. */
export function scaleOf(value: number, range: readonly [number, number], bounds: { min: number; max: number }, most = 10_000): Scale {
  const least = Math.min(value, ...range);
  const greatest = Math.max(value, ...range);
  const to = Math.min(bounds.max, greatest === 0 ? most : 4 * greatest);
  const from = Math.max(bounds.min, least === 0 ? to / 10_000 : least / 4);
  return { from, to, zero: bounds.min === 0 };
} // biome-ignore format: a signature

/** The position of a value, 0 to STEPS: the nearest end of one outside. */
export function positionOf({ from, to, zero }: Scale, value: number): number {
  if (value <= 0) return 0;
  const along = Math.log(value / from) / Math.log(to / from);
  return Math.round(Math.min(STEPS, Math.max(zero ? 1 : 0, along * STEPS)));
}

/** The value at a position, to three digits. */
export function valueAt({ from, to, zero }: Scale, position: number): number {
  if (zero && position === 0) return 0;
  return Number((from * (to / from) ** (position / STEPS)).toPrecision(3));
}
