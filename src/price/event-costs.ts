import type { EventName, ModeName } from '../replay/counts/event.ts';
import type { Structure } from '../replay/structure/structure.ts';
import type { Costs } from './cost-table.ts';
import type { Part } from './parts.ts';
import { inNanoseconds, type Units } from './units.ts';

/** What one event costs: nanoseconds, by a formula over the costs and the structure, and the part it is in the guest's own time. */
interface EventCost {
  part: Part;
  ns: (c: Units, s: Structure, mode: ModeName) => number;
  /** Why it takes no time of its own, as it goes on after “none:”; only of one that takes none. */
  free?: string;
}

const charge = (part: Part, ns: EventCost['ns']): EventCost => ({ part, ns });
/** An event that takes no time of its own. */
const free = (why: string): EventCost => ({ ...charge('execution', () => 0), free: why });
export const isFree = ({ free }: EventCost): boolean => free !== undefined;
const hit = free('a hit is part of the instruction');
const nextLevel = free('it costs what the next level takes');
const memory = free('it costs what memory takes');
const hidden = free('write-backs are buffered and hidden (assumed)');
const reasonOnly = free('it says why lines were read, and reading them is charged');
const ofKernel = free("it is part of the kernel's instructions; what a monitor does for it is counted apart");
const copied = free('its references and instructions are counted as such');
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
  l1iFetch: hit,
  l1iFetchMiss: nextLevel,
  l1dLoad: hit,
  l1dLoadMiss: nextLevel,
  l1dStore: hit,
  l1dStoreMiss: nextLevel,
  l1WriteBack: hidden,
  l1Invalidation: free('it happens within the miss or the store that causes it'),
  l2Fetch: boardCache,
  l2FetchMiss: memory,
  l2Load: boardCache,
  l2LoadMiss: memory,
  l2Store: hidden,
  l2StoreMiss: hidden,
  l2WriteBack: hidden,
  localRead: charge('memoryStall', beyondBoardCache('localMemory')),
  remoteRead: charge('remoteStall', beyondBoardCache('remoteMemory')),
  dirtyRead: charge('remoteStall', beyondBoardCache('dirtyMemory')),
  memoryWrite: hidden,
  coldMiss: reasonOnly,
  capacityMiss: reasonOnly,
  trueSharingMiss: reasonOnly,
  falseSharingMiss: reasonOnly,
  localUpgrade: charge('memoryStall', (c) => c.localMemory),
  remoteUpgrade: charge('remoteStall', (c) => c.remoteMemory),
  invalidation: free('it goes on beside the upgrade or the read that causes it'),
  hotPage: monitor((c) => c.hotPage),
  migration: copiedMove,
  replication: copiedMove,
  collapse: monitor((c) => c.hotPage + c.pageMove),
  replicaReclaimed: pageMove,
  tlbShootdown: monitor((c) => c.tlbShootdown),
  interCellCall: monitor((c) => c.interCellCall),
  tlbReference: hit,
  tlbMiss: free('it costs what refilling takes, which is counted by who does it'),
  guestRefill: charge('tlbRefill', (c) => c.guestRefill),
  secondLevelHit: monitor((c, _, mode) => (mode === 'kernelTlbFault' ? c.kernelTlbFault : c.secondLevelHit)),
  secondLevelMiss: free('what follows is counted event by event'),
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
  pageCleared: copied,
  pageFreed: free('the call that tells the monitor is counted'),
  lockAcquired: charge('lockWaiting', (c) => c.lockAcquisition), // waiting for it: see form/locks.ts
  diskRequest: free('it is waited for: the disk is a station'),
  diskSector: free('it is waited for: the disk is a station'),
  blockMapped: monitor(mapping),
  sectorCopied: copied,
  sectorLogged: copied,
  copyOnWriteFault: monitor((c) => c.trap + mapping(c)), // its copy is counted by itself
  sharedPageReclaimed: pageMove,
  byteCopied: copied,
  networkMessage: free("the driver's command is a monitor call, and what is copied or mapped is counted"),
  networkRemap: monitor(mapping),
  nfsRequest: free('it is waited for: the server is a station'),
  nfsNameRequest: free('it is waited for: the server is a station'),
  trap: ofKernel,
  privileged: ofKernel,
  tlbWrite: ofKernel,
  serviceEntered: free('it counts what the times of services are divided by'),
};

/** Nanoseconds of one such event. */
export const eventNs = (event: EventName, structure: Structure, costs: Costs): number =>
  EVENT_COSTS[event].ns(inNanoseconds(costs), structure, 'kernel');
