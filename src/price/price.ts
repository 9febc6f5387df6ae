import type { Counts, Interval, Strand } from '../replay/counts.ts';
import {
  CONTEXT_COUNT,
  EVENT_COUNT,
  EVENT_NAMES,
  type EventName,
  isMonitor,
  MODE_NAMES,
  type ModeName,
  SERVICES,
} from '../replay/event.ts';
import type { Structure } from '../replay/structure.ts';
import { SERVICE_NAMES } from '../trace/record.ts';
import { addContention } from './contention.ts';
import { COST_NAMES, type Costs } from './costs.ts';
import { addIdle } from './idle.ts';
import { addLockWaiting } from './locks.ts';
import { BARS, type Bar, barOf, PART_COUNT, PART_NAMES, PART_OF_MONITOR, type Part } from './parts.ts';

/** What one event costs: nanoseconds, by a formula over the costs and the structure, and the part it is in the guest's own time. */
interface EventCost {
  part: Part;
  ns: (c: Units, s: Structure, mode: ModeName) => number;
}

/** The costs, all in nanoseconds. */
export type Units = Record<Exclude<keyof Costs, 'name' | 'description' | 'clock'>, number>;

const charge = (part: Part, ns: EventCost['ns']): EventCost => ({ part, ns });
/** An event that takes no time of its own. */
const free = charge('execution', () => 0);
/** Work of the monitor, which is counted in one of its modes: that decides the part. */
const monitor = (ns: EventCost['ns']): EventCost => charge('execution', ns);
const emulated = monitor((c) => c.emulation);
/** Each line is read from the old home and written on the new one, as it comes. */
const pageCopy: EventCost['ns'] = (c, s) =>
  c.pageMove + (s.pageBytes / (s.cache.l2?.lineBytes ?? s.cache.l1d.lineBytes)) * c.remoteMemory;
/** A machine page is found for a physical one, and its entry of pmap made. */
const mapping = (c: Units): number => c.monitorPageFault + c.pmapEntry;
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
  hotPage: monitor((c) => c.hotPage),
  migration: monitor(pageCopy),
  replication: monitor(pageCopy),
  collapse: monitor((c) => c.hotPage + c.pageMove),
  replicaReclaimed: monitor((c) => c.pageMove),
  tlbShootdown: monitor((c) => c.tlbShootdown),
  tlbReference: free,
  tlbMiss: free, // costs what refilling takes
  guestRefill: charge('tlbRefill', (c) => c.guestRefill),
  secondLevelHit: monitor((c, _, mode) => (mode === 'kernelTlbFault' ? c.kernelTlbFault : c.secondLevelHit)),
  secondLevelMiss: free, // what follows is counted event by event
  monitorRefill: monitor((c) => c.tlbWriteEmulation),
  trapForwarded: monitor((c) => c.trap),
  interruptPosted: monitor((c) => c.trap + c.emulation), // taken and acknowledged, then delivered like any exception
  registerReadEmulated: emulated,
  registerWriteEmulated: emulated,
  specialPageAccess: monitor((c) => c.specialPageAccess),
  specialPagePatch: monitor((c) => 2 * c.emulation), // emulated this once, and rewritten
  tlbProbeEmulated: emulated,
  tlbWriteEmulated: monitor((c) => c.tlbWriteEmulation),
  pmapEntry: monitor((c) => c.pmapEntry),
  exceptionReturnEmulated: emulated,
  cacheOperationEmulated: emulated,
  interruptControlEmulated: emulated,
  waitEmulated: emulated,
  deviceAccessEmulated: emulated,
  monitorPageFault: monitor((c) => c.monitorPageFault),
  monitorCall: monitor((c) => c.monitorCall),
  virtualCpuSwitch: monitor((c) => c.virtualCpuSwitch),
  pageCleared: free, // its stores and instructions are counted
  pageFreed: free,
  lockAcquired: free, // waiting for it: see locks.ts
  diskRequest: free, // a station of its own: see idle.ts
  diskSector: free,
  blockMapped: monitor(mapping),
  sectorCopied: free, // its references and instructions are counted
  sectorLogged: free,
  copyOnWriteFault: monitor((c) => c.trap + mapping(c)), // its copy is counted by itself
  sharedPageReclaimed: monitor((c) => c.pageMove),
  byteCopied: free,
  networkMessage: free, // the driver's command is a monitor call
  networkRemap: monitor(mapping),
  nfsRequest: free, // a station of its own: see idle.ts
  trap: free, // natively, part of the kernel's instructions
  privileged: free,
  tlbWrite: free,
  serviceEntered: free,
};

