import { costAssumptions, drawnStructure } from '../../bands/assumptions.ts';
import { type ChosenDraw, chosenDraws } from '../../bands/weighted-draws.ts';
import type { Counts } from '../../replay/counts/counts.ts';
import { type GivenStructure, settingsOfEach } from '../../replay/structure/presets.ts';
import type { Structure } from '../../replay/structure/structure.ts';
import { withBands } from '../../report/run/bands.ts';
import type { Run } from '../../report/run/run.ts';
import type { Sorted } from '../../settings/sort.ts';

/** Structural draws unless told otherwise: their structures are replayed in the same reading of the trace. */
export const DRAWS = 12;

/** Structures as draws make them, each once, and how the runs' bands come from what is counted of them. */
export interface DrawnStructures {
  structures: readonly Structure[];
  /** Of as many counts, in the order of `structures`. */
  bandsOf(runs: readonly Run[], counted: readonly Counts[]): Run[];
  note: string;
}

/** Draws, weighted as those that come with the program are, of structures that are compared. Throws UserError. */
export function drawStructures(
  given: readonly GivenStructure[],
  settings: Sorted,
  costs: string,
  count: number,
): DrawnStructures {
  const draws = chosenDraws(count);
  const own = settingsOfEach(given, settings.structure);
  const numbers = new Map<string, number>();
  const structures: Structure[] = [];
  const numberOf = (structure: Structure): number => {
    const { name: _, description: __, ...shape } = structure;
    const key = JSON.stringify(shape);
    const number = numbers.get(key) ?? structures.push(structure) - 1;
    numbers.set(key, number);
    return number;
  };
  const drawn = draws.map(({ quantileOf }: ChosenDraw) => given.map((each, n) => numberOf(drawnStructure(each, own[n], quantileOf)))); // biome-ignore format: a line
  const assumptions = costAssumptions(costs, settings.costs);
  return {
    structures,
    bandsOf: (runs, counted) => withBands(runs, draws, drawn.map((numbers) => numbers.map((n) => counted[n])), assumptions), // biome-ignore format: a line
    note: 'the bands’ draws have the weights of those that come with the program, by the native and fitted rows of the paper’s workloads: this trace has no published row of its own',
  };
}
