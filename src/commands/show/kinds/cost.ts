import type { CostName } from '../../../price/cost-table.ts';
import { documentKind } from '../document.ts';
import type { Entry, Kind } from '../kind.ts';

const sets = documentKind({
  name: 'cost',
  plural: 'costs',
  group: 'What it costs',
  line: 'how long things take: in sets, and each by itself',
  load: async () => {
    const { COSTS } = await import('../../../price/costs.ts');
    const { costsDocument } = await import('../../../price/costs/document.ts');
    return { kind: COSTS, document: costsDocument };
  },
  entry: async (name) => ({ command: `disco compare radix8 --costs ${name}`, section: 'Sets of costs' }),
});

/** Sets of costs, which are documents, and the costs that every set has. */
export const costKind: Kind = {
  ...sets,
  entries: async () => [...(await sets.entries()), ...(await single())],
  alias: (name) => aliases.get(name) ?? name,
  full: async (name) => {
    const { COST_NAMES } = await import('../../../price/cost-table.ts');
    const cost = COST_NAMES.find((each) => each === name);
    return cost === undefined ? sets.full(name) : (await import('../reference/costs.ts')).costText(cost);
  },
  reference: async () => (await import('../reference/costs.ts')).costReference(),
};

/** Costs by their paths in files, once the entries are loaded: `memory.remote` of `remoteMemory`. */
const aliases = new Map<string, CostName>();

async function single(): Promise<Entry[]> {
  const { COST_NAMES, COST_TABLE } = await import('../../../price/cost-table.ts');
  const { shownCost } = await import('../../../price/costs/document.ts');
  const { capital } = await import('../../../report/text/words.ts');
  const { pricing } = await import('../reference/pricing.ts');
  return COST_NAMES.map((name) => {
    const [unit, meaning, group] = COST_TABLE[name];
    aliases.set(shownCost([name]).join('.'), name);
    return { name, line: `${meaning} In ${unit}.`, section: capital(group), command: pricing(name) };
  });
}
