import type { Counts, Interval } from '../replay/counts.ts';
import {
  CONTEXT_COUNT,
  CONTEXT_MODES,
  type ContextMode,
  EVENT_COUNT,
  EVENT_NAMES,
  type EventName,
  SERVICES,
} from '../replay/event.ts';
import type { Structure } from '../replay/structure.ts';
import { SERVICE_NAMES } from '../trace/record.ts';
import { addContention } from './contention.ts';
import type { Costs } from './costs.ts';
import { BARS, type Bar, barOf, PART_COUNT, PART_NAMES, type Part } from './parts.ts';

/** What one event costs: nanoseconds, by a formula over the costs and the structure, and the part it belongs to in each mode. */
interface EventCost {
  part: (mode: ContextMode) => Part;
  ns: (c: Units, s: Structure) => number;
}

/** The costs, all in nanoseconds. */
type Units = Record<Exclude<keyof Costs, 'name' | 'description' | 'clock'>, number>;

const charge = (part: Part, ns: EventCost['ns']): EventCost => ({
  part: (mode) => (mode === 'monitor' ? 'monitorCalls' : part),
  ns,
});
/** An event that takes no time of its own. */
const free = charge('execution', () => 0);
const privileged = charge('otherPrivileged', (c) => c.emulation);
/** In the kernel a TLB miss is a kernel TLB fault; on behalf of a user program it is the service UTLB_MISS. */
const tlbMiss = (ns: EventCost['ns']): EventCost => ({
  part: (mode) => (mode === 'user' ? 'tlbWriteEmulation' : 'kernelTlbFaults'),
  ns,
});
/** Each line is read from the old home and written on the new one, as it comes. */
const pageCopy: EventCost['ns'] = (c, s) =>
  c.pageMove + (s.pageBytes / (s.cache.l2?.lineBytes ?? s.cache.l1d.lineBytes)) * c.remoteMemory;
/** A latency is that of the whole miss; a read below a board cache has paid for looking there already. */
const beyondBoardCache =
  (latency: 'localMemory' | 'remoteMemory' | 'dirtyMemory'): EventCost['ns'] =>
  (c, s) =>
    Math.max(0, c[latency] - (s.cache.l2 === null ? 0 : c.boardCacheHit));
const boardCache = charge('cacheStall', (c) => c.boardCacheHit);

/** Every event has its cost: one without does not compile. */
export const EVENT_COSTS: Record<EventName, EventCost> = {
  instruction: charge('execution', (c) => c.instruction),
  l1iFetch: free, // a hit is part of the instruction
  l1iFetchMiss: free, // costs what the next level takes
  l1dLoad: free,
  l1dLoadMiss: free,
  l1dStore: free,
  l1dStoreMiss: free,
  l1WriteBack: free, // assumed: write-backs are buffered and hidden
  l1Invalidation: free,
  l2Fetch: boardCache,
  l2FetchMiss: free,
  l2Load: boardCache,
  l2LoadMiss: free,
  l2Store: free, // write-backs, hidden
  l2StoreMiss: free,
  l2WriteBack: free,
  localRead: charge('memoryStall', beyondBoardCache('localMemory')),
  remoteRead: charge('remoteStall', beyondBoardCache('remoteMemory')),
  dirtyRead: charge('remoteStall', beyondBoardCache('dirtyMemory')),
  memoryWrite: free,
  coldMiss: free, // why lines were read; what that takes is above
  capacityMiss: free,
  trueSharingMiss: free,
  falseSharingMiss: free,
  localUpgrade: charge('memoryStall', (c) => c.localMemory),
  remoteUpgrade: charge('remoteStall', (c) => c.remoteMemory),
  invalidation: free, // in parallel with the upgrade
  hotPage: charge('pageMoves', (c) => c.hotPage),
  migration: charge('pageMoves', pageCopy),
  replication: charge('pageMoves', pageCopy),
  collapse: charge('pageMoves', (c) => c.hotPage + c.pageMove),
  replicaReclaimed: charge('pageMoves', (c) => c.pageMove),
  tlbShootdown: charge('pageMoves', (c) => c.tlbShootdown),
  tlbReference: free,
  tlbMiss: free, // costs what refilling takes
  guestRefill: charge('tlbRefill', (c) => c.guestRefill),
  secondLevelHit: tlbMiss((c) => c.secondLevelHit),
  // Forwarded: the exception is delivered, the handler's registers are on the special page, its TLB write and its return are emulated.
  secondLevelMiss: tlbMiss((c) => c.trap + c.tlbWriteEmulation + c.emulation),
  trapForwarded: charge('otherPrivileged', (c) => c.trap),
  registerReadEmulated: privileged,
  registerWriteEmulated: privileged,
  specialPageAccess: charge('otherPrivileged', (c) => c.specialPageAccess),
  tlbProbeEmulated: privileged,
  tlbWriteEmulated: charge('tlbWriteEmulation', (c) => c.tlbWriteEmulation),
  exceptionReturnEmulated: privileged,
  cacheOperationEmulated: privileged,
  interruptControlEmulated: privileged,
  waitEmulated: privileged,
  monitorPageFault: charge('monitorCalls', (c) => c.monitorPageFault),
  monitorCall: charge('monitorCalls', (c) => c.monitorCall),
  pageCleared: free, // its stores and instructions are counted
  trap: free, // natively, part of the kernel's instructions
  privileged: free,
  tlbWrite: free,
  serviceEntered: free,
};

