import type { Origin } from '../config/annotations/origin-kinds.ts';

export type CostUnit = 'ns' | 'cycles' | 'MHz';

/**
 * Least and most that a cost may be, by its unit. 10⁹ ns are a second: no memory, disk or server takes longer. 10⁹ cycles are as much at
 * 1 GHz. A clock of 0 would stop time; from 1 MHz to 100 GHz there is more than has been built. Whatever is counted, at most 2⁵³ of a
 * thing, its time stays finite.
 */
export const COST_BOUNDS = {
  ns: { min: 0, max: 1e9 },
  cycles: { min: 0, max: 1e9 },
  MHz: { min: 1, max: 100_000 },
} as const satisfies Record<CostUnit, { min: number; max: number }>;

/** What costs are of, in the order in which people are shown them. */
export const COST_GROUPS = [
  'processor',
  'memory',
  'TLB',
  'monitor',
  'moving pages',
  'locks',
  'disks and network',
] as const;
export type CostGroup = (typeof COST_GROUPS)[number];

/** Every cost there is: its unit, what it is the cost of, and its group. */
export const COST_TABLE = {
  clock: ['MHz', 'Processor clock.', 'processor'],
  instruction: ['cycles', 'An instruction that hits its first-level caches.', 'processor'],
  boardCacheHit: ['ns', 'A first-level miss served by the board cache.', 'memory'],
  localMemory: ['ns', 'A miss served by local memory, in all.', 'memory'],
  remoteMemory: ['ns', 'A miss served by the memory of another node, in all.', 'memory'],
  dirtyMemory: ['ns', 'A miss served by the cache of the CPU that owns the line, in all.', 'memory'],
  memoryOccupancy: ['ns', 'Time a transaction keeps its home node busy: what contention is computed from.', 'memory'],
  hotPage: ['cycles', 'Interrupt of the monitor by a hot page, and its decision.', 'moving pages'],
  pageMove: [
    'cycles',
    'Moving or copying a page, but for copying its lines: pmap, memmap, a new page.',
    'moving pages',
  ],
  tlbShootdown: [
    'cycles',
    "Removing an entry from another CPU's TLB: interprocessor interrupt, answer.",
    'moving pages',
  ],
  guestRefill: ['cycles', "A run of the guest kernel's TLB refill handler.", 'TLB'],
  secondLevelHit: ['cycles', 'A TLB miss served from the second-level software TLB, trap included.', 'TLB'],
  kernelTlbFault: ['cycles', "The same on behalf of the guest's kernel, which misses in its mapped segment.", 'TLB'],
  trap: ['cycles', "An exception taken by the monitor and delivered to the guest's vector.", 'monitor'],
  emulation: ['cycles', 'A privileged instruction trapped on and emulated.', 'monitor'],
  specialPageAccess: [
    'cycles',
    'A privileged register access turned into a load or store, beyond the instruction itself.',
    'monitor',
  ],
  tlbWriteEmulation: ['cycles', 'A TLB write by the guest: trap, pmap look-up, insertion.', 'TLB'],
  pmapEntry: ['cycles', "Making a physical page's TLB entry: machine page, protection, its two words.", 'TLB'],
  monitorPageFault: ['cycles', 'Finding a machine page for a physical page, without clearing it.', 'monitor'],
  monitorCall: ['cycles', 'A call of the monitor by the guest, without what it asks for.', 'monitor'],
  lockAcquisition: [
    'cycles',
    'Acquiring a free lock of the kernel and releasing it, its word being in the cache.',
    'locks',
  ],
  processSwitch: [
    'ns',
    "A switch between processes by the guest's kernel for who sleeps for a lock, stalls included.",
    'locks',
  ],
  virtualCpuSwitch: ['cycles', 'Putting another virtual CPU on a CPU: registers out and in, TLB flushed.', 'monitor'],
  interCellCall: ['ns', "A call of a cell's monitor to another's, and its answer.", 'monitor'],
  diskAccess: ['ns', 'A request to a disk: controller, seek and rotation on average.', 'disks and network'],
  nfsRequest: [
    'ns',
    'A request for data to an NFS server: what occupies the server, but for its disk.',
    'disks and network',
  ],
  nfsNameRequest: [
    'ns',
    'A request for names or attributes to an NFS server: what occupies the server.',
    'disks and network',
  ],
  diskSector: ['ns', 'Moving a sector of 512 bytes.', 'disks and network'],
} as const satisfies Record<string, readonly [unit: CostUnit, meaning: string, group: CostGroup]>;

/** Names of the numbers in `Costs`. */
export type CostName = keyof typeof COST_TABLE;
/** Names of all costs. */
export const COST_NAMES = Object.keys(COST_TABLE) as CostName[];

/** One cost: a number from 0, what it is in, and where it comes from. */
export interface Cost<Unit extends CostUnit = CostUnit> extends Origin {
  value: number;
  unit: Unit;
}

/** How long things take. Every number says where it comes from. */
export type Costs = { name: string; description?: string | undefined } & {
  [Name in CostName]: Cost<(typeof COST_TABLE)[Name][0]>;
};
