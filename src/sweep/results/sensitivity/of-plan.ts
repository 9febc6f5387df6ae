import { sensitivityRows } from '../../../price/sensitivity.ts';
import type { Counts } from '../../../replay/counts/counts.ts';
import type { Table } from '../../../report/tables/table.ts';
import type { PricedPlan } from '../../plan/points.ts';
import { sensitivityTable } from './table.ts';

/** Whether a study varies costs. */
const asksCosts = ({ grid }: PricedPlan): boolean =>
  grid.axes.some(({ settings }) =>
    settings.some(
      ({ costs, assignments }) => costs !== undefined || assignments.some(({ parameter }) => parameter.of === 'costs'),
    ),
  );

/** Each trace with a structure whose answer is asked for, and the one that this is over. */
export interface Asked {
  trace: number;
  configuration: number;
  /** Undefined: of a baseline alone, its time. */
  baseline: number | undefined;
}

/** What a study asks about costs: of each structure but the baseline its overhead, of a baseline alone its time; nothing where it varies no cost. */
export function askedOf(plan: PricedPlan): Asked[] {
  const { configurations, baseline } = plan.grid;
  if (!asksCosts(plan)) return [];
  if (configurations.length === 1) return plan.traces.map((_, trace) => ({ trace, configuration: 0, baseline: undefined }));
  const others = configurations.map((_, n) => n).filter((n) => n !== baseline);
  return plan.traces.flatMap((_, trace) => others.map((configuration) => ({ trace, configuration, baseline })));
} // biome-ignore format: a line

/** The number of the replay where each axis of the structure stands unless it is asked for another. */
export function ownReplay({ grid, replayOf }: PricedPlan, trace: number, configuration: number): number {
  const { sizes, structural } = grid.configurations[configuration];
  const variant = sizes.reduce((number, size, axis) => (structural[axis] ? number * size + grid.own[axis].setting : number), 0);
  return replayOf[trace][configuration][variant];
} // biome-ignore format: a line

/** How much one of the answers hangs on each cost, by its counts and those of the baseline. */
export const rowsOfAsked = ({ grid, traces }: PricedPlan, { trace, configuration }: Asked, counts: Counts, baseline: Counts | undefined) =>
  sensitivityRows(counts, grid.costs[0], baseline === undefined ? {} : { baseline }).map((row) => ({
    trace: traces[trace].path,
    structure: grid.configurations[configuration].name,
    ...row,
  })); // biome-ignore format: a signature

/** All of them as a table; undefined: nothing is asked. */
export const tableOfAsked = (rows: readonly ReturnType<typeof rowsOfAsked>[number][]): Table | undefined =>
  rows.length === 0 ? undefined : sensitivityTable.of(rows);
