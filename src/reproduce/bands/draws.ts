import {
  type Assumption,
  costAssumptions,
  drawnCosts,
  drawnStructure,
  drawnWorkload,
  structureAssumptions,
  workloadAssumptions,
} from '../../bands/assumptions.ts';
import { costQuantiles, type DrawNumber, STRATA, structuralQuantiles } from '../../bands/design.ts';
import { type Costs, loadCosts } from '../../price/costs.ts';
import type { Sorted } from '../../settings/sort.ts';
import { type ExperimentName, experiment, inputSettings } from '../experiments/experiments.ts';
import { solveCosts } from '../experiments/fit-costs.ts';
import { type ExperimentPlan, type ExperimentRun, planExperiment } from '../experiments/run.ts';

/** How many draws, and which: structural ones at most 64, and so many costs for each. */
export interface DrawOptions {
  /** Of the draws: the same seed, the same bands. */
  seed: number;
  /** Draws of what structures and workloads assume, 1 to 64; each is replayed. */
  structural: number;
  /** Draws of what costs assume, for each of these. */
  costs: number;
}

/** The design of the bands that are committed. */
export const COMMITTED: DrawOptions = { seed: 1, structural: STRATA, costs: 16 };

/** An experiment as a structural draw makes it; draw 0 is the experiment itself. Throws UserError. */
export function drawnPlan(
  name: ExperimentName,
  draw: Omit<DrawNumber, 'costs'>,
  set?: Partial<Sorted>,
): ExperimentPlan {
  if (draw.structural === 0) return planExperiment(name, set);
  const quantileOf = structuralQuantiles({ ...draw, costs: 0 });
  return planExperiment(name, set, {
    structure: (preset, settings) => drawnStructure(preset, settings, quantileOf),
    workload: (preset, settings = []) => drawnWorkload(preset as string, settings, quantileOf),
  });
}

/** The costs of a draw, the fitted ones solved for: with them pmake's services take what they were fitted to. Draw 0, 0: as they are given. */
export function drawnCostsOf(
  draw: DrawNumber,
  pmake: ExperimentRun,
  given: Costs,
  assumptions: readonly Assumption[],
): Costs {
  if (draw.structural === 0 && draw.costs === 0) return given;
  const drawn = drawnCosts(given, assumptions, costQuantiles(draw));
  const solved = Object.entries(solveCosts(pmake, drawn)).map(([name, cycles]) => {
    const cost = drawn[name as keyof ReturnType<typeof solveCosts>];
    return [name, { ...cost, value: Math.max(0, cycles) }];
  });
  return { ...drawn, ...Object.fromEntries(solved) };
}

/** What is assumed of the costs, and those that are given. */
export function givenCosts(set: Sorted['costs'] = []): { costs: Costs; assumptions: Assumption[] } {
  return { costs: loadCosts('flash', set), assumptions: costAssumptions('flash', set) };
}

/** What is assumed of an experiment: of its workload, and of the structures of its bars, each once. */
export function structuralAssumptions(name: ExperimentName): Assumption[] {
  const { workload, configurations } = experiment(name);
  const ofStructures = Object.values(configurations).flatMap((configuration) => {
    const { own: documents, guest } = structureAssumptions(configuration.preset, inputSettings(configuration));
    return [...documents, ...guest];
  });
  return [...new Map([...workloadAssumptions(workload), ...ofStructures].map((each) => [each.id, each])).values()];
}
