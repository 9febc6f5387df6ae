import { UserError } from '../../errors.ts';
import { type Plan, tasksOf } from './plan.ts';
import { keysOf } from './task.ts';

/** The `number`-th (from 1) of so many parts of a plan. */
export interface Portion {
  number: number;
  of: number;
}

/** What there is to do of a portion. */
export type Part = Pick<Plan, 'replays' | 'stored' | 'tasks'>;

/** Reads `3/12`. Throws UserError. */
export function parsePortion(text: string): Portion {
  const [number, of] = /^(\d{1,9})\/(\d{1,9})$/.exec(text)?.slice(1).map(Number) ?? [0, 0];
  if (number < 1 || number > of)
    throw new UserError(`--portion ${text}: expected I/N, such as 3/12: the third of twelve`);
  return { number, of };
}

/** Tasks of a plan if nothing of it were stored. */
export const allTasks = ({ replays, reading }: Plan) => tasksOf(replays, reading, true);

/** Deals a plan out to portions, whole tasks in turn: which replays are in which does not depend on what the store has by now. */
export function portionsOf(plan: Plan, of: number): Part[] {
  const { replays, stored, reading } = plan;
  const numberOf = new Map(replays.map(({ key }, n) => [key, n]));
  const tasks = allTasks(plan).map((task) => keysOf(task).map((key) => numberOf.get(key)!));
  return Array.from({ length: of }, (_, portion) => {
    const own = tasks.filter((_, n) => n % of === portion).flat();
    const missing = own.filter((n) => !stored.has(n));
    return {
      replays: own.map((n) => replays[n]),
      stored: new Set(own.flatMap((n, i) => (stored.has(n) ? [i] : []))),
      tasks: tasksOf(missing.map((n) => replays[n]), reading, true),
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
