import { SERVICE_NAMES } from '../../trace/words/vocabulary.ts';

/**
 * Everything a replay counts, and nothing else: each later question must be answerable from these sums.
 * Counts know no time; `src/price` gives each event its cost, and does not compile if one is missing.
 * `references` are counted after splitting at the edges of the cache's own lines (the TLB's own reach).
 */
export const EVENTS = {
  instruction: 'Instructions retired.',

  l1iFetch: 'References to the first-level instruction cache.',
  l1iFetchMiss: 'References to the first-level instruction cache that missed.',
  l1dLoad: 'Loads from the first-level data cache.',
  l1dLoadMiss: 'Loads that missed the first-level data cache.',
  l1dStore: 'Stores to the first-level data cache.',
  l1dStoreMiss: 'Stores that missed the first-level data cache.',
  l1WriteBack: 'Dirty lines a first-level cache sent to the next level, those of the final flush included.',
  l1Invalidation:
    'Lines a first-level cache lost, because the board cache below evicted them (inclusion), or because another CPU stored to them.',

  l2Fetch: 'Reads of the board cache for instruction misses.',
  l2FetchMiss: 'Reads of the board cache for instruction misses that missed it too.',
  l2Load: 'Reads of the board cache for data misses, of loads and of stores alike: a store miss reads its line first.',
  l2LoadMiss: 'Reads of the board cache for data misses that missed it too.',
  l2Store: 'Writes to the board cache: write-backs, and stores written through.',
  l2StoreMiss: 'Writes to the board cache that missed it.',
  l2WriteBack: 'Dirty lines the board cache sent to memory, those of the final flush included.',

  localRead: "Lines read from the own node's memory.",
  remoteRead: "Lines read from another node's memory.",
  dirtyRead: 'Lines read from the cache of a CPU that had stored to them; on one node they count as local.',
  memoryWrite: 'Lines or words written to memory.',
  coldMiss: 'Coherent machine: lines read that this CPU never held before.',
  capacityMiss: 'Lines read that this CPU evicted before, for want of room or associativity.',
  trueSharingMiss: "Lines read that another CPU's store took away, the part that is wanted having been stored to.",
  falseSharingMiss: "Lines read that another CPU's store took away, the part that is wanted being unchanged.",
  localUpgrade: 'Stores to lines held but not owned: ownership is asked of the own node.',
  remoteUpgrade: 'Stores to lines held but not owned: ownership is asked of another node.',
  invalidation: "Copies in other CPUs' caches that stores of this CPU removed.",

  tlbReference: 'Translations looked up in the TLB: references to mapped segments.',
  tlbMiss: 'Translations that were not in the TLB.',
  guestRefill:
    "Runs of the guest's own TLB refill handler: every miss natively; under a monitor those forwarded to it.",
  secondLevelHit: 'TLB misses the monitor served from its second-level software TLB.',
  secondLevelMiss: 'TLB misses not found in the second-level software TLB, forwarded to the guest.',
  monitorRefill: 'TLB misses the monitor served from pmap, for a guest without virtual memory of its own.',

  trapForwarded: "Exceptions (system calls, faults, TLB misses) the monitor took and delivered to the guest's vector.",
  interruptPosted: 'Device and clock interrupts the monitor took and posted to the virtual CPU.',
  registerReadEmulated: 'Reads of privileged registers emulated after a trap.',
  registerWriteEmulated: 'Writes of privileged registers emulated after a trap.',
  specialPageAccess: 'Privileged register accesses turned into loads and stores of the special page.',
  specialPagePatch: 'Instructions the monitor rewrote to use the special page, when they first trapped.',
  tlbProbeEmulated: 'TLB probes and reads emulated.',
  tlbWriteEmulated: 'TLB writes by the guest emulated: the physical page is looked up in pmap and the entry inserted.',
  pmapEntry: 'Entries of pmap made ready for the TLB: once for a page, or at each TLB write where none are kept.',
  exceptionReturnEmulated: 'Returns from exception emulated.',
  cacheOperationEmulated: 'Cache operations emulated.',
  interruptControlEmulated: 'Interrupts enabled or disabled, emulated.',
  waitEmulated: "The guest's idle instruction, which deschedules its virtual CPU.",
  deviceAccessEmulated: 'Programmed accesses to device registers emulated, where a request is not one monitor call.',
  monitorPageFault: 'First touches of a physical page: the monitor finds a machine page for it.',
  monitorCall: 'Monitor calls by the guest: zeroed pages, freed pages, commands for devices.',
  virtualCpuSwitch: 'Virtual CPUs the monitor put on a CPU in the place of another.',
  pageCleared:
    'Pages, or parts of 4 KB of larger ones, filled with zeroes, by the guest or, where it asks for zeroed pages, by the monitor.',
  pageFreed: 'Pages the guest put on its free list.',

  lockAcquired: 'Locks of the kernel acquired.',

  diskRequest: 'Requests to disks, which their process waits for.',
  diskSector: 'Sectors of 512 bytes that requests to disks move.',
  blockMapped: 'Pages of a disk found in memory and mapped to whoever reads them, instead of read.',
  sectorCopied:
    'Sectors found in memory and copied instead of read: of requests that are not whole pages, or that the VM has modified.',
  sectorLogged: "Sectors written to a copy-on-write disk: kept in the VM's own log, in memory.",
  copyOnWriteFault: 'Stores to pages that others have too: the page is copied.',
  sharedPageReclaimed: 'Pages of the global buffer cache given up because memory was full.',
  byteCopied: 'Bytes copied from memory to memory; the references and instructions of that are counted as such.',

  networkMessage: 'Messages sent to the virtual subnet.',
  networkRemap: 'Pages mapped to who receives or moves them, instead of copied.',
  nfsRequest: 'Requests for data to an NFS server (READ, WRITE), which their process waits for.',
  nfsNameRequest: 'Requests for names and attributes to an NFS server (LOOKUP, GETATTR).',

  hotPage: 'Pages that became hot: the monitor was interrupted.',
  migration: 'Hot pages moved to the node that misses them.',
  replication:
    'Pages copied: hot ones to the node that misses them, and shared ones to another cell, if copies are kept there.',
  collapse: 'Replicated pages stored to: one copy is kept.',
  replicaReclaimed: 'Replicas given up because their node was full.',
  tlbShootdown: "Entries removed from other CPUs' TLBs because a page moved.",

  interCellCall:
    "Calls of a cell's monitor to another's: memory borrowed, pages learnt of, shared or left, its CPUs' TLB entries, pages moved, virtual CPUs handed over, messages.",

  trap: 'Exceptions the guest kernel saw (system calls, faults, interrupts).',
  privileged: 'Privileged instructions the guest kernel executed outside its refill handler, other than TLB writes.',
  tlbWrite: 'TLB writes the guest kernel executed outside its refill handler.',
  serviceEntered: 'Entries into the operating system service of this context.',
} as const;

