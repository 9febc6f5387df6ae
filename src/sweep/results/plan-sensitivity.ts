import { type Sensitivity, sensitivityRows } from '../../price/sensitivity.ts';
import type { Table } from '../../report/tables/table.ts';
import type { Plan } from '../plan/plan.ts';
import type { Store } from '../store/store.ts';
import { sensitivityTable } from './sensitivity-table.ts';

/**
 * How much a study's answer hangs on each cost, at the first setting of each axis of the structure: the overhead of each structure over the baseline, or
 * of a baseline alone its time; by trace and structure. Undefined where the study varies no cost.
 */
export async function planSensitivity(
  { grid, replays, replayOf, traces }: Plan,
  store: Store,
): Promise<Table | undefined> {
  const ofCosts = grid.axes.some(({ settings }) =>
    settings.some(
      ({ costs, assignments }) => costs !== undefined || assignments.some(({ parameter }) => parameter.of === 'costs'),
    ),
  );
  if (!ofCosts) return undefined;
  const rows: (Sensitivity & { trace: string; structure: string })[] = [];
  for (const [t, trace] of traces.entries()) {
    const countsOf = async (configuration: number) => {
      const { key, structure } = replays[replayOf[t][configuration][0]];
      return (await store.get(key, structure))?.counts;
    };
    const baseline = await countsOf(grid.baseline);
    for (const [n, { name }] of grid.configurations.entries()) {
      const alone = grid.configurations.length === 1;
      if (n === grid.baseline && !alone) continue;
      const counts = await countsOf(n);
      if (counts === undefined || baseline === undefined) continue;
      for (const row of sensitivityRows(counts, grid.costs[0], alone ? {} : { baseline }))
        rows.push({ trace: trace.path, structure: name, ...row });
    }
  }
  return rows.length === 0 ? undefined : sensitivityTable.of(rows);
}
