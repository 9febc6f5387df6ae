import { type Configuration, experiment } from '../experiments/experiments.ts';
import type { MOVING_EXPERIMENTS } from '../experiments/moving.ts';

export type Moving = (typeof MOVING_EXPERIMENTS)[number];

/**
 * Misses at which a page is hot, of which a fold of Figure 8 chooses one; the paper gives none. Steps of 32, the sharing threshold of Verghese et
 * al.'s base policy, about its 128 and the 96 for engineering (ASPLOS '96, recalled): both workloads' shares of local misses lie between the ends.
 */
export const TRIGGERS = [64, 96, 128, 160, 192] as const;

/** Misses by others that make a page shared are a quarter of the trigger in each of Verghese et al.'s policies: no number of its own. */
const SHARING = 1 / 4;

/** Name of the bar of a trigger. */
export const barOfTrigger = (trigger: number): string => `trigger ${trigger}`;

/** A workload's bars: IRIX and UMA as the experiment has them, and Disco's with each trigger. */
export function configurationsOf(name: Moving): Record<string, Configuration> {
  const { irix, disco, uma } = experiment(name).configurations;
  const source = 'a candidate of this fold';
  const withTrigger = (trigger: number): Configuration => ({
    ...disco,
    inputs: [
      ...disco.inputs,
      { name: 'monitor.hotPages.trigger', value: trigger, kind: 'fitted', source },
      { name: 'monitor.hotPages.sharing', value: SHARING * trigger, kind: 'derived', source },
    ],
  });
  return {
    irix,
    uma,
    ...Object.fromEntries(TRIGGERS.map((trigger) => [barOfTrigger(trigger), withTrigger(trigger)])),
  };
}
