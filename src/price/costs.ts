import { z } from 'zod';
import { type ConfigKind, loadConfig } from '../config.ts';

/** Where a number comes from: printed in the paper; worked out from what is; our assumption; fitted to something named in the source. */
export const COST_KINDS = ['published', 'derived', 'assumed', 'fitted'] as const;

const cost = (unit: 'ns' | 'cycles' | 'MHz') =>
  z.strictObject({
    value: z.number().min(0).describe(`In ${unit}.`),
    unit: z.literal(unit),
    kind: z.enum(COST_KINDS),
    source: z.string().min(1).describe('Page, table, formula or reason.'),
  });

/** How long things take. Every number says where it comes from. */
export const Costs = z.strictObject({
  name: z.string().default('unnamed'),
  description: z.string().optional(),
  clock: cost('MHz').describe('Processor clock.'),
  instruction: cost('cycles').describe('An instruction that hits its first-level caches.'),
  boardCacheHit: cost('ns').describe('A first-level miss served by the board cache.'),
  localMemory: cost('ns').describe('A miss served by local memory, in all.'),
  remoteMemory: cost('ns').describe('A miss served by the memory of another node, in all.'),
  dirtyMemory: cost('ns').describe('A miss served by the cache of the CPU that owns the line, in all.'),
  memoryOccupancy: cost('ns').describe(
    'Time a transaction keeps its home node busy: what contention is computed from.',
  ),
  hotPage: cost('cycles').describe('Interrupt of the monitor by a hot page, and its decision.'),
  pageMove: cost('cycles').describe('Moving or copying a page, but for copying its lines: pmap, memmap, a new page.'),
  tlbShootdown: cost('cycles').describe("Removing an entry from another CPU's TLB: interprocessor interrupt, answer."),
  guestRefill: cost('cycles').describe("A run of the guest kernel's TLB refill handler."),
  secondLevelHit: cost('cycles').describe('A TLB miss served from the second-level software TLB, trap included.'),
  kernelTlbFault: cost('cycles').describe(
    "The same on behalf of the guest's kernel, which misses in its mapped segment.",
  ),
  trap: cost('cycles').describe("An exception taken by the monitor and delivered to the guest's vector."),
  emulation: cost('cycles').describe('A privileged instruction trapped on and emulated.'),
  specialPageAccess: cost('cycles').describe(
    'A privileged register access turned into a load or store, beyond the instruction itself.',
  ),
  tlbWriteEmulation: cost('cycles').describe('A TLB write by the guest: trap, pmap look-up, insertion.'),
  pmapEntry: cost('cycles').describe("Making a physical page's TLB entry: machine page, protection, its two words."),
  monitorPageFault: cost('cycles').describe('Finding a machine page for a physical page, without clearing it.'),
  monitorCall: cost('cycles').describe('A call of the monitor by the guest, without what it asks for.'),
  virtualCpuSwitch: cost('cycles').describe('Putting another virtual CPU on a CPU: registers out and in, TLB flushed.'),
  diskAccess: cost('ns').describe('A request to a disk: controller, seek and rotation on average.'),
  nfsRequest: cost('ns').describe('A request to an NFS server: what occupies the server, but for its disk.'),
  diskSector: cost('ns').describe('Moving a sector of 512 bytes.'),
});
export type Costs = z.infer<typeof Costs>;
/** Names of the numbers in `Costs`. */
export type CostName = Exclude<keyof Costs, 'name' | 'description'>;
export const COST_NAMES = Object.keys(Costs.shape).filter((k) => k !== 'name' && k !== 'description') as CostName[];

export const COSTS: ConfigKind<Costs> = {
  noun: 'costs',
  schema: Costs,
  presets: new URL('./costs/', import.meta.url),
  flag: '--set-cost',
};

/** Costs by preset name or file, with overrides such as `localMemory.value=400`. Throws UserError with file:line:column. */
export const loadCosts = (nameOrPath: string, overrides: readonly string[] = []): Costs =>
  loadConfig(COSTS, nameOrPath, overrides);
