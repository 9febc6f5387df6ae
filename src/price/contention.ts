import type { Counts } from '../replay/counts.ts';
import { CONTEXT_COUNT } from '../replay/event.ts';
import { solve } from './mva.ts';
import { PART_COUNT, PART_NAMES, type Part } from './parts.ts';

const at = (part: Part): number => PART_NAMES.indexOf(part);
const MEMORY = [at('memoryStall'), at('remoteStall')];

/**
 * Adds the time CPUs queue at the nodes' memories to one interval's times (shape `[cpu][context][part]`, ns, changed in place).
 *
 * A closed queueing network solved by exact mean value analysis: the customers are the CPUs, one of each class; the
 * stations are the nodes' memory banks, with a service time of `occupancy` ns a transaction, which an unloaded latency includes already; all else a
 * CPU does is think time. A CPU's queueing is shared among its contexts as its waiting for memory is.
 */
export function addContention(counts: Counts, interval: number, occupancy: number, times: Float64Array): void {
  const { cpus, nodes, visits, structure } = counts;
  const mine = visits.subarray(interval * cpus * nodes, (interval + 1) * cpus * nodes);
  if (structure.numa === null || occupancy === 0 || !mine.some((n) => n > 0)) return;
  const { cpusPerNode, banks: banked } = structure.numa;
  const banks = banked === 'cpus' ? cpus : banked;
  const stations = nodes * banks;
  const demand = Float64Array.from(
    { length: cpus * stations },
    (_, i) => (mine[Math.floor(i / banks)] * occupancy) / banks,
  );
  const think = new Float64Array(cpus);
  const population = new Int32Array(cpus);
  const perCpu = CONTEXT_COUNT * PART_COUNT;
  for (let cpu = 0; cpu < cpus; cpu++) {
    const busy = sum(times.subarray(cpu * perCpu, (cpu + 1) * perCpu));
    think[cpu] = Math.max(0, busy - sum(demand.subarray(cpu * stations, (cpu + 1) * stations)));
    population[cpu] = busy > 0 ? 1 : 0;
  }
  const { residence } = solve({ stations, demand, think, population });
  for (let cpu = 0; cpu < cpus; cpu++) {
    const home = Math.floor(cpu / cpusPerNode) % nodes;
    let local = 0;
    let remote = 0;
    for (let station = 0; station < stations; station++) {
      const at = cpu * stations + station;
      const waiting = Math.max(0, residence[at] - demand[at]);
      if (Math.floor(station / banks) === home) local += waiting;
      else remote += waiting;
    }
    share(times.subarray(cpu * perCpu, (cpu + 1) * perCpu), local, at('localContention'));
    share(times.subarray(cpu * perCpu, (cpu + 1) * perCpu), remote, at('remoteContention'));
  }
}

/** Shares ns among a CPU's contexts in proportion to their waiting for memory. */
function share(times: Float64Array, ns: number, part: number): void {
  const weight = (context: number): number => MEMORY.reduce((total, p) => total + times[context * PART_COUNT + p], 0);
  let all = 0;
  for (let context = 0; context < CONTEXT_COUNT; context++) all += weight(context);
  if (ns === 0 || all === 0) return;
  for (let context = 0; context < CONTEXT_COUNT; context++)
    times[context * PART_COUNT + part] += (ns * weight(context)) / all;
}

const sum = (values: Float64Array): number => values.reduce((total, x) => total + x, 0);
