import type { Counts } from '../replay/counts/counts.ts';
import { CONTEXT_COUNT } from '../replay/counts/event.ts';
import { solve } from './mva.ts';
import { PART_COUNT, PART_NAMES, type Part } from './parts.ts';
import { share, strandOf, sum } from './strands.ts';

const at = (part: Part): number => PART_NAMES.indexOf(part);
const MEMORY = [at('memoryStall'), at('remoteStall')];

/**
 * Adds the time CPUs queue at the nodes' memories to one interval's times (shape `[strand][context][part]`, ns, changed in place).
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
  for (let cpu = 0; cpu < cpus; cpu++) {
    const busy = busyOf(counts, cpu, times);
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
    const rows = strandsOf(counts, cpu).map((strand) => strandOf(times, strand));
    share(rows, local, at('localContention'), memoryOf);
    share(rows, remote, at('remoteContention'), memoryOf);
  }
}

/** Times of a strand: `[context][part]`. */
const STRAND = CONTEXT_COUNT * PART_COUNT;

const strandsOf = (counts: Counts, cpu: number): number[] =>
  counts.strands.flatMap((strand, n) => (strand.cpu === cpu ? [n] : []));

/** Nanoseconds of one interval's times (shape `[strand][context][part]`) in which a CPU is not idle. */
export function busyOf(counts: Counts, cpu: number, times: Float64Array): number {
  let busy = 0;
  for (const n of strandsOf(counts, cpu))
    for (let i = n * STRAND; i < (n + 1) * STRAND; i++) if (i % PART_COUNT !== IDLE) busy += times[i];
  return busy;
}

const IDLE = at('idle');

/** A context's waiting for memory. */
const memoryOf = (times: Float64Array, context: number): number =>
  MEMORY.reduce((total, part) => total + times[context * PART_COUNT + part], 0);
