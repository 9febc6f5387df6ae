import { inUnit, MOST_QUANTITY, needsClock, parseQuantity, tidyBlanks } from '../../config/quantity.ts';
import { excerpt, UserError } from '../../errors.ts';

/** A value of a setting: what a line of YAML can hold. */
export type Scalar = number | string | boolean | null;

/** Values an axis may have, at most: a slip of the hand must not fill the memory. Each value is checked, and each has a row in the results. */
export const MOST_VALUES = 100_000;

const NUMBER = String.raw`[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?`;
const UNIT = ` ?(?!(?:step|log)(?![a-z]))([a-zA-Z]*)`;
/** Blanks are single ones by then: where several may stand, a text that is no range would be tried in every division of them. */
const RANGE = new RegExp(
  String.raw`^(${NUMBER})${UNIT} ?\.\. ?(${NUMBER})${UNIT} ?[: ] ?(step|log)? ?(${NUMBER})${UNIT}$`,
);

/** Two numbers, or three, with what people write between them who mean a range: `300-3000`, `32:128:32`, `1 to 5`, `300..3000`. */
const MEANT = new RegExp(String.raw`^(${NUMBER})${UNIT} ?(?:\.{2,3}|-|–|:|to) ?(${NUMBER})${UNIT}(?: ?(?:[:,]|by|step) ?(${NUMBER})${UNIT})?$`); // biome-ignore format: a pattern

/** How a text that means a range is spelt: `300..3000:100 or 300..3000:log5`; undefined: it means none. */
export function rangeMeant(text: string): string | undefined {
  const plain = tidyBlanks(text);
  const match = text.length > MOST_QUANTITY || Number.isFinite(Number(plain)) ? null : MEANT.exec(plain);
  if (match === null) return undefined;
  const [, from, fromUnit, to, toUnit, step, stepUnit] = match;
  const range = `${from}${fromUnit || toUnit}..${to}${toUnit}`;
  if (step !== undefined) return `${range}:${step}${stepUnit}`;
  const span = fromUnit === '' || fromUnit === toUnit ? Number(to) - Number(from) : 0;
  const doublings = Math.log2(Number(to) / Number(from));
  const log = `${range}:log${span > 0 && Number.isInteger(doublings) ? doublings + 1 : 5}`;
  return span > 0
    ? `${range}:${Math.max(roundStep(span), Number(from) > 0 && Number.isInteger(span) ? 1 : 0)}${toUnit} or ${log}`
    : log;
}

/** Whether a text wants to be a range: a number and dots behind it, or another spelling. */
export const looksLikeRange = (text: string): boolean =>
  (/^\s*[-+]?\d/.test(text) && text.includes('..')) || rangeMeant(text) !== undefined;

/** A step of 1, 2 or 5 and noughts that goes at most thirty times into a span. */
function roundStep(span: number): number {
  const size = 10 ** Math.floor(Math.log10(span / 30));
  return tidy(size * ([1, 2, 5].find((step) => step * size * 30 >= span * (1 - 1e-9)) ?? 10));
}

/**
 * The values of `300..3000:100`, or of `32..512:log5`: five values, each the same ratio above the one before. The first is always among
 * them; the last, if a step hits it. The numbers may have units, `256KiB..4MiB:log5`; `wanted` is the unit of what they are given to, and
 * values that a clock must convert keep theirs. Also read: `300..3000 step 100`, `32..512 log 5`. Values are finite, and no two are equal.
 * Throws UserError with what is wrong.
 */
export function parseRange(text: string, wanted?: string): (number | string)[] {
  const wrong = (why: string): UserError =>
    new UserError(`found ${excerpt(text)}: ${why}; a range is ${rangeMeant(text) ?? '300..3000:100 or 32..512:log5'}`);
  const match = text.length > MOST_QUANTITY ? null : RANGE.exec(tidyBlanks(text));
  if (match === null) throw wrong('no range');
  const log = match[5] === 'log';
  const units = [match[2], match[4], ...(log ? [] : [match[7]])];
  if (log && match[7] !== '') throw wrong('expected how many values, 2 or more');
  const foreign = wanted === undefined ? undefined : units.find((unit) => needsClock(unit, wanted));
  if (foreign !== undefined && units.some((unit) => unit !== foreign)) throw wrong(`expected all of it in ${foreign}`);
  const [from, to, size] = [match[1], match[3], match[6]].map((number, n) => {
    const unit = units[n] ?? '';
    const quantity = unit === '' || foreign !== undefined ? undefined : parseQuantity(`${number}${unit}`);
    const found = quantity === undefined ? Number(number) : inUnit(quantity, wanted);
    if (typeof found === 'string') throw wrong(found);
    if (!Number.isFinite(found)) throw wrong(`${number} is beyond all numbers`);
    return found;
  });
  const numbers = log ? ratios(from, to, size, wrong) : steps(from, to, size, wrong);
  if (new Set(numbers).size < numbers.length) throw wrong(`its ${numbers.length} values are not all different`);
  return foreign === undefined ? numbers : numbers.map((number) => `${number}${foreign}`);
}

type Wrong = (why: string) => UserError;

function ratios(from: number, to: number, size: number, wrong: Wrong): number[] {
  if (to < from) throw wrong('it runs downwards');
  if (!(from > 0)) throw wrong('equal ratios need a beginning above 0');
  if (!Number.isInteger(size) || size < 2) throw wrong('expected how many values, 2 or more');
  if (size > MOST_VALUES) throw wrong(`${size} values, expected at most ${MOST_VALUES}`);
  if (from === to) throw wrong('it ends where it begins');
  return Array.from({ length: size }, (_, n) => tidy(from * (to / from) ** (n / (size - 1))));
}

function steps(from: number, to: number, size: number, wrong: Wrong): number[] {
  if (to < from) throw wrong('it runs downwards');
  if (!(size > 0)) throw wrong('expected a step above 0');
  const last = Math.floor((to - from) / size + 1e-9);
  if (last >= MOST_VALUES) throw wrong(`${last + 1} values, expected at most ${MOST_VALUES}`);
  return Array.from({ length: last + 1 }, (_, n) => tidy(from + n * size));
}

/** The number without the last digits' rounding errors: 0.3 for 0.1 + 2 × 0.1, 64 for the second of `32..512:log5`. */
const tidy = (n: number): number => Number(n.toPrecision(12));
