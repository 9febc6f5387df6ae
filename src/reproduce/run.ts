import type { Costs } from '../price/costs.ts';
import { price, type Times } from '../price/price.ts';
import type { Counts } from '../replay/counts.ts';
import { replayAll } from '../replay/replay.ts';
import { loadWorkload, synthesize, type Workload } from '../trace/synthetic/index.ts';
import type { OpenOptions } from '../trace/trace.ts';
import { CONFIGURATIONS, type Configuration, costsOf, structureOf, type WorkloadName } from './configurations.ts';

/** A workload through one configuration. */
export interface Measured {
  counts: Counts;
  times: Times;
  costs: Costs;
}

export interface WorkloadRun {
  workload: Workload;
  bars: Record<Configuration, Measured>;
}

export interface RunOptions extends Pick<OpenOptions, 'onProgress' | 'signal'> {
  /** Overrides of the workload, of all structures and of all costs, as on the command line. */
  setWorkload?: readonly string[];
  set?: readonly string[];
  setCost?: readonly string[];
}

/** Replays a workload of section 5.5 once through all configurations of Figure 8 and prices them. Takes about half a minute. */
export async function runWorkload(name: WorkloadName, options: RunOptions = {}): Promise<WorkloadRun> {
  const { set, setCost, setWorkload, onProgress, signal } = options;
  const workload = loadWorkload(name, setWorkload);
  const structures = CONFIGURATIONS.map((configuration) => structureOf(name, configuration, set));
  const trace = synthesize(workload, `synthetic:${name}`, {
    ...(onProgress === undefined ? {} : { onProgress }),
    ...(signal === undefined ? {} : { signal }),
  });
  const all = await replayAll(trace, structures, {
    warmup: workload.warmup.value,
    ...(signal === undefined ? {} : { signal }),
  });
  const bars = CONFIGURATIONS.map((configuration, n) => {
    const costs = costsOf(configuration, setCost);
    return [configuration, { counts: all[n], costs, times: price(all[n], costs) }];
  });
  return { workload, bars: Object.fromEntries(bars) as Record<Configuration, Measured> };
}
