import type { MonitorShape, Structure } from '../structure/structure.ts';
import {
  cannotAct,
  MECHANISMS,
  type Mechanism,
  type Setting,
  settingOf,
  WHAT_IFS,
  type WhatIf,
  withSettings,
} from './mechanisms.ts';
import type { TraceFacts } from './trace-facts.ts';

/** A structure that has a monitor. */
export type Monitored = Structure & { monitor: MonitorShape };

/** Which structures an ablation replays. Numbers are indices into `structures`, each of which is there once. */
export interface AblationPlan {
  /** 0 is the bare machine, 1 the monitor as given. */
  structures: Structure[];
  /** Index of the bare machine. */
  native: 0;
  /** Index of the monitor as given. */
  full: 1;
  /** Every mechanism off. */
  bare: number;
  /** Each mechanism off by itself, and on by itself. */
  mechanisms: { mechanism: Mechanism; without: number; alone: number }[];
  /** Each thing that could be otherwise, and the index of the structure in which it is. */
  whatIfs: { whatIf: WhatIf; changed: number }[];
  /** What is not replayed, and why. */
  idle: { name: string; kind: 'mechanism' | 'what-if'; why: string }[];
}

/**
 * Plans an ablation of the monitor in `full` against `native`, for a trace of which these facts are known.
 *
 * @param native - the bare machine
 * @param full - the structure with the monitor
 * @param facts - what `factsOf` says of the trace
 * @returns the structures to replay
 * @example
 * ```ts
 * import { factsOf, loadStructure, openTrace, planAblation } from 'disco-replay';
 *
 * const [irix, disco] = [loadStructure('irix'), loadStructure('disco')];
 * const trace = await openTrace('padded');
 * const { monitor } = disco;
 * if (monitor === null) throw new Error('there is nothing to turn off');
 * const plan = planAblation(irix, { ...disco, monitor }, await factsOf(trace, irix));
 * console.log(plan.structures.length, plan.idle);
 * ```
 */
export function planAblation(native: Structure, full: Monitored, facts: TraceFacts): AblationPlan {
  const structures: Structure[] = [native, full];
  const known = new Map([[keyOf(full), 1]]);
  /** The index of `full` with these settings; a structure that is there already is not replayed twice. */
  const add = (name: string, changes: Record<string, Setting>): number => {
    const structure = { ...withSettings(full, changes), name };
    const key = keyOf(structure);
    const index = known.get(key) ?? structures.push(structure) - 1;
    known.set(key, index);
    return index;
  };
  const shape = full.monitor;
  const allOff = Object.fromEntries(MECHANISMS.map(({ setting, off }) => [setting, off]));
  const plan: AblationPlan = {
    structures,
    native: 0,
    full: 1,
    bare: add(`bare ${full.name}`, allOff),
    mechanisms: [],
    whatIfs: [],
    idle: [],
  };
  for (const mechanism of MECHANISMS) {
    const { name, kind, setting, off } = mechanism;
    const why = cannotAct(mechanism, full, facts);
    if (why !== null) {
      plan.idle.push({ name, kind, why });
      continue;
    }
    const given = settingOf(shape, setting);
    plan.mechanisms.push({
      mechanism,
      without: add(`${full.name} without ${name}`, { [setting]: off }),
      alone: add(`bare ${full.name} with ${name}`, { ...allOff, [setting]: given === off ? mechanism.on : given }),
    });
  }
  for (const whatIf of WHAT_IFS) {
    const { name, kind, setting, value } = whatIf;
    const asGiven = settingOf(shape, setting) === value ? 'it is so already' : null;
    const why = asGiven ?? cannotAct(whatIf, full, facts);
    if (why !== null) plan.idle.push({ name, kind, why });
    else plan.whatIfs.push({ whatIf, changed: add(`${full.name}, ${name}`, { [setting]: value }) });
  }
  return plan;
}

/** Equal for structures that differ in nothing but their names. */
const keyOf = ({ name: _, description: __, ...rest }: Structure): string => JSON.stringify(rest);
