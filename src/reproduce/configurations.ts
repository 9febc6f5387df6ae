import { type Costs, loadCosts } from '../price/costs.ts';
import { loadStructure } from '../replay/presets.ts';
import type { Structure } from '../replay/structure.ts';

/** The workloads of section 5.5, each a preset of `src/trace/synthetic`. */
export const WORKLOAD_NAMES = ['engineering', 'raytrace'] as const;
export type WorkloadName = (typeof WORKLOAD_NAMES)[number];

/** The bars of Figure 8, each a preset of `src/replay/structures`. */
export const CONFIGURATIONS = ['irix', 'disco', 'uma'] as const;
export type Configuration = (typeof CONFIGURATIONS)[number];

/** An input of an exhibit that was chosen so that a published number comes out, or for want of one. */
export interface Input {
  name: string;
  value: string | number;
  kind: 'fitted' | 'assumed' | 'published' | 'derived';
  source: string;
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
const RAYTRACE_CACHE: Input = {
  name: 'cache.l2.sizeBytes',
  value: 262_144,
  kind: 'published',
  source: '5.5',
};

/** The structure of a bar. Of the overrides, those of the monitor are for the bar that has one. */
export function structureOf(
  workload: WorkloadName,
  configuration: Configuration,
  set: readonly string[] = [],
): Structure {
  const inputs = [
    ...(configuration === 'uma' ? [] : [PLACEMENT]),
    ...(workload === 'raytrace' ? [RAYTRACE_CACHE] : []),
  ];
  const applicable = set.filter((text) => configuration === 'disco' || !text.startsWith('monitor.'));
  return loadStructure(configuration, [...inputs.map(({ name, value }) => `${name}=${value}`), ...applicable]);
}

/** The costs of a bar. In UMA every miss takes as long (5.5: 300 ns), one that another cache answers too. */
export function costsOf(configuration: Configuration, set: readonly string[] = []): Costs {
  const costs = loadCosts('flash', set);
  if (configuration !== 'uma') return costs;
  const { value, unit } = costs.localMemory;
  return { ...costs, dirtyMemory: { value, unit, kind: 'published', source: '5.5, all misses alike' } };
}
