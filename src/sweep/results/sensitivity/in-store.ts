import type { Counts } from '../../../replay/counts/counts.ts';
import type { Table } from '../../../report/tables/table.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Store } from '../../store/store.ts';
import { askedOf, ownReplay, rowsOfAsked, tableOfAsked } from './of-plan.ts';

/** How much a study's answers hang on each cost; undefined where it varies none. */
export async function planSensitivity(plan: Plan, store: Store): Promise<Table | undefined> {
  const countsOf = async (trace: number, configuration: number): Promise<Counts | undefined> => {
    const { key, structure } = plan.replays[ownReplay(plan, trace, configuration)];
    return (await store.get(key, structure))?.counts;
  };
  let last: { trace: number; counts: Counts | undefined } | undefined;
  const rows: ReturnType<typeof rowsOfAsked> = [];
  for (const asked of askedOf(plan)) {
    const counts = await countsOf(asked.trace, asked.configuration);
    if (asked.baseline !== undefined && last?.trace !== asked.trace)
      last = { trace: asked.trace, counts: await countsOf(asked.trace, asked.baseline) };
    const baseline = last?.counts;
    if (counts === undefined || (asked.baseline !== undefined && baseline === undefined)) continue;
    rows.push(...rowsOfAsked(plan, asked, counts, baseline));
  }
  return tableOfAsked(rows);
}
