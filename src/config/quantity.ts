import { entryOf } from '../entry.ts';
import { excerpt } from '../errors.ts';

/** Units by what they measure, each with its size in the first of its kind. */
const UNITS = {
  bytes: { B: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 },
  MB: { MiB: 1, KiB: 2 ** -10, GiB: 2 ** 10 },
  ns: { ns: 1, us: 1e3, ms: 1e6 },
  cycles: { cycles: 1 },
  MHz: { MHz: 1, GHz: 1000 },
  s: { s: 1, ns: 1e-9, us: 1e-6, ms: 1e-3, min: 60, h: 3600 },
  h: { h: 1, s: 1 / 3600, min: 1 / 60, days: 24 },
  perYear: { perYear: 1 },
} as const satisfies Record<string, Record<string, number>>;
type Kind = keyof typeof UNITS;

/** Multiples, which go with every number: 10M instructions. */
const MULTIPLES: Readonly<Record<string, number>> = { k: 1e3, M: 1e6, G: 1e9 };

/** Every unit there is, in the order in which people are told of them. */
const UNIT_NAMES = [...new Set([...Object.values(UNITS).flatMap((each) => Object.keys(each)), ...Object.keys(MULTIPLES)])]; // biome-ignore format: a list

/** Each character can match in one way only, so that no text takes long. */
export const QUANTITY = /^([-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?) ?([a-zA-Zµ]+)$/;

/** Characters of a number with its unit, or of a range, at most. */
export const MOST_QUANTITY = 200;

/** A text without blanks around it, and one where there are several. */
export const tidyBlanks = (text: string): string => text.trim().replace(/\s+/g, ' ');

/** A number with a unit behind it, as it was written. */
export interface Quantity {
  number: number;
  unit: string;
}

/** `256KiB`, `2.7 us`; undefined: the text is no number with letters behind it. */
export function parseQuantity(text: string): Quantity | undefined {
  const match = text.length > MOST_QUANTITY ? null : QUANTITY.exec(tidyBlanks(text));
  return match === null ? undefined : { number: Number(match[1]), unit: match[2] };
}

/** The product without the last digits' rounding errors. */
const times = (a: number, b: number): number => Number((a * b).toPrecision(15));

/**
 * A quantity in the unit of what it is given to; undefined as `unit`: a plain number. Between time and cycles it is converted by the
 * clock, in MHz. A text says what is wrong.
 */
export function inUnit({ number, unit }: Quantity, wanted: string | undefined, clock?: number): number | string {
  const own =
    wanted !== undefined && Object.hasOwn(UNITS, wanted) ? (UNITS[wanted as Kind] as Record<string, number>) : {};
  const size = entryOf(own, unit) ?? entryOf(MULTIPLES, unit);
  if (size !== undefined) return times(number, size);
  if (clock !== undefined && wanted === 'ns' && unit === 'cycles') return times(number, 1000 / clock);
  const ns = entryOf<number>(UNITS.ns, unit);
  if (clock !== undefined && wanted === 'cycles' && ns !== undefined) return times(number * ns, clock / 1000);
  const cross = wanted === 'ns' ? ['cycles'] : wanted === 'cycles' ? Object.keys(UNITS.ns) : [];
  const fits = [...Object.keys(own), ...cross, ...Object.keys(MULTIPLES)].join(', ');
  return UNIT_NAMES.includes(unit)
    ? `${excerpt(unit)} does not fit${wanted === undefined ? '' : `, this is in ${wanted}`}; expected a plain number or one in ${fits}`
    : `no such unit ${excerpt(unit)}; expected a plain number or one in ${fits}`;
}

/** Whether a value in this unit, given to something in that one, needs the clock. */
export const needsClock = (unit: string, wanted: string): boolean =>
  (wanted === 'ns' && unit === 'cycles') || (wanted === 'cycles' && Object.hasOwn(UNITS.ns, unit));