/** The name of an event. */
export type EventName = keyof typeof EVENTS;
/** Names of all events, in the order of a row of counts. */
export const EVENT_NAMES = Object.keys(EVENTS) as EventName[];
/** Length of a row of counts. */
export const EVENT_COUNT = EVENT_NAMES.length;

/** Index of each event in a row of counts. */
export const Event = Object.fromEntries(EVENT_NAMES.map((name, index) => [name, index])) as Record<EventName, number>;

/**
 * Who was executing: the program, the guest's kernel, or the monitor, which is told apart by what it was doing (Table 2's columns
 * and moving pages). The monitor's own references, instructions and misses are counted there.
 */
export const Mode = {
  user: 0,
  kernel: 1,
  /** TLB writes emulated, and user code's TLB misses served from the second-level TLB. */
  tlbWrite: 2,
  /** Exceptions delivered, privileged instructions emulated, virtual CPUs switched. */
  privileged: 3,
  /** Monitor calls and page faults. */
  call: 4,
  /** The kernel's own TLB misses, of which a kernel in an unmapped segment has none. */
  kernelTlbFault: 5,
  /** Migration, replication and collapse. */
  pageMove: 6,
} as const;
/** Names of all modes, by their numbers. */
export const MODE_NAMES = Object.keys(Mode) as ModeName[];
/** The name of a mode: who runs, and of the monitor what for. */
export type ModeName = keyof typeof Mode;
export type MonitorMode = Exclude<ModeName, 'user' | 'kernel'>;
export const isMonitor = (mode: ModeName): mode is MonitorMode => mode !== 'user' && mode !== 'kernel';

/** A context is mode x service: `context = mode * SERVICES + service`. */
export const SERVICES = SERVICE_NAMES.length;
/** Rows of counts of a strand: contexts. */
export const CONTEXT_COUNT = MODE_NAMES.length * SERVICES;
/** Contexts below this one are the guest's, the others the monitor's. */
export const GUEST_CONTEXTS = Mode.tlbWrite * SERVICES;
/** Numbers in the counts of one strand in one interval: `[context][event]`. */
export const BLOCK = CONTEXT_COUNT * EVENT_COUNT;
