import { type Costs, loadCosts } from '../price/costs.ts';
import { loadStructure } from '../replay/presets.ts';
import type { Structure } from '../replay/structure.ts';

/** An input of an exhibit that was chosen so that a published number comes out, or for want of one. */
export interface Input {
  name: string;
  value: string | number | null;
  kind: 'fitted' | 'assumed' | 'published' | 'derived';
  source: string;
}

/** A bar of a figure: a preset of `src/replay/structures`, and what differs from it. */
export interface Configuration {
  preset: 'irix' | 'disco' | 'uma';
  inputs: readonly Input[];
}

/** A workload of the paper through some machines. */
export interface Experiment {
  /** What the paper calls it. */
  title: string;
  /** Preset of `src/trace/synthetic`. */
  workload: string;
  /** By the figure's labels; the first is 100 %. */
  configurations: Readonly<Record<string, Configuration>>;
}

/** Where pages are when nothing moves them: the same for IRIX and for Disco, which begins as IRIX does. */
export const PLACEMENT: Input = {
  name: 'numa.placement',
  value: 'fillFirst',
  kind: 'fitted',
  source:
    "Figure 8, IRIX bars: the shares of local misses are 1/8 and 1/16, and only one node's memory queues long enough to make 100 of UMA's 48",
};

/** Section 5.5: with 1 MB the largest data set would fit. */
const RAYTRACE_CACHE: Input = { name: 'cache.l2.sizeBytes', value: 262_144, kind: 'published', source: '5.5' };

const uniprocessor = (title: string, workload: string): Experiment => ({
  title,
  workload,
  configurations: { irix: { preset: 'irix', inputs: [] }, disco: { preset: 'disco', inputs: [] } },
});

/** IRIX and Disco with the same pages on the same nodes, and IRIX on a machine with one memory. */
const moving = (title: string, workload: string, inputs: readonly Input[]): Experiment => ({
  title,
  workload,
  configurations: {
    irix: { preset: 'irix', inputs: [PLACEMENT, ...inputs] },
    disco: { preset: 'disco', inputs: [PLACEMENT, ...inputs] },
    uma: { preset: 'uma', inputs },
  },
});

/** All experiments: those of section 5.2 on one CPU, and those of section 5.5 on eight and sixteen. */
export const EXPERIMENTS = {
  pmake: uniprocessor('pmake', 'pmake'),
  engineering: uniprocessor('engineering', 'engineering-1cpu'),
  raytrace: uniprocessor('raytrace', 'raytrace-1cpu'),
  database: uniprocessor('database', 'database'),
  engineering8: moving('engineering', 'engineering', []),
  raytrace16: moving('raytrace', 'raytrace', [RAYTRACE_CACHE]),
} as const satisfies Record<string, Experiment>;
export type ExperimentName = keyof typeof EXPERIMENTS;

/** An experiment, its configurations by name. */
export const experiment = (name: ExperimentName): Experiment => EXPERIMENTS[name];

/** The structure of a bar. Of the overrides, those of the monitor are for the bars that have one. */
export function structureOf({ preset, inputs }: Configuration, set: readonly string[] = []): Structure {
  const applicable = set.filter((text) => preset === 'disco' || !text.startsWith('monitor.'));
  return loadStructure(preset, [...inputs.map(({ name, value }) => `${name}=${value}`), ...applicable]);
}

/** The costs of a bar. In UMA every miss takes as long (5.5: 300 ns), one that another cache answers too. */
export function costsOf({ preset }: Configuration, set: readonly string[] = []): Costs {
  const costs = loadCosts('flash', set);
  if (preset !== 'uma') return costs;
  const { value, unit } = costs.localMemory;
  return { ...costs, dirtyMemory: { value, unit, kind: 'published', source: '5.5, all misses alike' } };
}
