import { documentKind } from '../../document.ts';
import type { Entry, Kind } from '../../kind.ts';

/** What shows them at work. */
const COMMAND = 'disco failures radix8';

const sets = documentKind({
  name: 'recovery-cost',
  plural: 'recovery-costs',
  group: 'What it costs',
  line: 'how long recovery from a failure takes, how often hardware fails',
  load: async () => ({ kind: (await import('../../../../failures/costs/recovery-costs.ts')).RECOVERY_COSTS }),
  entry: async () => ({ command: COMMAND, section: 'Sets of recovery costs' }),
});

/** Sets of recovery costs, which are documents, and what every set has. */
export const recoveryCostKind: Kind = {
  ...sets,
  entries: async () => [...(await sets.entries()), ...(await single())],
  full: async (name) => {
    const { RECOVERY_COST_NAMES } = await import('../../../../failures/costs/recovery-cost-table.ts');
    const cost = RECOVERY_COST_NAMES.find((each) => each === name);
    return cost === undefined
      ? sets.full(name)
      : (await import('../../reference/recovery-costs.ts')).recoveryCostText(cost, COMMAND);
  },
  reference: async () => (await import('../../reference/recovery-costs.ts')).recoveryCostReference(),
};

async function single(): Promise<Entry[]> {
  const { RECOVERY_COST_NAMES, RECOVERY_COST_TABLE, RECOVERY_UNITS } = await import(
    '../../../../failures/costs/recovery-cost-table.ts'
  );
  const { capital } = await import('../../../../report/text/words.ts');
  return RECOVERY_COST_NAMES.map((name) => {
    const [unit, meaning, group] = RECOVERY_COST_TABLE[name];
    return { name, line: `${meaning} In ${RECOVERY_UNITS[unit].long}.`, section: capital(group), command: COMMAND };
  });
}
