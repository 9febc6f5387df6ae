import { z } from 'zod';
import { GUEST_NAMES, GUEST_SYSTEMS } from '../../guest/systems.ts';
import { DisksShape, MemoryShape, NetworkShape, SharedRegion } from './sharing-shape.ts';
import { MAX_VMS } from './vms.ts';

const powerOfTwo = (min: number, max: number) =>
  z
    .int()
    .min(min)
    .max(max)
    .refine((n) => Number.isInteger(Math.log2(n)), 'expected a power of two');

const ways = z.union([powerOfTwo(1, 1 << 22), z.literal('full')]);

/** A cache. Sizes in bytes. */
export const CacheShape = z
  .strictObject({
    sizeBytes: powerOfTwo(1, 2 ** 30).describe('Capacity in bytes.'),
    lineBytes: powerOfTwo(1, 1 << 18).describe('Bytes of a line.'),
    ways: ways.describe('Associativity: lines in a set, or "full".'),
    replacement: z.enum(['lru', 'fifo', 'random']).default('lru').describe('Which line of a full set makes room.'),
    index: z.enum(['virtual', 'physical']).default('physical').describe('The address that chooses the set.'),
    tag: z
      .enum(['virtual', 'physical'])
      .default('physical')
      .describe('The address that names a line. Virtual: (address space, address).'),
    write: z.enum(['back', 'through']).default('back').describe('When stores go to the next level.'),
    writeAllocate: z.boolean().default(true).describe('Whether a store miss brings the line in.'),
    inclusive: z.boolean().default(false).describe('l2 only: a line it evicts leaves the first level too.'),
  })
  .refine((c) => c.lineBytes <= c.sizeBytes, { message: 'a line larger than the cache', path: ['lineBytes'] })
  .refine((c) => c.ways === 'full' || c.ways <= c.sizeBytes / c.lineBytes, {
    message: 'more ways than the cache has lines (write "full" for a fully associative cache)',
    path: ['ways'],
  })
  .refine((c) => c.index === 'virtual' || c.tag === 'physical', {
    message: 'a physically indexed cache with virtual tags',
    path: ['tag'],
  });
export type CacheShape = z.infer<typeof CacheShape>;

/** A TLB. `pagesPerEntry` 2 is MIPS's even/odd pair. */
export const TlbShape = z
  .strictObject({
    entries: powerOfTwo(1, 1 << 16).describe('Entries.'),
    ways: ways.default('full').describe('Associativity: entries in a set, or "full".'),
    pagesPerEntry: powerOfTwo(1, 64)
      .default(2)
      .describe('Consecutive pages an entry maps; 2: the even/odd pairs of MIPS.'),
    replacement: z.enum(['random', 'lru', 'fifo']).default('random').describe('Which entry of a full set makes room.'),
  })
  .refine((t) => t.ways === 'full' || t.ways <= t.entries, { message: 'more ways than entries', path: ['ways'] });
export type TlbShape = z.infer<typeof TlbShape>;

/** Nodes, and where memory is. */
export const NumaShape = z.strictObject({
  nodes: z
    .union([z.int().min(1).max(128), z.literal('cpus')])
    .default('cpus')
    .describe('Nodes of the machine; "cpus": one for each CPU, as on FLASH; 1: uniform memory.'),
  cpusPerNode: z
    .int()
    .min(1)
    .max(128)
    .default(1)
    .describe('CPUs on a node; CPU c is on node c / cpusPerNode, counted around.'),
  placement: z
    .enum(['firstTouch', 'roundRobin', 'fillFirst'])
    .default('firstTouch')
    .describe('Home of a new page: the node that touches it first; each in turn; the first that has room (IRIX).'),
  homes: z
    .array(
      z.strictObject({
        from: z.int().min(0).describe('First address (0x… is YAML for hexadecimal).'),
        to: z.int().min(0).describe('Last address.'),
        node: z.int().min(0).max(127).describe('Home of the pages in between, in every address space.'),
      }),
    )
    .default([])
    .describe('Homes given by address; the first that fits counts, `placement` is for all other pages.'),
  banks: z
    .union([z.int().min(1).max(128), z.literal('cpus')])
    .default(1)
    .describe('Memories of a node that work side by side, its lines spread over them; "cpus": as many as CPUs.'),
  pagesPerNode: z.int().min(1).nullable().default(null).describe('Pages of memory on a node; null: enough.'),
});
export type NumaShape = z.infer<typeof NumaShape>;

