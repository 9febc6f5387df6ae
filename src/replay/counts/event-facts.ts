import type { EventName, ModeName } from './event.ts';

/** Who does what is counted: the heading over its events, what counts them, and the modes it happens in, but for those events that say others. */
interface Counter {
  title: string;
  by: string;
  modes: readonly ModeName[];
}

const EVERYWHERE = ['user', 'kernel', 'tlbWrite', 'privileged', 'call', 'kernelTlbFault', 'pageMove'] as const;
const GUEST = ['user', 'kernel'] as const;
const MONITOR = ['tlbWrite', 'privileged', 'call', 'kernelTlbFault', 'pageMove'] as const;

export const COUNTERS = {
  processor: { title: 'Processor', by: 'a CPU, as it executes', modes: EVERYWHERE },
  firstLevel: { title: 'First-level caches', by: "a CPU's first-level caches", modes: EVERYWHERE },
  boardCache: { title: 'Board cache', by: "a CPU's board cache", modes: EVERYWHERE },
  memory: { title: 'Memory and coherence', by: "the nodes' memories and their directory", modes: EVERYWHERE },
  tlb: { title: 'TLB', by: "a CPU's TLB", modes: GUEST },
  refill: { title: 'TLB misses under a monitor', by: 'the monitor', modes: MONITOR },
  emulation: { title: 'Traps and emulation', by: 'the monitor', modes: MONITOR },
  machineMemory: { title: "The machines' memory", by: 'the monitor', modes: MONITOR },
  moves: { title: 'Moving pages', by: 'the monitor', modes: MONITOR },
  cells: { title: 'Cells', by: 'the monitor of a cell', modes: MONITOR },
  sharing: { title: 'Disks, sharing and network', by: 'the monitor', modes: MONITOR },
  devices: {
    title: 'Locks and devices',
    by: "the guest's kernel, through its markers in the trace",
    modes: ['kernel'],
  },
  guest: { title: 'The guest’s kernel', by: "the guest's kernel", modes: GUEST },
} as const satisfies Record<string, Counter>;
export type CounterName = keyof typeof COUNTERS;

/** What is said of an event beside its meaning. */
export interface EventFacts {
  counter: CounterName;
  /** What one of them is one of. */
  unit: string;
  /** Where the paper speaks of it: sections, tables; null: nowhere. */
  paper: string | null;
  modes: readonly ModeName[];
}

const by = (counter: CounterName, unit: string, paper: string | null, modes: readonly ModeName[] = COUNTERS[counter].modes): EventFacts => ({ counter, unit, paper, modes }); // biome-ignore format: a line

