import { COST_TABLE, type CostName } from '../../../price/cost-table.ts';
import { type Costs, loadCosts } from '../../../price/costs.ts';
import { eventsOf } from '../../../price/relations.ts';
import { SCENES, sceneOf, UNSEEN } from './scenes.ts';

/** Where a cost acts that does not where its event happens: waiting takes two who want the same. */
const ELSEWHERE: Partial<Record<CostName, keyof typeof SCENES>> = {
  memoryOccupancy: 'sharing',
  processSwitch: 'sharing',
};

let flash: Costs | undefined;

/** A sweep of half of a cost, all of it and twice as much, where there is something that it is the cost of. */
export function pricing(cost: CostName): string {
  flash ??= loadCosts('flash');
  const { value } = flash[cost];
  const values = value === 0 ? [0, 1, 2] : [value / 2, value, 2 * value];
  return `disco sweep ${sceneOfCost(cost)} --vary costs.${cost}=${written(values, COST_TABLE[cost][0])}`;
}

function sceneOfCost(cost: CostName): string {
  const scene = ELSEWHERE[cost];
  const { charged, waiting } = eventsOf(cost);
  const event = [...waiting, ...charged].find((each) => !UNSEEN.includes(each));
  return scene !== undefined ? SCENES[scene] : event === undefined ? SCENES.compile : sceneOf(event);
}

/** Values as short as they can be: of ns in a larger unit where there are many. */
function written(values: readonly number[], unit: string): string {
  const most = unit === 'ns' ? Math.max(...values) : 0;
  const [size, suffix] = most >= 1e6 ? [1e6, 'ms'] : most >= 1e4 ? [1e3, 'us'] : [1, ''];
  return values.map((value) => `${value / size}${suffix}`).join(',');
}
