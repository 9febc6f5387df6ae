import type { Costs } from '../../price/cost-table.ts';
import type { RecoveryCosts } from '../costs/recovery-cost-table.ts';
import { type Amount, RECOVERY_ACTION_NAMES, type RecoveryAction } from '../recovery/actions.ts';
import { actionsOf, type RecoveryTime, recoveryTime } from '../recovery/time.ts';
import type { StudyRow } from './availability.ts';

/** What recovering takes when a node fails, each as likely as the others, at any moment. */
export interface RecoverySummary {
  /** Means over nodes and time, in seconds; of the restart over those losses that take a virtual machine. */
  mean: RecoveryTime;
  /** The longest detection and recovery, in seconds, of the moments' means where the same virtual machines are lost. */
  longest: number;
  /** Mean actions. */
  actions: Record<RecoveryAction, Amount>;
}

/** Detection, recovery and the rest of a study's rows, under both tables of costs. */
export function recoverySummary(rows: readonly StudyRow[], own: RecoveryCosts, costs: Costs): RecoverySummary {
  const times = rows.map(({ recovery }) => recoveryTime(recovery, own, costs));
  const counted = rows.map(({ recovery }) => actionsOf(recovery, own));
  const mean = (of: (n: number) => number, counts: (row: StudyRow) => boolean = () => true): number => {
    const some = rows.reduce((sum, row) => sum + (counts(row) ? row.weight : 0), 0);
    return some === 0 ? 0 : rows.reduce((sum, row, n) => sum + (counts(row) ? row.weight * of(n) : 0), 0) / some;
  };
  const part = (name: keyof RecoveryTime): number => mean((n) => times[n][name]);
  const amount = (name: RecoveryAction): Amount => ({
    total: mean((n) => counted[n][name].total),
    most: mean((n) => counted[n][name].most),
  });
  return {
    mean: { detection: own.detection.value, recovery: part('recovery'), restart: mean((n) => times[n].restart, ({ lost }) => lost.length > 0), rereading: part('rereading') },
    longest: Math.max(0, ...times.map(({ detection, recovery }) => detection + recovery)),
    actions: Object.fromEntries(RECOVERY_ACTION_NAMES.map((name) => [name, amount(name)])) as Record<RecoveryAction, Amount>,
  };
} // biome-ignore format: records