/** When a page is hot and what is done then (section 4.2.3; thresholds as in Verghese et al., ASPLOS '96). */
export const HotPageShape = z.strictObject({
  policy: z.enum(['disco', 'competitive']).default('disco').describe('What to do with a hot page.'),
  trigger: z
    .int()
    .min(1)
    .max(65535)
    .default(128)
    .describe('Misses of one CPU to a page, from another node, that make it hot.'),
  sharing: z.int().min(1).max(65535).default(32).describe('Misses of another CPU that make the page shared.'),
  writes: z
    .int()
    .min(1)
    .max(65535)
    .default(1)
    .describe('Misses to store that keep a shared page from being replicated.'),
  moves: z.int().min(0).max(65535).default(1).describe('Moves of a page between two resets, at most.'),
  resetInstructions: z
    .int()
    .min(1)
    .default(40_000_000)
    .describe('Instructions of a CPU after which all counters begin anew; 100 ms at 400 MHz.'),
  sampleEvery: z.int().min(1).max(1024).default(1).describe('Only every n-th miss of a CPU is counted.'),
});
export type HotPageShape = z.infer<typeof HotPageShape>;

/** How virtual CPUs share CPUs. */
export const VirtualCpuShape = z.strictObject({
  vms: z.int().min(1).max(MAX_VMS).default(1).describe("Virtual machines; the trace's CPUs are divided among them."),
  cpus: z
    .int()
    .min(1)
    .max(128)
    .nullable()
    .default(null)
    .describe("CPUs of the machine; null: one for each of the trace's, which are the virtual CPUs."),
  quantumInstructions: z
    .int()
    .min(1000)
    .default(4_000_000)
    .describe('Instructions until the next virtual CPU has its turn; 10 ms at 400 MHz.'),
  affinity: z.boolean().default(true).describe('Virtual CPUs keep to a CPU, unless another has nothing to do (4.2.1).'),
  flushTlb: z
    .boolean()
    .default(true)
    .describe('The TLB is flushed when another virtual CPU is scheduled, as ASIDs are not virtualised (4.2.2).'),
});
export type VirtualCpuShape = z.infer<typeof VirtualCpuShape>;

/** The monitor's switches: each mechanism can be turned off. */
export const MonitorShape = z.strictObject({
  kernelSegment: z
    .enum(['mapped', 'unmapped'])
    .default('mapped')
    .describe('Where the guest kernel lives. Disco relinks it into the mapped supervisor segment (4.2.2).'),
  kernelPageBytes: powerOfTwo(256, 1 << 24)
    .nullable()
    .default(null)
    .describe('Bytes of the pages that map the kernel segment; null: like all others. 5.2 suggests larger ones.'),
  secondLevelTlb: z
    .strictObject({
      entries: z.union([z.literal(0), powerOfTwo(1, 1 << 22)]).describe('Entries; 0: none.'),
      ways: ways.default(1).describe('Associativity, or "full".'),
    })
    .default({ entries: 4096, ways: 1 })
    .describe('The second-level software TLB of each virtual CPU (4.2.2).'),
  readyEntries: z
    .boolean()
    .default(true)
    .describe(
      'pmap keeps an entry ready for the TLB for each physical page; false: made anew at each TLB write (4.2.2).',
    ),
  specialRegisterPage: z
    .enum(['off', 'hand', 'patched'])
    .default('hand')
    .describe(
      'Privileged register accesses without side effects become loads and stores of a special page (4.3): none; the frequent ones, in the source; each at its first trap, by the monitor.',
    ),
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
    .default(12)
    .describe(
      'Programmed accesses of a command: scatter list, address, length, start and status of a SCSI controller.',
    ),
  replicatedCode: z.boolean().default(true).describe("The monitor's code is on every node (4.2); false: on node 0."),
  footprint: z
    .boolean()
    .default(true)
    .describe("The monitor's own code and data go through the caches; false: it takes no room there."),
  disks: DisksShape.default(DisksShape.parse({})).describe('Disks of virtual machines (4.2.5).'),
  network: NetworkShape.default(NetworkShape.parse({})).describe('The virtual subnet (4.2.6).'),
  memory: MemoryShape.default(MemoryShape.parse({})).describe('Memory configured.'),
  sharedRegions: z
    .array(SharedRegion)
    .default([])
    .describe("Addresses that all virtual machines map to the same memory, such as a parallel database's buffers."),
  virtualCpus: VirtualCpuShape.default(VirtualCpuShape.parse({})).describe('Virtual CPUs on CPUs (4.2.1).'),
  hotPages: HotPageShape.nullable()
    .default(null)
    .describe('Migration and replication of hot pages (4.2.3); null: pages stay.'),
});
export type MonitorShape = z.infer<typeof MonitorShape>;

