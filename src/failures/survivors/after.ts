import { type Times, timeRows } from '../../price/times.ts';
import { type Counts, countRows } from '../../replay/counts/counts.ts';
import { type EventName, isMonitor } from '../../replay/counts/event.ts';

/** What some virtual machines do from a loss on, counted and priced. */
export interface Stretch {
  /** Instructions of theirs, without the monitor's. */
  instructions: number;
  /** Processor time, the monitor's work for them included, without waiting for disks: ns. */
  ns: number;
  /** CPUs on which they execute instructions, and the time, of `ns`, of that which has most. */
  cpus: number;
  busiest: number;
  /** Page faults of the monitor's. */
  pageFaults: number;
  /** Requests to disks. */
  diskRequests: number;
  /** Lines read from other nodes' memory or caches. */
  remoteMisses: number;
}

/** The same work of survivors in a replay with a loss, and in one that it spared. */
export interface After {
  survivors: readonly number[];
  lost: Stretch;
  spared: Stretch;
}

/** A replay and its times. */
export interface Priced {
  counts: Counts;
  times: Times;
}

/**
 * How survivors go on after a loss, against how they would have: `lost` is a replay with it, `spared` one in which the same loss is spared, so that both tell the same moment. A virtual
 * machine that should survive, but had a virtual CPU on what is lost that had not run until then, is lost with it in the replay, and no survivor.
 */
export function after(survivors: readonly number[], lost: Priced, spared: Priced): After {
  const [own, whole] = [lost, spared].map((each) => executed(each.counts));
  const left = survivors.filter((vm) => (own.get(vm) ?? 0) > 0 || (whole.get(vm) ?? 0) === 0);
  return { survivors: left, lost: stretch(lost, new Set(left)), spared: stretch(spared, new Set(left)) };
}

/** Counts of the measured windows after the loss; none, where the trace ended before. */
function* rowsAfter(counts: Counts) {
  const { afterLoss = Number.POSITIVE_INFINITY } = counts;
  for (const row of countRows(counts)) if (!row.warmup && row.window >= afterLoss) yield row;
}

/** Instructions of each virtual machine after the loss. */
function executed(counts: Counts): Map<number, number> {
  const by = new Map<number, number>();
  for (const { vm, event, mode, count } of rowsAfter(counts))
    if (event === 'instruction' && !isMonitor(mode)) by.set(vm, (by.get(vm) ?? 0) + count);
  return by;
}

function stretch({ counts, times }: Priced, vms: ReadonlySet<number>): Stretch {
  const sums = new Map<EventName, number>();
  let instructions = 0;
  const ran = new Set<number>();
  for (const { vm, cpu, event, mode, count } of rowsAfter(counts)) {
    if (!vms.has(vm)) continue;
    sums.set(event, (sums.get(event) ?? 0) + count);
    if (event !== 'instruction' || isMonitor(mode)) continue;
    instructions += count;
    ran.add(cpu);
  }
  const { afterLoss = Number.POSITIVE_INFINITY } = counts;
  const byCpu = new Map<number, number>();
  for (const { window, vm, cpu, part, ns } of timeRows(times))
    if (window >= afterLoss && vms.has(vm) && part !== 'idle') byCpu.set(cpu, (byCpu.get(cpu) ?? 0) + ns);
  const of = (event: EventName): number => sums.get(event) ?? 0;
  return {
    instructions,
    ns: [...byCpu.values()].reduce((sum, ns) => sum + ns, 0),
    cpus: ran.size,
    busiest: Math.max(0, ...byCpu.values()),
    pageFaults: of('monitorPageFault'),
    diskRequests: of('diskRequest'),
    remoteMisses: of('remoteRead') + of('dirtyRead'),
  };
}
