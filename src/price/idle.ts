import type { Counts } from '../replay/counts/counts.ts';
import { BLOCK, CONTEXT_COUNT, EVENT_COUNT, Event } from '../replay/counts/event.ts';
import { DISKS } from '../replay/counts/tally.ts';
import { busyOf } from './contention.ts';
import { solve } from './mva.ts';
import { PART_COUNT, PART_NAMES } from './parts.ts';
import type { Units } from './units.ts';

/**
 * Adds the time CPUs idle because all their processes wait for a disk or the NFS server to one interval's times (shape
 * `[strand][context][part]`, ns, changed in place): to the first strand of each CPU, in its first context.
 *
 * A closed queueing network solved by mean value analysis: the customers are the jobs, shared out evenly among the CPUs, of one class
 * each; the stations are the CPUs, with the time they are busy as demand, the disks and the server. What they do not overlap is idle.
 */
export function addIdle(counts: Counts, interval: number, units: Units, times: Float64Array): void {
  const cpus = Array.from({ length: counts.cpus }, (_, cpu) => cpu).filter((cpu) => busyOf(counts, cpu, times) > 0);
  const waits = cpus.map((cpu) => [
    ...diskTimes(counts, interval, cpu, units),
    serverTime(counts, interval, cpu, units),
  ]);
  // A station nobody visits changes nothing but the size of the network.
  const visited = Array.from({ length: DISKS + 1 }, (_, n) => n).filter((n) => waits.some((wait) => wait[n] > 0));
  if (visited.length === 0) return;
  const stations = cpus.length + visited.length;
  const jobs = cpus.map((_, n) => Math.max(1, Math.floor((counts.jobs + n) / cpus.length)));
  const demand = new Float64Array(cpus.length * stations);
  cpus.forEach((cpu, n) => {
    demand[n * stations + n] = busyOf(counts, cpu, times) / jobs[n];
    visited.forEach((station, k) => {
      demand[n * stations + cpus.length + k] = waits[n][station] / jobs[n];
    });
  });
  const think = new Float64Array(cpus.length);
  const { residence } = solve({ stations, demand, think, population: Int32Array.from(jobs) });
  cpus.forEach((cpu, n) => {
    const elapsed = residence.subarray(n * stations, (n + 1) * stations).reduce((sum, ns) => sum + ns, 0);
    const strand = counts.strands.findIndex((other) => other.cpu === cpu);
    times[strand * CONTEXT_COUNT * PART_COUNT + IDLE] += Math.max(0, elapsed - busyOf(counts, cpu, times));
  });
}

const IDLE = PART_NAMES.indexOf('idle');

/** Nanoseconds each disk needs for what a CPU asks of it. */
function diskTimes({ cpus, disks }: Counts, interval: number, cpu: number, units: Units): number[] {
  const first = (interval * cpus + cpu) * 2 * DISKS;
  return Array.from(
    { length: DISKS },
    (_, disk) => disks[first + 2 * disk] * units.diskAccess + disks[first + 2 * disk + 1] * units.diskSector,
  );
}

/** Nanoseconds the NFS server needs for what a CPU asks of it. */
function serverTime({ strands, values }: Counts, interval: number, cpu: number, units: Units): number {
  let requests = 0;
  strands.forEach((strand, n) => {
    if (strand.cpu !== cpu) return;
    const first = (interval * strands.length + n) * BLOCK;
    for (let row = first; row < first + BLOCK; row += EVENT_COUNT) requests += values[row + Event.nfsRequest];
  });
  return requests * units.nfsRequest;
}
