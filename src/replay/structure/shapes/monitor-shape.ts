import { z } from 'zod';
import { HotPageShape } from './hot-page-shape.ts';
import { specialRegisterPage, specialRegisterPlaces } from './register-page.ts';
import { MOST_RANGES, powerOfTwo, ways } from './sets.ts';
import { DisksShape, MemoryShape, NetworkShape, SharedRegion } from './sharing-shape.ts';
import { VirtualCpuShape } from './virtual-cpu-shape.ts';

/** The monitor's switches: each mechanism can be turned off. */
export const MonitorSwitches = z.strictObject({
  kernelSegment: z
    .enum(['mapped', 'unmapped'])
    .default('mapped')
    .describe('Where the guest kernel lives. Disco relinks it into the mapped supervisor segment (4.2.2).'),
  kernelPageBytes: powerOfTwo(256, 1 << 24)
    .nullable()
    .default(null)
    .describe('Bytes of the pages that map the kernel segment; null: like all others. 5.2 suggests larger ones.')
    .meta({ unit: 'bytes' }),
  secondLevelTlb: z
    .strictObject({
      entries: z
        .union([z.literal(0), powerOfTwo(1, 1 << 22)])
        .describe('Entries; 0: none.')
        .meta({ unit: 'entries' }),
      ways: ways.default(4).describe('Associativity, or "full".'),
      index: z
        .enum(['hash', 'address', 'order'])
        .default('hash')
        .describe(
          "What chooses an entry's set: its address and address space; its address alone; the order in which pages appeared, as a hash without collisions would.",
        ),
      entryBytes: powerOfTwo(16, 64)
        .default(32)
        .describe('Bytes of an entry: 24 for a tag and two halves, rounded up; 16 if packed.')
        .meta({ unit: 'bytes' }),
    })
    .default({ entries: 1024, ways: 4, index: 'hash', entryBytes: 32 })
    .describe('The second-level software TLB of each virtual CPU (4.2.2).'),
  readyEntries: z
    .boolean()
    .default(true)
    .describe(
      'pmap keeps an entry ready for the TLB for each physical page; false: made anew at each TLB write (4.2.2).',
    ),
  specialRegisterPage,
  specialRegisterPlaces,
  zeroedPages: z
    .boolean()
    .default(true)
    .describe('The guest asks the monitor for zeroed pages instead of clearing them (4.3).'),
  freedPages: z
    .boolean()
    .default(true)
    .describe('The guest tells the monitor of pages it frees, whose machine pages it takes back at once (4.3).'),
  deviceCalls: z
    .boolean()
    .default(true)
    .describe("A device's command is one monitor call; false: each of its programmed accesses traps (4.2.4)."),
  programmedAccesses: z
    .int()
    .min(1)
    .max(1024)
    .default(12)
    .describe('Programmed accesses of a command: scatter list, address, length, start and status of a SCSI controller.')
    .meta({ unit: 'accesses' }),
  replicatedCode: z.boolean().default(true).describe("The monitor's code is on every node (4.2); false: on node 0."),
  nodesPerCell: z
    .int()
    .min(1)
    .max(128)
    .nullable()
    .default(null)
    .describe('Nodes of a cell, each of which has a monitor of its own; null: one monitor for all nodes.')
    .meta({ unit: 'nodes' }),
  cellSurvives: z
    .boolean()
    .default(false)
    .describe('A cell outlives the loss of one of its nodes; false: the monitor of a cell is lost with any of them.'),
  shareAcrossCells: z
    .boolean()
    .default(true)
    .describe(
      "Blocks of copy-on-write disks and kernel text in another cell's memory are mapped; false: each cell reads and keeps copies of its own.",
    ),
  replicas: z
    .int()
    .min(1)
    .max(128)
    .default(1)
    .describe(
      'Copies kept of a page that virtual machines in several cells share, each in another cell, for the case that one is lost; 1: the one they share.',
    )
    .meta({ unit: 'copies' }),
  footprint: z
    .boolean()
    .default(true)
    .describe("The monitor's own code and data go through the caches; false: it takes no room there."),
  disks: DisksShape.default(DisksShape.parse({})).describe('Disks of virtual machines (4.2.5).'),
  network: NetworkShape.default(NetworkShape.parse({})).describe('The virtual subnet (4.2.6).'),
  sharedRegions: z
    .array(SharedRegion)
    .max(MOST_RANGES)
    .default([])
    .describe("Addresses that all virtual machines map to the same memory, such as a parallel database's buffers."),
  hotPages: HotPageShape.nullable()
    .default(null)
    .describe('Migration and replication of hot pages (4.2.3); null: pages stay.'),
});

/** The monitor and what of the machine is told to it, as replay reads it. */
export const MonitorShape = z.strictObject({
  ...MonitorSwitches.shape,
  memory: MemoryShape.default(MemoryShape.parse({})).describe('Memory configured.'),
  virtualCpus: VirtualCpuShape.default(VirtualCpuShape.parse({})).describe('Virtual CPUs on CPUs (4.2.1).'),
});
export type MonitorShape = z.infer<typeof MonitorShape>;
