import type { Aims, Comparison, Pair, Tolerance } from './comparison.ts';

/** Rows that others add up to, with the mark of their side, if the exhibit has two (`V total`). */
export const TOTAL = /^(.* )?(?:total|slowdown)$/;
/** A part may be off by so much of its total's tolerance: errors that cancel are no success. */
const CANCELLING = 1.5;

/** The tolerance of a row of an exhibit with these aims, in the exhibit's unit. */
export function toleranceOf({ total, parts, others = {} }: Aims, { segment, published }: Pair): number {
  return within(others[segment] ?? (TOTAL.test(segment) ? total : parts), published);
}

/** Greatest difference that still counts as met, in the exhibit's unit. */
const within = ({ units = 0, percent = 0 }: Tolerance, published: number): number =>
  Math.max(units, (percent / 100) * Math.abs(published));

/**
 * The verdicts of an exhibit's rows. A total is met where its own difference is within its tolerance and that of none of its parts is beyond
 * 1.5 times that. Where the published parts do not add up to the published total, ours is held to their sum.
 */
export const judged = ({ total, parts, others = {} }: Aims, pairs: readonly Pair[]): Comparison[] =>
  pairs.map((pair) => {
    const side = TOTAL.exec(pair.segment);
    const own = others[pair.segment] ?? (side === null ? parts : total);
    if (side === null) return { ...pair, verdict: verdictOf(near(pair, within(own, pair.published))) };
    const its = pairs.filter(
      ({ workload, configuration, segment }) =>
        workload === pair.workload &&
        configuration === pair.configuration &&
        segment.startsWith(side[1] ?? '') &&
        !TOTAL.test(segment) &&
        !(segment in others),
    );
    const published = its.reduce((sum, part) => sum + part.published, 0);
    const allowed = within(own, published);
    const met = near({ ...pair, published }, allowed) && its.every((part) => near(part, CANCELLING * allowed));
    return { ...pair, verdict: verdictOf(met) };
  });

const near = ({ published, predicted }: Pair, allowed: number): boolean => Math.abs(predicted - published) <= allowed;
const verdictOf = (met: boolean): Comparison['verdict'] => (met ? 'met' : 'missed');
