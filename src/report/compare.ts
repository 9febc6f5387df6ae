import type { CostSettings, CostsInput } from '../price/costs/input.ts';
import { loadCosts } from '../price/costs.ts';
import { type ReplayOptions, replayAll } from '../replay/replay.ts';
import type { StructureSettings } from '../replay/structure/documents/input.ts';
import { type GivenStructure, loadStructures } from '../replay/structure/presets.ts';
import { granuleBitsFor, type Structure } from '../replay/structure/structure.ts';
import { openTrace } from '../trace/open.ts';
import type { OpenOptions, Trace } from '../trace/words/trace.ts';
import { type Run, runsOf } from './run/run.ts';

/** How a trace is read, what it is replayed through, and how. */
export interface CompareOptions extends ReplayOptions, Pick<OpenOptions, 'cpus' | 'map'> {
  /** The first is what the others are measured against. Default: irix and disco. */
  structures?: readonly GivenStructure[];
  /** Of all structures. */
  set?: StructureSettings;
  /** A preset, a file, or costs in place. Default: flash. */
  costs?: string | CostsInput;
  /** Settings of the costs. Default: none. */
  setCosts?: CostSettings;
}

/** A trace, opened as structures need it. */
export const openFor = (
  path: string,
  structures: readonly Structure[],
  { signal, cpus, map }: Pick<CompareOptions, 'signal' | 'cpus' | 'map'>,
): Promise<Trace> =>
  openTrace(path, {
    granuleBits: granuleBitsFor(...structures),
    ...(signal === undefined ? {} : { signal }),
    ...(cpus === undefined ? {} : { cpus }),
    ...(map === undefined ? {} : { map }),
  });

/**
 * A trace on several machines, all in one reading, as `disco compare` has it: a run for each structure, in their order, of which reports, tables
 * and charts are made. Times are in nanoseconds. Throws UserError for a trace, a structure, a setting or costs that are none.
 *
 * @param path - a trace, as `openTrace` takes it
 * @param options - structures, costs, settings, and how the trace is read and replayed
 * @returns a run for each structure
 * @example
 * ```ts
 * import { charts, compare, terminalReport, toSvg } from 'disco-replay';
 *
 * const runs = await compare('padded', { structures: ['irix', 'disco'], set: { 'tlb.entries': 128 } });
 * console.log(terminalReport(runs));
 * const svg = await toSvg(charts.breakdown(runs));
 * console.log(svg.length);
 * ```
 */
export async function compare(path: string, options: CompareOptions = {}): Promise<Run[]> {
  const { structures = ['irix', 'disco'], set = [], costs = 'flash', setCosts = [], cpus, map, ...replay } = options;
  const loaded = loadStructures(structures, set);
  const priced = loadCosts(costs, setCosts);
  const trace = await openFor(path, loaded, options);
  return runsOf(trace, await replayAll(trace, loaded, replay), priced);
}