/** Everything that decides what happens; times are decided by costs. */
export const Structure = z
  .strictObject({
    name: z.string().default('unnamed').describe('Heads the column in every report.'),
    description: z.string().optional().describe('One line for people.'),
    seed: z
      .int()
      .min(0)
      .max(2 ** 31 - 1)
      .default(1)
      .describe('Of random replacement.'),
    pageBytes: powerOfTwo(256, 1 << 18)
      .default(4096)
      .describe('Bytes of a page.'),
    cache: z.strictObject({
      l1i: CacheShape.describe('First-level instruction cache.'),
      l1d: CacheShape.describe('First-level data cache.'),
      l2: CacheShape.nullable().describe('Board cache, unified; null: none.'),
    }),
    tlb: TlbShape,
    numa: NumaShape.nullable()
      .default(null)
      .describe(
        'Coherent CPUs on nodes; null: the CPUs of a trace know nothing of each other, and all memory is local.',
      ),
    monitor: MonitorShape.nullable()
      .default(null)
      .describe('The virtual machine monitor; null: the kernel runs on the bare machine.'),
    guest: z
      .enum(GUEST_NAMES)
      .default('none')
      .describe(
        `The operating system of user-level traces: ${GUEST_NAMES.map((name) => GUEST_SYSTEMS[name].meaning).join('; ')}. Full-system traces bring their own.`,
      ),
  })
  .superRefine((s, issues) => {
    const fail = (path: string[], message: string) => issues.addIssue({ code: 'custom', path, message });
    const { l1i, l1d, l2 } = s.cache;
    for (const [name, c] of Object.entries(s.cache)) {
      if (c?.tag === 'physical' && c.lineBytes > s.pageBytes)
        fail(['cache', name, 'lineBytes'], `a line larger than the page (${s.pageBytes} bytes) with physical tags`);
      if (name !== 'l2' && c?.inclusive) fail(['cache', name, 'inclusive'], 'only l2 can be inclusive');
    }
    if (s.tlb.pagesPerEntry * s.pageBytes > 1 << 18)
      fail(['tlb', 'pagesPerEntry'], 'an entry that maps more than 256 KB');
    if (l1i.tag !== l1d.tag) fail(['cache', 'l1d', 'tag'], 'tags unlike l1i’s');
    if (s.numa === null && s.monitor?.hotPages) fail(['monitor', 'hotPages'], 'pages cannot move without numa');
    if (s.numa !== null) {
      const plain = (c: CacheShape) => c.tag === 'physical' && c.write === 'back' && c.writeAllocate;
      if (l2 === null || !l2.inclusive || l2.index !== 'physical' || !plain(l1i) || !plain(l1d) || !plain(l2))
        fail(
          ['numa'],
          'coherence needs physical tags, write-back caches that allocate, and an inclusive, physically indexed l2',
        );
      else if (l1d.lineBytes > l2.lineBytes || l1i.lineBytes > l2.lineBytes)
        fail(['numa'], 'coherence needs first-level lines no longer than those of l2');
      else if (l2.lineBytes / l1d.lineBytes > 32) fail(['numa'], 'more than 32 first-level lines in one of l2');
    }
    if (GUEST_SYSTEMS[s.guest].thin && s.monitor === null) fail(['guest'], `${s.guest} runs on a monitor only`);
    const second = s.monitor?.secondLevelTlb;
    if (second !== undefined && second.entries > 0 && second.ways !== 'full' && second.ways > second.entries)
      fail(['monitor', 'secondLevelTlb', 'ways'], 'more ways than entries');
    const vms = s.monitor?.virtualCpus.vms ?? 1;
    s.monitor?.disks.kinds.forEach(({ disk, vm }, n) => {
      if (vm !== null && vm >= vms)
        fail(['monitor', 'disks', 'kinds', `${n}`, 'vm'], `no such virtual machine: there are ${vms}, from 0`);
      if (s.monitor?.disks.kinds.findIndex((each) => each.disk === disk) !== n)
        fail(['monitor', 'disks', 'kinds', `${n}`, 'disk'], `disk ${disk} is there already`);
    });
    if (typeof s.monitor?.network.peer === 'number' && s.monitor.network.peer >= vms)
      fail(['monitor', 'network', 'peer'], `no such virtual machine: there are ${vms}, from 0`);
    if (s.monitor?.kernelPageBytes != null && s.monitor.kernelPageBytes < s.pageBytes)
      fail(['monitor', 'kernelPageBytes'], `smaller than a page (${s.pageBytes} bytes)`);
    if (l2 === null) return;
    if (l2.tag === 'virtual' && l1d.tag === 'physical')
      fail(['cache', 'l2', 'tag'], 'virtual tags below a first level with physical ones');
    if (l2.inclusive && l2.tag !== l1d.tag)
      fail(['cache', 'l2', 'inclusive'], 'inclusion over a first level with other tags than its own');
    if (l2.tag === 'physical' && l1d.tag === 'virtual' && Math.max(l1i.lineBytes, l1d.lineBytes) > s.pageBytes)
      fail(['cache', 'l1d', 'lineBytes'], 'a line larger than a page above physical tags');
  });
export type Structure = z.infer<typeof Structure>;

/** log2 of the granule this structure needs of a trace: 16 bytes, or its smallest line. */
export function granuleBitsFor(...structures: Structure[]): number {
  const lines = structures.flatMap(({ cache: { l1i, l1d, l2 } }) => [
    l1i.lineBytes,
    l1d.lineBytes,
    l2?.lineBytes ?? 16,
  ]);
  return Math.log2(Math.min(16, ...lines));
}