/** Nanoseconds, shape `[interval][cpu][context][part]`: the measured intervals only. */
export interface Times {
  readonly intervals: readonly Interval[];
  readonly cpus: number;
  readonly values: Float64Array;
}

/** Turns counts into time: the sum over events of count x cost, kept apart by interval, CPU, context and part; and queueing at the nodes. */
export function price(counts: Counts, costs: Costs): Times {
  const measured = counts.intervals.map((_, n) => n).filter((n) => !counts.intervals[n].warmup);
  const rows = counts.cpus * CONTEXT_COUNT;
  const values = new Float64Array(measured.length * rows * PART_COUNT);
  const units = inNanoseconds(costs);
  EVENT_NAMES.forEach((name, event) => {
    const ns = EVENT_COSTS[name].ns(units, counts.structure);
    if (ns === 0) return;
    const parts = CONTEXT_MODES.map((mode) => PART_NAMES.indexOf(EVENT_COSTS[name].part(mode)));
    measured.forEach((interval, i) => {
      for (let row = 0; row < rows; row++) {
        const part = parts[Math.floor((row % CONTEXT_COUNT) / SERVICES)];
        values[(i * rows + row) * PART_COUNT + part] +=
          counts.values[(interval * rows + row) * EVENT_COUNT + event] * ns;
      }
    });
  });
  measured.forEach((interval, i) => {
    const size = rows * PART_COUNT;
    addContention(counts, interval, units.memoryOccupancy, values.subarray(i * size, (i + 1) * size));
  });
  return { intervals: measured.map((n) => counts.intervals[n]), cpus: counts.cpus, values };
}

/** Nanoseconds of one such event. */
export const eventNs = (event: EventName, structure: Structure, costs: Costs): number =>
  EVENT_COSTS[event].ns(inNanoseconds(costs), structure);

/** The costs, cycles turned into time. */
export function inNanoseconds(costs: Costs): Units {
  const { name: _, description: __, clock, ...rest } = costs;
  const units = Object.entries(rest).map(([name, { value, unit }]) => [
    name,
    unit === 'cycles' ? (value * 1000) / clock.value : value,
  ]);
  return Object.fromEntries(units) as Units;
}

/** One non-zero time. */
export interface TimeRow {
  window: number;
  cpu: number;
  mode: ContextMode;
  service: string;
  part: Part;
  bar: Bar;
  ns: number;
}

/** The non-zero times as tidy rows. */
export function* timeRows({ values, intervals, cpus }: Times): Generator<TimeRow> {
  let i = 0;
  for (const { window } of intervals)
    for (let cpu = 0; cpu < cpus; cpu++)
      for (let context = 0; context < CONTEXT_COUNT; context++)
        for (let n = 0; n < PART_COUNT; n++, i++)
          if (values[i] !== 0) {
            const mode = CONTEXT_MODES[Math.floor(context / SERVICES)];
            const part = PART_NAMES[n];
            yield {
              window,
              cpu,
              mode,
              service: SERVICE_NAMES[context % SERVICES],
              part,
              bar: barOf(mode, part),
              ns: values[i],
            };
          }
}

/** Nanoseconds by segment of the figures' bars, over everything measured. */
export function barTimes(times: Times): Record<Bar, number> {
  const sums = Object.fromEntries(BARS.map((bar) => [bar, 0])) as Record<Bar, number>;
  for (const { bar, ns } of timeRows(times)) sums[bar] += ns;
  return sums;
}
