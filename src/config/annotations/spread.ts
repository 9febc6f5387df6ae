import { z } from 'zod';
import type { Path } from '../layers.ts';

const why = {
  also: z.array(z.string().min(1).max(200)).max(64).optional().describe('Paths of numbers that are this one again, and take its value in each draw.'), // biome-ignore format: a line
  scaled: z.array(z.string().min(1).max(200)).max(64).optional().describe('Paths of numbers that are multiplied in each draw as this one is, and rounded where they are whole.'), // biome-ignore format: a line
  rest: z
    .union([
      z.string().min(1).max(200),
      z.strictObject({ path: z.string().min(1).max(200), times: z.number().positive() }),
    ])
    .optional()
    .describe(
      'Path of the number that makes a sum with this one, which each draw keeps; `times`: how often it counts in that sum, once unless given.',
    ),
  reason: z.string().min(1).describe('Why it may be anything here, and nothing beyond.'),
  source: z.string().min(1).describe('What that rests on: other than the numbers it predicts.'),
};

const bound = z.union([z.number(), z.string().min(1).max(200)]);

const Range = z.strictObject({
  from: bound.describe('The least it may be, in its unit or with one.'),
  to: bound.describe('The most.'),
  scale: z
    .enum(['linear', 'log'])
    .optional()
    .describe('What equal distances are: differences (linear, unless given), or ratios (log).'),
  ...why,
});

const Choice = z.strictObject({
  oneOf: z.array(z.union([z.number(), z.string(), z.boolean(), z.null()])).min(2).max(64).describe('All that it may be, each as likely as the others.'), // biome-ignore format: a line
  ...why,
});

/** What a document says of an assumption: between which bounds, or which of a few values. */
export const PriorEntry = z.union([Range, Choice]);
export type PriorEntry = z.infer<typeof PriorEntry>;

export type Scalar = number | string | boolean | null;

/** What a number may be; `centre` is what its document says it is, and the median. */
export type Spread =
  | { from: number; to: number; scale: 'linear' | 'log'; whole: boolean; centre: number }
  | { oneOf: readonly Scalar[]; centre: Scalar };

/** A number that varies in proportion to another. */
export interface Scaled {
  path: Path;
  centre: number;
  whole: boolean;
  least: number;
  most: number;
}

/** A number that gives what another takes. */
export interface Rest {
  path: Path;
  centre: number;
  whole: boolean;
  /** How often it counts in the sum. */
  times: number;
}

/** What it is once the other is larger by `more`. */
export function restAfter({ centre, whole, times }: Omit<Rest, 'path'>, more: number): number {
  const value = centre - more / times;
  return whole ? Math.round(value) : value;
}

/** The prior of a number: what a draw may make of it. */
export interface Prior {
  /** As the document has it: `memory.dirty`. */
  key: string;
  /** Where it stands in the configuration, and where else its value does. */
  paths: readonly Path[];
  spread: Spread;
  /** Numbers that are multiplied by what this one is multiplied by; `least`, `most`: the bounds of their schema. */
  scaled: readonly Scaled[];
  /** The number that makes a sum with this one, which stays. */
  rest?: Rest;
  /** As the document writes it. */
  written: PriorEntry;
  reason: string;
  source: string;
  /** `file:line:column` of the prior. */
  place: string;
}

/**
 * The value at a quantile from 0 to 1. Of a range, half of the weight is on either side of the centre, evenly between it and the bound: the
 * quantile ½ is the document's own value. Of a choice each value has the same weight, and ½ is in the document's own.
 */
export function drawn(spread: Spread, quantile: number): Scalar {
  if (!(quantile >= 0 && quantile <= 1)) throw new RangeError(`no quantile: ${quantile}`);
  if ('oneOf' in spread) {
    const { oneOf, centre } = spread;
    const n = oneOf.length;
    // The values in a circle that begins opposite the centre, so that ½ is the middle of the centre's share.
    const turn = Math.floor(quantile * n - n / 2 + 0.5);
    return oneOf[(((oneOf.indexOf(centre) + turn) % n) + n) % n];
  }
  const { from, to, scale, whole, centre } = spread;
  const [a, b, t] = quantile < 0.5 ? [from, centre, 2 * quantile] : [centre, to, 2 * quantile - 1];
  if (t === 0) return a;
  const value = scale === 'log' ? a * (b / a) ** t : a + (b - a) * t;
  return whole ? Math.round(value) : Math.min(to, Math.max(from, value));
}

/** What a draw makes of the numbers of a prior: each path that it has, and the value there. */
export function drawnValues({ paths, spread, scaled, rest }: Prior, quantile: number): { path: Path; value: Scalar }[] {
  const value = drawn(spread, quantile);
  const own = paths.map((path) => ({ path, value }));
  if (rest !== undefined)
    own.push({ path: rest.path, value: restAfter(rest, (value as number) - (spread.centre as number)) });
  if (scaled.length === 0) return own;
  const factor = (value as number) / (spread.centre as number); // a range around a number above 0: priors.ts
  const others = scaled.map(({ path, centre, whole, least, most }) => {
    const times = Math.min(most, Math.max(least, centre * factor));
    return { path, value: whole ? Math.round(times) : times };
  });
  return [...own, ...others];
}