/** Every event has its facts: one without does not compile. */
export const EVENT_FACTS: Readonly<Record<EventName, EventFacts>> = {
  instruction: by('processor', 'instructions', '5.1'),

  l1iFetch: by('firstLevel', 'references', '5.1'),
  l1iFetchMiss: by('firstLevel', 'misses', '5.1'),
  l1dLoad: by('firstLevel', 'references', '5.1'),
  l1dLoadMiss: by('firstLevel', 'misses', '5.1'),
  l1dStore: by('firstLevel', 'references', '5.1'),
  l1dStoreMiss: by('firstLevel', 'misses', '5.1'),
  l1WriteBack: by('firstLevel', 'lines', null),
  l1Invalidation: by('firstLevel', 'lines', null),

  l2Fetch: by('boardCache', 'references', '5.1'),
  l2FetchMiss: by('boardCache', 'misses', '5.1'),
  l2Load: by('boardCache', 'references', '5.1'),
  l2LoadMiss: by('boardCache', 'misses', '5.1'),
  l2Store: by('boardCache', 'references', '5.1'),
  l2StoreMiss: by('boardCache', 'misses', '5.1'),
  l2WriteBack: by('boardCache', 'lines', null),

  localRead: by('memory', 'lines', '5.1, 5.5'),
  remoteRead: by('memory', 'lines', '5.1, 5.5'),
  dirtyRead: by('memory', 'lines', '5.4'),
  memoryWrite: by('memory', 'lines', null),
  coldMiss: by('memory', 'lines', null),
  capacityMiss: by('memory', 'lines', null),
  trueSharingMiss: by('memory', 'lines', '5.4'),
  falseSharingMiss: by('memory', 'lines', '5.4'),
  localUpgrade: by('memory', 'stores', null),
  remoteUpgrade: by('memory', 'stores', null),
  invalidation: by('memory', 'lines', null),

  tlbReference: by('tlb', 'references', '4.2.2'),
  tlbMiss: by('tlb', 'misses', '4.2.2, 5.2'),
  guestRefill: by('tlb', 'runs', 'Table 2 (UTLB_MISS)', ['kernel']),
  secondLevelHit: by('refill', 'misses', '4.2.2'),
  secondLevelMiss: by('refill', 'misses', '4.2.2'),
  monitorRefill: by('refill', 'misses', '4.3'),

  trapForwarded: by('emulation', 'exceptions', '4.2.1'),
  interruptPosted: by('emulation', 'interrupts', '4.2.1'),
  registerReadEmulated: by('emulation', 'instructions', '4.2.1, 4.3'),
  registerWriteEmulated: by('emulation', 'instructions', '4.2.1, 4.3'),
  specialPageAccess: by('emulation', 'instructions', '4.3'),
  specialPagePatch: by('emulation', 'instructions', '4.3'),
  tlbProbeEmulated: by('emulation', 'instructions', '4.2.2'),
  tlbWriteEmulated: by('emulation', 'instructions', '4.2.2, Table 2'),
  pmapEntry: by('machineMemory', 'entries', '4.2.2'),
  exceptionReturnEmulated: by('emulation', 'instructions', '4.2.1'),
  cacheOperationEmulated: by('emulation', 'instructions', null),
  interruptControlEmulated: by('emulation', 'instructions', '4.2.1'),
  waitEmulated: by('emulation', 'instructions', '4.2.1, 4.3'),
  deviceAccessEmulated: by('emulation', 'accesses', '4.2.4'),
  monitorPageFault: by('machineMemory', 'pages', '4.2.2, Table 2'),
  monitorCall: by('emulation', 'calls', '4.2.4, 4.3, Table 2'),
  virtualCpuSwitch: by('emulation', 'switches', '4.2.1'),
  pageCleared: by('machineMemory', 'pages', '4.3, Table 2 (DEMAND_ZERO)', EVERYWHERE),
  pageFreed: by('guest', 'pages', '4.3'),

  lockAcquired: by('devices', 'locks', '5.4'),

  diskRequest: by('devices', 'requests', '4.2.4'),
  diskSector: by('devices', 'sectors', null),
  blockMapped: by('sharing', 'pages', '4.2.5'),
  sectorCopied: by('sharing', 'sectors', '4.2.5'),
  sectorLogged: by('sharing', 'sectors', '4.2.5'),
  copyOnWriteFault: by('sharing', 'pages', '4.2.5'),
  sharedPageReclaimed: by('sharing', 'pages', null),
  byteCopied: by('sharing', 'bytes', '4.2.6, 4.3', EVERYWHERE),

  networkMessage: by('devices', 'messages', '4.2.6'),
  networkRemap: by('sharing', 'pages', '4.2.6, 4.3'),
  nfsRequest: by('devices', 'requests', '4.2.6, 5.4'),
  nfsNameRequest: by('devices', 'requests', '5.4'),

  hotPage: by('moves', 'pages', '4.2.3, 5.5'),
  migration: by('moves', 'pages', '4.2.3, Table 3'),
  replication: by('moves', 'pages', '4.2.3, Table 3'),
  collapse: by('moves', 'pages', '4.2.3, Table 3'),
  replicaReclaimed: by('moves', 'pages', null),
  tlbShootdown: by('moves', 'entries', '4.2.1, 4.2.3'),

  interCellCall: by('cells', 'calls', null),

  trap: by('guest', 'exceptions', '4.2.1'),
  privileged: by('guest', 'instructions', '4.2.1'),
  tlbWrite: by('guest', 'instructions', '4.2.2'),
  serviceEntered: by('guest', 'entries', 'Table 2'),
};
