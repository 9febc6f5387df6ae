import type { Counts } from '../replay/counts/counts.ts';
import type { CostName, Costs } from './costs.ts';
import { price, timeRows } from './price.ts';

function totalNs(counts: Counts, costs: Costs): number {
  let sum = 0;
  for (const { ns } of timeRows(price(counts, costs))) sum += ns;
  return sum;
}

/** Which of these costs change no time of any of these counts, as what they are the price of is not there or did not happen. */
export function unusedCosts(counts: readonly Counts[], costs: Costs, names: readonly CostName[]): CostName[] {
  const before = counts.map((each) => totalNs(each, costs));
  return names.filter((name) => {
    const { value } = costs[name];
    // Far up, since a latency below that of the level before it counts as nothing beyond.
    const raised = { ...costs, [name]: { ...costs[name], value: 10 * value + 1000 } };
    return counts.every((each, n) => totalNs(each, raised) === before[n]);
  });
}
