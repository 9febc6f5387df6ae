import { enumerate } from '../text/words.ts';

/** Whether an axis of these numbers begins at 0: where that leaves half of the plot empty at most, or they are all one. */
export function fromZero(values: readonly number[]): boolean {
  const least = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const most = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  if (least === most || least * most <= 0) return true;
  return 2 * Math.min(Math.abs(least), Math.abs(most)) <= Math.max(Math.abs(least), Math.abs(most));
}

/** What a subtitle says of axes, each with its numbers, that do not begin at 0; nothing where all do. */
export function notFromZero(axes: readonly (readonly [name: string, values: readonly number[]])[]): string[] {
  const names = axes.filter(([, values]) => !fromZero(values)).map(([name]) => name);
  if (names.length === 0) return [];
  return [names.length === 1 ? `the axis of ${names[0]} does not begin at 0` : `the axes of ${enumerate(names)} do not begin at 0`]; // biome-ignore format: a line
}

/** An axis's domain, drawn out to 0 where an axis of these numbers begins there. */
export const domainOf = (values: readonly number[], [low, high]: readonly [number, number]): [number, number] =>
  fromZero(values) ? [Math.min(0, low), Math.max(0, high)] : [low, high];
