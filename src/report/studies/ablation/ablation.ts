import type { Setting } from '../../../replay/ablation/mechanisms.ts';
import type { AblationPlan } from '../../../replay/ablation/plan.ts';
import { type Run, timeSums } from '../../run/run.ts';

/** A mechanism's worth. Overheads are percent of the native time on top of it; worths are differences of overheads, in points. */
export interface MechanismRow {
  name: string;
  section: string;
  setting: string;
  off: Setting;
  /** All others on, and this one off. */
  overheadWithout: number;
  /** What turning it off adds: positive where it saves time. */
  worthInFull: number;
  /** All others off. */
  overheadAlone: number;
  /** What turning it on alone takes away. */
  worthAlone: number;
}

/** What the monitor with all its mechanisms would cost if something were otherwise. */
export interface WhatIfRow {
  name: string;
  section: string;
  setting: string;
  value: Setting;
  overhead: number;
  /** What it would save, in points. */
  worth: number;
}

/** What each mechanism is worth. Overheads are percent of the native time on top of it; worths are differences of overheads, in points. */
export interface Ablation {
  /** Names of the native structure and of the monitor's. */
  native: string;
  /** Name of the monitor's structure. */
  monitor: string;
  /** Processor time of the native structure, ns. */
  nativeNs: number;
  /** Overhead with all mechanisms, %. */
  overheadFull: number;
  /** Overhead with none of them, %. */
  overheadBare: number;
  /** What all mechanisms are worth together. */
  together: number;
  /** Sums of the mechanisms' worths, each turned off by itself, and each on by itself. */
  sumInFull: number;
  /** Sum of the worths, each mechanism turned on by itself, in points. */
  sumAlone: number;
  /** In order of worth, the greatest first. */
  mechanisms: MechanismRow[];
  /** What the monitor would cost if something were otherwise, the greatest saving first. */
  whatIfs: WhatIfRow[];
  /** What was not replayed, and why. */
  idle: AblationPlan['idle'];
}

/**
 * The worth of each mechanism; `runs` are of the plan's structures, in their order.
 *
 * @param plan - what `planAblation` planned
 * @param runs - of the plan's structures, in their order
 * @returns what each mechanism is worth
 * @example
 * ```ts
 * import { ablationOf, factsOf, loadCosts, loadStructure, openTrace, planAblation, replayAll, runsOf } from 'disco-replay';
 *
 * const [irix, disco] = [loadStructure('irix'), loadStructure('disco')];
 * const trace = await openTrace('padded');
 * const { monitor } = disco;
 * if (monitor === null) throw new Error('there is nothing to turn off');
 * const plan = planAblation(irix, { ...disco, monitor }, await factsOf(trace, irix));
 * const runs = runsOf(trace, await replayAll(trace, plan.structures), loadCosts('flash'));
 * const { mechanisms } = ablationOf(plan, runs);
 * console.log(mechanisms.map(({ name, worthInFull }) => `${name}: ${worthInFull}`));
 * ```
 */
export function ablationOf(plan: AblationPlan, runs: readonly Run[]): Ablation {
  const totals = runs.map((run) => timeSums(run).total);
  const nativeNs = totals[plan.native];
  const overhead = (n: number): number => (nativeNs === 0 ? 0 : (100 * (totals[n] - nativeNs)) / nativeNs);
  const [full, bare] = [overhead(plan.full), overhead(plan.bare)];
  const mechanisms = plan.mechanisms.map(({ mechanism: { name, section, setting, off }, without, alone }) => ({
    name,
    section,
    setting: `monitor.${setting}`,
    off,
    overheadWithout: overhead(without),
    worthInFull: overhead(without) - full,
    overheadAlone: overhead(alone),
    worthAlone: bare - overhead(alone),
  }));
  const whatIfs = plan.whatIfs.map(({ whatIf: { name, section, setting, value }, changed }) => {
    const then = overhead(changed);
    return { name, section, setting: `monitor.${setting}`, value, overhead: then, worth: full - then };
  });
  return {
    native: runs[plan.native].structure.name,
    monitor: runs[plan.full].structure.name,
    nativeNs,
    overheadFull: full,
    overheadBare: bare,
    together: bare - full,
    sumInFull: mechanisms.reduce((sum, { worthInFull }) => sum + worthInFull, 0),
    sumAlone: mechanisms.reduce((sum, { worthAlone }) => sum + worthAlone, 0),
    mechanisms: mechanisms.sort((a, b) => b.worthInFull - a.worthInFull || b.worthAlone - a.worthAlone),
    whatIfs: whatIfs.sort((a, b) => b.worth - a.worth),
    idle: plan.idle,
  };
}
