import { idleCosts } from '../../price/idle/idle-costs.ts';
import type { Counts } from '../../replay/counts/counts.ts';
import { whyIdleIn } from '../../replay/why/idle-settings.ts';
import type { Plan } from '../plan/plan.ts';
import { pointNumber } from '../plan/points.ts';
import type { Store } from '../store/store.ts';
import type { Axis } from '../study/axes.ts';
import { combinations } from '../study/configurations.ts';

/** Replays of a trace that reasons are sought in, at most; of more it is said that nothing changes, and not why. */
const MOST = 32;

/**
 * Axes of settings along which no number of any point changes, for each trace of which that holds: a sentence each, with the reason where one is known.
 * `prints`: of each point, a number that points with equal numbers share.
 */
export async function flatAxes(plan: Plan, prints: Float64Array, store: Store): Promise<string[]> {
  const sentences: string[] = [];
  for (const [t, trace] of plan.traces.entries()) {
    const flat = plan.grid.axes.filter((axis, a) => axis.path[0] === 'vary' && isFlat(plan, prints, t, a));
    if (flat.length === 0) continue;
    const counts = await countsOf(plan, store, t);
    const prefix = plan.traces.length > 1 ? `${trace.path}: ` : '';
    for (const axis of flat) sentences.push(`${prefix}${sentence(axis, plan, counts)}`);
  }
  return sentences;
}

function isFlat(plan: Plan, prints: Float64Array, trace: number, axis: number): boolean {
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

/** Counts of a trace through everything; undefined: of too much. */
async function countsOf({ replays, replayOf }: Plan, store: Store, trace: number): Promise<Counts[] | undefined> {
  const numbers = new Set(replayOf[trace].flatMap((variants) => [...variants]));
  if (numbers.size > MOST) return undefined;
  const counts: Counts[] = [];
  for (const number of numbers) {
    const kept = await store.get(replays[number].key, replays[number].structure);
    if (kept === undefined) return undefined;
    counts.push(kept.counts);
  }
  return counts;
}

function sentence(
  { columns, settings: [{ assignments }] }: Axis,
  { grid }: Plan,
  counts: readonly Counts[] | undefined,
): string {
  const reasons = assignments.map(({ parameter }) =>
    counts === undefined
      ? null
      : parameter.of === 'costs'
        ? (idleCosts(counts, grid.costs[0]).get(parameter.cost) ?? null)
        : whyIdleIn(parameter.keys, counts),
  );
  const known = [...new Set(reasons)];
  const name = columns.join(' with ');
  return known.includes(null) ? `no number changes along ${name}` : `${name} cannot act here: ${known.join('; ')}`;
}
