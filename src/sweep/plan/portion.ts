import { type Plan, tasksOf } from './plan.ts';
import { keysOf } from './task.ts';

/** What there is to do of a portion. */
export type Part = Pick<Plan, 'replays' | 'stored' | 'tasks'>;

/** Tasks of a plan if nothing of it were stored. */
export const allTasks = ({ replays }: Plan) => tasksOf(replays, true);

/** Deals a plan out to portions, whole tasks in turn: which replays are in which does not depend on what the store has by now. */
export function portionsOf(plan: Plan, of: number): Part[] {
  const { replays, stored } = plan;
  const numberOf = new Map(replays.map(({ key }, n) => [key, n]));
  const tasks = allTasks(plan).map((task) => keysOf(task).map((key) => numberOf.get(key)!));
  return Array.from({ length: of }, (_, portion) => {
    const own = tasks.filter((_, n) => n % of === portion).flat();
    const missing = own.filter((n) => !stored.has(n));
    return {
      replays: own.map((n) => replays[n]),
      stored: new Set(own.flatMap((n, i) => (stored.has(n) ? [i] : []))),
      tasks: tasksOf(missing.map((n) => replays[n]), true),
    }; // biome-ignore format: short
  });
}

/** `1-3,7,9-10` */
export function ranges(numbers: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const n of numbers) {
    const run = runs.at(-1);
    if (run !== undefined && n === run[1] + 1) run[1] = n;
    else runs.push([n, n]);
  }
  return runs.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(',');
}
