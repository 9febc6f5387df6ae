import type { Dependences } from '../../replay/counts/dependence.ts';
import { goneWith, nodeLost } from '../loss.ts';
import { type Amount, NONE } from '../recovery/actions.ts';
import { lostOf, type Machine, type Recovery, recovery } from '../recovery/recovery.ts';
import type { Study } from '../study.ts';
import type { StudyRow } from './availability.ts';

/**
 * The rows of a study of a replay's dependences: of every node, what recovering from its loss takes. Moments at which the same virtual machines are lost, and wait for the node's disks, are one row,
 * with their mean actions: exact, as times are sums of products with them.
 */
export function studyRows({ containment, hits, weights }: Study, { moments }: Dependences, machine: Machine): StudyRow[] {
  return hits.flatMap((row, node) => {
    const lost = lostOf(goneWith(containment, nodeLost(node)));
    const hanging = new Set([...containment.disks].flatMap(([disk, its]) => (its === node ? [disk] : [])));
    const alike = new Map<string, StudyRow[]>();
    for (const [n, { reasons }] of row.entries()) {
      const vms = Array.from(reasons.keys()).filter((vm) => reasons[vm] !== 0);
      const counted = recovery(moments[n], machine, lost, new Set(vms));
      const own = new Set(moments[n].mounts.flatMap(({ disk, vm }) => (hanging.has(disk) ? [vm] : [])));
      const each = { node, weight: weights[n], lost: vms, waiting: vms.filter((vm) => own.has(vm)), recovery: counted };
      const key = JSON.stringify([each.lost, each.waiting]);
      alike.set(key, [...(alike.get(key) ?? []), each]);
    }
    return [...alike.values()].map(meanRow);
  });
} // biome-ignore format: a signature

/** Rows that differ in their actions alone as one. */
function meanRow(rows: readonly StudyRow[]): StudyRow {
  const weight = rows.reduce((sum, row) => sum + row.weight, 0);
  const [first] = rows;
  if (rows.length === 1 || weight === 0) return { ...first, weight };
  const mean = (of: (actions: Recovery['actions']) => number): number =>
    rows.reduce((sum, row) => sum + row.weight * of(row.recovery.actions), 0) / weight;
  const names = Object.keys(first.recovery.actions) as (keyof Recovery['actions'])[];
  const amounts = names.map((name): [string, Amount] => {
    const amount = { total: mean((all) => all[name].total), most: mean((all) => all[name].most) };
    return [name, amount.total === 0 ? NONE : amount];
  });
  const actions = Object.fromEntries(amounts) as unknown as Recovery['actions'];
  return { ...first, weight, recovery: { ...first.recovery, actions } };
}
