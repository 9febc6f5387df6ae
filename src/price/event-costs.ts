import type { EventName, ModeName } from '../replay/counts/event.ts';
import type { Structure } from '../replay/structure/structure.ts';
import type { Costs } from './cost-table.ts';
import type { Part } from './parts.ts';
import { inNanoseconds, type Units } from './units.ts';

/** What one event costs: nanoseconds, by a formula over the costs and the structure, and the part it is in the guest's own time. */
interface EventCost {
  part: Part;
  ns: (c: Units, s: Structure, mode: ModeName) => number;
}

const charge = (part: Part, ns: EventCost['ns']): EventCost => ({ part, ns });
/** An event that takes no time of its own. */
export const FREE = charge('execution', () => 0);
/** Work of the monitor, which is counted in one of its modes: that decides the part. */
const monitor = (ns: EventCost['ns']): EventCost => charge('execution', ns);
const emulated = monitor((c) => c.emulation);
const pageMove = monitor((c) => c.pageMove);
/** A CPU's copy of a page that moves is counted by itself: instructions, references, lines that come. */
const copiedMove = monitor((c, s) => c.pageMove + engineCopyNs(c, s));
/** A machine page is found for a physical one, and its entry of pmap made. */
const mapping = (c: Units): number => c.monitorPageFault + c.pmapEntry;
/** A latency is that of the whole miss; a read below a board cache has paid for looking there already. */
const beyondBoardCache =
  (latency: 'localMemory' | 'remoteMemory' | 'dirtyMemory'): EventCost['ns'] =>
  (c, s) =>
    Math.max(0, c[latency] - (s.cache.l2 === null ? 0 : c.boardCacheHit));
const boardCache = charge('cacheStall', (c) => c.boardCacheHit);

/** What a CPU waits for an engine to copy a page, in ns: the first line comes from afar, and each is read from one memory and written to the other. */
export function engineCopyNs(
  { remoteMemory, memoryOccupancy }: Units,
  { monitor, cache, pageBytes }: Structure,
): number {
  if (monitor?.hotPages?.copy !== 'engine') return 0;
  return remoteMemory + 2 * (pageBytes / (cache.l2 ?? cache.l1d).lineBytes) * memoryOccupancy;
}

/** Every event has its cost: one without does not compile. */
export const EVENT_COSTS: Record<EventName, EventCost> = {
  instruction: charge('execution', (c) => c.instruction),
  l1iFetch: FREE, // a hit is part of the instruction
  l1iFetchMiss: FREE, // costs what the next level takes
  l1dLoad: FREE,
  l1dLoadMiss: FREE,
  l1dStore: FREE,
  l1dStoreMiss: FREE,
  l1WriteBack: FREE, // assumed: write-backs are buffered and hidden
  l1Invalidation: FREE,
  l2Fetch: boardCache,
  l2FetchMiss: FREE,
  l2Load: boardCache,
  l2LoadMiss: FREE,
  l2Store: FREE, // write-backs, hidden
  l2StoreMiss: FREE,
  l2WriteBack: FREE,
  localRead: charge('memoryStall', beyondBoardCache('localMemory')),
  remoteRead: charge('remoteStall', beyondBoardCache('remoteMemory')),
  dirtyRead: charge('remoteStall', beyondBoardCache('dirtyMemory')),
  memoryWrite: FREE,
  coldMiss: FREE, // why lines were read; what that takes is above
  capacityMiss: FREE,
  trueSharingMiss: FREE,
  falseSharingMiss: FREE,
  localUpgrade: charge('memoryStall', (c) => c.localMemory),
  remoteUpgrade: charge('remoteStall', (c) => c.remoteMemory),
  invalidation: FREE, // in parallel with the upgrade
  hotPage: monitor((c) => c.hotPage),
  migration: copiedMove,
  replication: copiedMove,
  collapse: monitor((c) => c.hotPage + c.pageMove),
  replicaReclaimed: pageMove,
  tlbShootdown: monitor((c) => c.tlbShootdown),
  tlbReference: FREE,
  tlbMiss: FREE, // costs what refilling takes
  guestRefill: charge('tlbRefill', (c) => c.guestRefill),
  secondLevelHit: monitor((c, _, mode) => (mode === 'kernelTlbFault' ? c.kernelTlbFault : c.secondLevelHit)),
  secondLevelMiss: FREE, // what follows is counted event by event
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
  pageCleared: FREE, // its stores and instructions are counted
  pageFreed: FREE,
  lockAcquired: charge('lockWaiting', (c) => c.lockAcquisition), // waiting for it: see form/locks.ts
  diskRequest: FREE, // a station of its own: see form/idle.ts
  diskSector: FREE,
  blockMapped: monitor(mapping),
  sectorCopied: FREE, // its references and instructions are counted
  sectorLogged: FREE,
  copyOnWriteFault: monitor((c) => c.trap + mapping(c)), // its copy is counted by itself
  sharedPageReclaimed: pageMove,
  byteCopied: FREE,
  networkMessage: FREE, // the driver's command is a monitor call
  networkRemap: monitor(mapping),
  nfsRequest: FREE, // a station of its own: see form/idle.ts
  nfsNameRequest: FREE,
  trap: FREE, // natively, part of the kernel's instructions
  privileged: FREE,
  tlbWrite: FREE,
  serviceEntered: FREE,
};

/** Nanoseconds of one such event. */
export const eventNs = (event: EventName, structure: Structure, costs: Costs): number =>
  EVENT_COSTS[event].ns(inNanoseconds(costs), structure, 'kernel');
