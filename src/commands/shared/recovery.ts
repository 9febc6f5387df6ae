import type { RecoveryCosts } from '../../failures/costs/recovery-cost-table.ts';

/**
 * Recovery costs by preset or file with the settings that are theirs (`recovery.detection=20ms`), and the other settings: replays know nothing of
 * them. Throws UserError.
 */
export async function recoveryOf(set: readonly string[], given = 'flash'): Promise<{ recovery: RecoveryCosts; set: string[] }> {
  const { loadRecoveryCosts } = await import('../../failures/costs/recovery-costs.ts');
  const { sortSettings } = await import('../../settings/sort.ts');
  const own = set.filter((each) => each.startsWith('recovery.'));
  const recovery = loadRecoveryCosts(given, sortSettings(own, ['recovery']).recovery);
  return { recovery, set: set.filter((each) => !own.includes(each)) };
} // biome-ignore format: a signature