/** Nanoseconds, shape `[interval][strand][context][part]`: the measured intervals only. */
export interface Times {
  readonly intervals: readonly Interval[];
  readonly cpus: number;
  readonly strands: readonly Strand[];
  readonly values: Float64Array;
}

/** Turns counts into time: the sum over events of count x cost, kept apart by interval, strand, context and part; and queueing at the nodes and disks. */
export function price(counts: Counts, costs: Costs): Times {
  const { strands, cpus, structure } = counts;
  const measured = counts.intervals.map((_, n) => n).filter((n) => !counts.intervals[n].warmup);
  const rows = strands.length * CONTEXT_COUNT;
  const values = new Float64Array(measured.length * rows * PART_COUNT);
  const units = inNanoseconds(costs);
  const modes = MODE_NAMES.map((_, mode) => contextsOf(mode, strands.length));
  EVENT_NAMES.forEach((name, event) => {
    MODE_NAMES.forEach((mode, m) => {
      const ns = EVENT_COSTS[name].ns(units, structure, mode);
      if (ns === 0) return;
      const part = PART_NAMES.indexOf(isMonitor(mode) ? PART_OF_MONITOR[mode] : EVENT_COSTS[name].part);
      measured.forEach((interval, i) => {
        for (const row of modes[m])
          values[(i * rows + row) * PART_COUNT + part] +=
            counts.values[(interval * rows + row) * EVENT_COUNT + event] * ns;
      });
    });
  });
  measured.forEach((interval, i) => {
    const times = values.subarray(i * rows * PART_COUNT, (i + 1) * rows * PART_COUNT);
    addContention(counts, interval, units.memoryOccupancy, times);
    addLockWaiting(counts, times);
    addIdle(counts, interval, units, times);
  });
  return { intervals: measured.map((n) => counts.intervals[n]), cpus, strands, values };
}

/** Rows of all strands' contexts in this mode. */
function contextsOf(mode: number, strands: number): Int32Array {
  return Int32Array.from(
    { length: strands * SERVICES },
    (_, i) => Math.floor(i / SERVICES) * CONTEXT_COUNT + mode * SERVICES + (i % SERVICES),
  );
}

/** Nanoseconds of one such event. */
export const eventNs = (event: EventName, structure: Structure, costs: Costs): number =>
  EVENT_COSTS[event].ns(inNanoseconds(costs), structure, 'kernel');

const UNIT_NAMES = COST_NAMES.filter((name) => name !== 'clock');

/** The costs, cycles turned into time. */
export function inNanoseconds(costs: Costs): Units {
  const units = {} as Units;
  for (const name of UNIT_NAMES) {
    const { value, unit } = costs[name];
    units[name] = unit === 'cycles' ? (value * 1000) / costs.clock.value : value;
  }
  return units;
}

/** One non-zero time. */
export interface TimeRow {
  window: number;
  cpu: number;
  vm: number;
  mode: ModeName;
  service: string;
  part: Part;
  bar: Bar;
  ns: number;
}

/** The non-zero times as tidy rows. */
export function* timeRows({ values, intervals, strands }: Times): Generator<TimeRow> {
  let i = 0;
  for (const { window } of intervals)
    for (const { cpu, vm } of strands)
      for (let context = 0; context < CONTEXT_COUNT; context++)
        for (let n = 0; n < PART_COUNT; n++, i++)
          if (values[i] !== 0) {
            const mode = MODE_NAMES[Math.floor(context / SERVICES)];
            const part = PART_NAMES[n];
            yield {
              window,
              cpu,
              vm,
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
