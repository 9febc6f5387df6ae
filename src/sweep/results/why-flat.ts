import { idleCosts } from '../../price/idle/idle-costs.ts';
import type { Counts } from '../../replay/counts/counts.ts';
import { whyIdleIn } from '../../replay/why/idle-settings.ts';
import type { Plan } from '../plan/plan.ts';
import type { Store } from '../store/store.ts';
import { flatAxesOf, flatSentence } from './flat-axes.ts';

/** Replays of a trace that reasons are sought in, at most; of more it is said that nothing changes, and not why. */
const MOST = 32;

/** Numbers of the replays of a trace; undefined: too many to seek reasons in. */
export function replaysToAsk({ replayOf }: Pick<Plan, 'replayOf'>, trace: number): readonly number[] | undefined {
  const numbers = new Set(replayOf[trace].flatMap((variants) => [...variants]));
  return numbers.size > MOST ? undefined : [...numbers];
}

/** Axes of settings along which no number of any point changes, for each trace of which that holds: a sentence each. `prints`: of each point. */
export async function flatAxes(plan: Plan, prints: Float64Array, store: Store): Promise<string[]> {
  const sentences: string[] = [];
  for (const [trace, axes] of flatAxesOf(plan, prints).entries()) {
    if (axes.length === 0) continue;
    const counts = await countsOf(plan, store, trace);
    for (const axis of axes)
      sentences.push(
        flatSentence(plan, trace, axis, (parameter) => {
          if (counts === undefined) return null;
          return parameter.of === 'costs'
            ? (idleCosts(counts, plan.grid.costs[0]).get(parameter.cost) ?? null)
            : whyIdleIn(parameter.keys, counts);
        }),
      );
  }
  return sentences;
}

/** Counts of a trace through everything; undefined: of too much. */
async function countsOf(plan: Plan, store: Store, trace: number): Promise<Counts[] | undefined> {
  const numbers = replaysToAsk(plan, trace);
  if (numbers === undefined) return undefined;
  const counts: Counts[] = [];
  for (const number of numbers) {
    const { key, structure } = plan.replays[number];
    const kept = await store.get(key, structure);
    if (kept === undefined) return undefined;
    counts.push(kept.counts);
  }
  return counts;
}
