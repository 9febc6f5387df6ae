import type { Counts } from '../../replay/counts/counts.ts';
import { WHY } from '../../replay/why/why.ts';
import { COST_BOUNDS, COST_NAMES, COST_TABLE, type CostName, type Costs } from '../cost-table.ts';
import { prepare } from '../price.ts';
import { chargedCosts, eventsByMode } from './charged.ts';
import { type IdleFacts, idleFacts } from './facts.ts';
import { whyIdle } from './reasons.ts';

/** Costs that waiting is computed from, and what must be there to wait for; beside the events that are charged by them. */
const WAITED: Partial<Record<CostName, (facts: IdleFacts) => boolean>> = {
  memoryOccupancy: ({ memoryUsers }) => memoryUsers > 1,
  processSwitch: ({ sleepers }) => sleepers,
  emulation: ({ sleepers, counts }) => sleepers && counts.structure.monitor !== null,
  virtualCpuSwitch: ({ sleepers, counts }) => sleepers && counts.structure.monitor !== null,
  diskAccess: ({ requests }) => requests > 0,
  diskSector: ({ sectors }) => sectors > 0,
  nfsRequest: ({ happened }) => happened('nfsRequest') > 0,
  nfsNameRequest: ({ happened }) => happened('nfsNameRequest') > 0,
};

/**
 * The costs that change no time of any of these counts whatever their values are, the others being as given, each with the reason as one
 * sentence without capital or stop. Exact: a cost that an event is charged by acts; one that only waiting follows from is tried.
 *
 * @param counts - of one trace or more
 * @param costs - the values of the others
 * @returns each such cost, and why
 * @example
 * ```ts
 * import { idleCosts, loadCosts, loadStructures, openTrace, replayAll } from 'disco-replay';
 *
 * const counts = await replayAll(await openTrace('padded'), loadStructures(['irix', 'disco']));
 * for (const [cost, why] of idleCosts(counts, loadCosts('flash'))) console.log(`${cost}: ${why}`);
 * ```
 */
export function idleCosts(counts: readonly Counts[], costs: Costs): ReadonlyMap<CostName, string> {
  if (counts.length === 0) return new Map();
  const each = counts.map((own) => idleOf(own, costs));
  const all = COST_NAMES.filter((name) => each.every((idle) => idle.has(name)));
  return new Map(
    all.map((name) => [
      name,
      together(
        each.map((idle) => idle.get(name)!),
        counts,
      ),
    ]),
  );
}

function idleOf(counts: Counts, costs: Costs): Map<CostName, string> {
  const facts = idleFacts(counts);
  const charged = chargedCosts(counts, facts.events);
  const warmedUp = chargedCosts(counts, eventsByMode(counts, true));
  const acts = (name: CostName): boolean =>
    charged.has(name) || (WAITED[name]?.(facts) === true && changes(counts, costs, name));
  const acting = new Set(COST_NAMES.filter(acts));
  if (COST_NAMES.some((name) => COST_TABLE[name][0] === 'cycles' && acting.has(name) && costs[name].value > 0))
    acting.add('clock');
  return new Map(
    COST_NAMES.filter((name) => !acting.has(name)).map((name) => [
      name,
      warmedUp.has(name) ? 'what it is the cost of happened in the warm-up alone' : whyIdle(name, facts),
    ]),
  );
}

/**
 * Whether a time is another where this cost is nothing, far higher, or all that it may be: waiting never falls with what is waited for, so
 * that what is alike at both ends is alike between.
 */
function changes(counts: Counts, costs: Costs, name: CostName): boolean {
  const form = prepare(counts);
  const { value, unit } = costs[name];
  const { min, max } = COST_BOUNDS[unit];
  const times = (tried: number): Float64Array => form.times({ ...costs, [name]: { ...costs[name], value: tried } }).ns;
  const given = times(value);
  return [min, Math.min(max, 10 * value + 1000), max].some((tried) => times(tried).some((ns, n) => ns !== given[n]));
}

/** One sentence of what holds for each structure. That some have no monitor says nothing where others have one. */
function together(reasons: readonly string[], counts: readonly Counts[]): string {
  const telling = new Set(reasons.filter((why) => why !== WHY.noMonitor));
  if (telling.size < 2) return telling.size === 1 ? [...telling][0] : reasons[0];
  return [...telling]
    .map((why) => {
      const names = counts.flatMap(({ structure }, n) => (reasons[n] === why ? [structure.name] : []));
      return `${[...new Set(names)].join(', ')}: ${why}`;
    })
    .join('; ');
}
