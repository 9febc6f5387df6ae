import { type PricedPlan, pointNumber } from '../plan/points.ts';
import type { Axis } from '../study/axes.ts';
import { combinations } from '../study/combinations.ts';
import type { Parameter } from '../study/parameters.ts';

/** Why a setting cannot act on a trace, a clause; null: that is not known. */
export type WhyFlat = (parameter: Parameter) => string | null;

/** Of each trace the axes of settings along which no number of any point changes. `prints`: of each point, a number that points with equal numbers share. */
export const flatAxesOf = (plan: PricedPlan, prints: Float64Array): Axis[][] =>
  plan.traces.map((_, t) => plan.grid.axes.filter((axis, a) => axis.path[0] === 'vary' && isFlat(plan, prints, t, a)));

function isFlat(plan: PricedPlan, prints: Float64Array, trace: number, axis: number): boolean {
  let varies = false;
  for (const [configuration, { sizes }] of plan.grid.configurations.entries()) {
    if (sizes[axis] === 1) continue;
    varies = true;
    const stride = sizes.slice(axis + 1).reduce((product, n) => product * n, 1);
    for (const settings of combinations(sizes.map((n, a) => (a === axis ? 1 : n)))) {
      const first = pointNumber(plan, { trace, configuration, settings });
      for (let n = 1; n < sizes[axis]; n++) if (prints[first + n * stride] !== prints[first]) return false;
    }
  }
  return varies;
}

/** A sentence on an axis along which nothing changes of a trace, with the reason where one is known. */
export function flatSentence({ traces }: PricedPlan, trace: number, { columns, settings: [{ assignments }] }: Axis, why: WhyFlat): string {
  const prefix = traces.length > 1 ? `${traces[trace].path}: ` : '';
  const known = [...new Set(assignments.map(({ parameter }) => why(parameter)))];
  const name = columns.join(' with ');
  return `${prefix}${known.includes(null) ? `no number changes along ${name}` : `${name} cannot act here: ${known.join('; ')}`}`;
} // biome-ignore format: a signature
