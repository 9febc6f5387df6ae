import { UserError } from '../errors.ts';
import { loadCosts } from '../price/costs.ts';
import { type Monitored, planAblation } from '../replay/ablation/plan.ts';
import { factsOf } from '../replay/ablation/trace-facts.ts';
import { replayAll } from '../replay/replay.ts';
import { type GivenStructure, loadStructures } from '../replay/structure/presets.ts';
import type { Structure } from '../replay/structure/structure.ts';
import { type CompareOptions, openFor } from './compare.ts';
import { runsOf } from './run/run.ts';
import { type Ablation, ablationOf } from './studies/ablation/ablation.ts';

/** How a trace is read, what it is replayed through, and how. */
export interface AblateOptions extends CompareOptions {
  /** The bare machine and the monitor. Default: irix and disco. */
  structures?: readonly [native: GivenStructure, monitored: GivenStructure];
}

/** The pair of an ablation. Throws UserError that begins with `place` unless the second has a monitor and the first has none. */
export function ablationPair([native, full]: readonly Structure[], place: string): [Structure, Monitored] {
  if (full.monitor === null)
    throw new UserError(`${place}: ${full.name} has no monitor; the second must have one, such as disco`);
  if (native.monitor !== null)
    throw new UserError(`${place}: ${native.name} has a monitor; the first is the bare machine, such as irix`);
  return [native, full as Monitored];
}

/**
 * What each mechanism of the monitor is worth on a trace, in percent of the bare machine's time: every one off by itself, and on by itself,
 * all in one reading. Throws UserError for a trace or a structure that is none.
 *
 * @param path - a trace, as `openTrace` takes it
 * @param options - structures, costs, settings, and how the trace is read and replayed
 * @returns what each mechanism is worth
 * @example
 * ```ts
 * import { ablate } from 'disco-replay';
 *
 * const { overheadBare, overheadFull, mechanisms } = await ablate('padded');
 * console.log(`${overheadBare} % without, ${overheadFull} % with: ${mechanisms[0].name} is worth most`);
 * ```
 */
export async function ablate(path: string, options: AblateOptions = {}): Promise<Ablation> {
  const { structures = ['irix', 'disco'], set = [], costs = 'flash', setCosts = [], cpus, map, ...replay } = options;
  const [native, full] = ablationPair(loadStructures(structures, set), 'structures');
  const trace = await openFor(path, [native, full], options);
  const plan = planAblation(native, full, await factsOf(trace, full, options.signal));
  const all = await replayAll(trace, plan.structures, replay);
  return ablationOf(plan, runsOf(trace, all, loadCosts(costs, setCosts)));
}
