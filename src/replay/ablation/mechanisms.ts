import type { EventName } from '../counts/event.ts';
import { HotPageShape, type MonitorShape, Structure } from '../structure/structure.ts';
import { whySettingIdle } from '../why/settings.ts';
import type { TraceFacts } from '../why/trace-facts.ts';
import { WHY } from '../why/why.ts';

/** A value of a setting. */
export type Setting = boolean | number | string | object | null;

interface Entry {
  /** In the paper's words; unique. */
  name: string;
  /** Of the paper. */
  section: string;
  /** What it does, for people. */
  sentence: string;
  /** Path of the monitor's switch, below `monitor` in the structure. */
  setting: string;
  /** Other settings that only shape it. */
  parameters?: readonly string[];
  /** Why this structure cannot have it, or has it already; null where it can. */
  cannotBe?: (shape: MonitorShape, structure: Structure) => string | null;
}

/** What a mechanism is called on a command line and in a file's name; each has one entry of MECHANISMS. */
export type MechanismKey =
  | 'second-level-tlb'
  | 'special-register-page'
  | 'ready-entries'
  | 'zeroed-pages'
  | 'freed-pages'
  | 'device-calls'
  | 'copy-on-write-disks'
  | 'subnet-remap'
  | 'remap-call'
  | 'buffer-free-list'
  | 'replicated-code'
  | 'hot-pages'
  | 'affinity';

/** What the monitor does to save time and memory. `on` is what turns it on where a structure has it off. */
export interface Mechanism extends Entry {
  /** That it is a mechanism. */
  kind: 'mechanism';
  /** Its key: a command's argument, a file's name. */
  key: MechanismKey;
  /** What is counted more or less often with it than without, apart from the references, misses and traps that any work has. */
  events: readonly EventName[];
  /** The value of its setting that turns it off. */
  off: Setting;
  /** The value that turns it on. */
  on: Setting;
}

/** What the paper's monitor might do or be instead. */
export interface WhatIf extends Entry {
  /** That it is no mechanism of the monitor. */
  kind: 'what-if';
  /** The value of its setting. */
  value: Setting;
}

type CannotBe = NonNullable<Entry['cannotBe']>;

/** A table that cannot be made is not replayed. */
const tooManyWays =
  (entries: number): CannotBe =>
  ({ secondLevelTlb: { ways } }) =>
    ways !== 'full' && ways > entries ? 'more ways than entries' : null;

/** Every mechanism of the monitor that has a switch. */
export const MECHANISMS: readonly Mechanism[] = [
  {
    kind: 'mechanism',
    key: 'second-level-tlb',
    name: 'second-level TLB',
    section: '4.2.2',
    sentence: 'A TLB miss found in a software TLB of the monitor is refilled without telling the guest.',
    events: ['secondLevelHit', 'secondLevelMiss'],
    setting: 'secondLevelTlb.entries',
    parameters: ['secondLevelTlb.ways', 'secondLevelTlb.index', 'secondLevelTlb.entryBytes'],
    off: 0,
    on: 1024,
    cannotBe: (shape, ...rest) => (shape.secondLevelTlb.entries === 0 ? tooManyWays(1024)(shape, ...rest) : null),
  },
  {
    kind: 'mechanism',
    key: 'special-register-page',
    name: 'special register page',
    section: '4.3',
    sentence:
      'Privileged registers are read and written by loads and stores of a page instead of instructions that trap.',
    events: ['specialPageAccess', 'specialPagePatch', 'registerReadEmulated', 'registerWriteEmulated'],
    setting: 'specialRegisterPage',
    parameters: ['specialRegisterPlaces'],
    off: 'off',
    on: 'hand',
  },
  {
    kind: 'mechanism',
    key: 'ready-entries',
    name: 'ready entries in pmap',
    section: '4.2.2',
    sentence:
      "pmap keeps each physical page's TLB entry ready made, so that a TLB write only merges the protection bits.",
    events: ['pmapEntry'],
    setting: 'readyEntries',
    off: false,
    on: true,
  },
  {
    kind: 'mechanism',
    key: 'zeroed-pages',
    name: 'zeroed pages',
    section: '4.3',
    sentence: 'The guest asks the monitor for a zeroed page, so that no page is cleared by both.',
    events: ['pageCleared', 'monitorCall'],
    setting: 'zeroedPages',
    off: false,
    on: true,
  },
  {
    kind: 'mechanism',
    key: 'freed-pages',
    name: 'freed-page hint',
    section: '4.3',
    sentence:
      'The guest tells the monitor of pages it puts on its free list, whose machine pages it takes back at once.',
    events: ['pageFreed', 'monitorCall', 'monitorPageFault'],
    setting: 'freedPages',
    off: false,
    on: true,
  },
  {
    kind: 'mechanism',
    key: 'device-calls',
    name: 'device calls',
    section: '4.2.4',
    sentence: 'A command for a device is one monitor call instead of a trap for each of its programmed accesses.',
    events: ['deviceAccessEmulated', 'monitorCall'],
    setting: 'deviceCalls',
    parameters: ['programmedAccesses'],
    off: false,
    on: true,
  },
  {
    kind: 'mechanism',
    key: 'copy-on-write-disks',
    name: 'copy-on-write disks',
    section: '4.2.5',
    sentence: 'Blocks of a disk that are in memory, for whichever VM, are mapped or copied instead of read.',
    events: ['diskRequest', 'blockMapped', 'sectorCopied', 'sectorLogged', 'copyOnWriteFault'],
    setting: 'disks.sharing',
    parameters: ['disks.kinds', 'disks.others', 'memory.machineMB', 'memory.vmMB', 'sharedRegions'],
    off: false,
    on: true,
  },
  {
    kind: 'mechanism',
    key: 'subnet-remap',
    name: 'remapping on the virtual subnet',
    section: '4.2.6',
    sentence: 'Whole aligned pages of a message are mapped to its receiver instead of copied.',
    events: ['networkMessage', 'networkRemap', 'byteCopied'],
    setting: 'network.remapPages',
    parameters: ['network.peer'],
    off: false,
    on: true,
  },
  {
    kind: 'mechanism',
    key: 'remap-call',
    name: 'remap call',
    section: '4.3',
    sentence: 'The guest has pages that came over the network remapped into its file cache instead of copying them.',
    events: ['networkRemap', 'byteCopied'],
    setting: 'network.remapCall',
    off: false,
    on: true,
  },
  {
    kind: 'mechanism',
    key: 'buffer-free-list',
    name: 'network buffer free list',
    section: '4.3',
    sentence:
      "The guest's free list of network buffers no longer writes into their pages, which would end the sharing.",
    events: ['copyOnWriteFault'],
    setting: 'network.freeListFix',
    off: false,
    on: true,
  },
  {
    kind: 'mechanism',
    key: 'replicated-code',
    name: 'replicated monitor code',
    section: '4.2',
    sentence: "The monitor's code is on every node, so that its instruction misses are local.",
    events: ['localRead', 'remoteRead'],
    setting: 'replicatedCode',
    off: false,
    on: true,
  },
  {
    kind: 'mechanism',
    key: 'hot-pages',
    name: 'moving hot pages',
    section: '4.2.3',
    sentence: 'Pages that miss often from another node migrate there, or are replicated while nobody stores to them.',
    events: ['hotPage', 'migration', 'replication', 'collapse', 'replicaReclaimed', 'tlbShootdown'],
    setting: 'hotPages',
    off: null,
    on: HotPageShape.parse({}),
  },
  {
    kind: 'mechanism',
    key: 'affinity',
    name: 'affinity of virtual CPUs',
    section: '4.2.1',
    sentence: 'A virtual CPU keeps to its CPU, whose caches know it, unless another has nothing to do.',
    events: ['virtualCpuSwitch', 'capacityMiss'],
    setting: 'virtualCpus.affinity',
    parameters: ['virtualCpus.vms', 'virtualCpus.spread', 'virtualCpus.cpus', 'virtualCpus.quantumInstructions'],
    off: false,
    on: true,
  },
];

/** Cells are of nodes. */
const noNodes: CannotBe = (_, { numa }) => (numa === null ? WHY.apart : null);

const kernelPages = (name: string, bytes: number): WhatIf => ({
  kind: 'what-if',
  name: `kernel in ${name} pages`,
  section: '5.2',
  sentence: `The kernel segment is mapped by pages of ${name}, as the paper suggests.`,
  setting: 'kernelPageBytes',
  value: bytes,
  cannotBe: (_, { pageBytes }) => (bytes <= pageBytes ? 'all pages are as large' : null),
});

const secondLevel = (entries: number): WhatIf => ({
  kind: 'what-if',
  name: `second-level TLB of ${entries.toLocaleString('en-US')}`,
  section: '4.2.2',
  sentence: `The second-level TLB has ${entries.toLocaleString('en-US')} entries; the paper does not say how many.`,
  setting: 'secondLevelTlb.entries',
  value: entries,
  cannotBe: tooManyWays(entries),
});

/** What else could be: larger pages, other sizes, other hardware, and what the model itself assumes. */
export const WHAT_IFS: readonly WhatIf[] = [
  kernelPages('64 KB', 2 ** 16),
  kernelPages('1 MB', 2 ** 20),
  kernelPages('16 MB', 2 ** 24),
  {
    kind: 'what-if',
    name: 'kernel unmapped',
    section: '4.2.2',
    sentence: 'The kernel stays in a segment that bypasses the TLB, as if the hardware let a monitor relocate it.',
    setting: 'kernelSegment',
    value: 'unmapped',
  },
  {
    kind: 'what-if',
    name: 'register page by patching',
    section: '4.3',
    sentence:
      'The monitor rewrites each register access at its first trap, instead of the kernel’s source being changed.',
    setting: 'specialRegisterPage',
    value: 'patched',
  },
  {
    kind: 'what-if',
    name: 'TLB tagged by VM',
    section: '4.2.2',
    sentence: 'TLB entries name their VM, so that switching virtual CPUs flushes nothing.',
    setting: 'virtualCpus.flushTlb',
    value: false,
  },
  secondLevel(512),
  secondLevel(8192),
  {
    kind: 'what-if',
    name: 'no footprint in the caches',
    section: '4.2',
    sentence: "The monitor's own code and data take no room in the caches: what a model without them would say.",
    setting: 'footprint',
    value: false,
  },
  {
    kind: 'what-if',
    name: 'a monitor on each node',
    section: '4.2',
    sentence:
      'Each node is a cell with a monitor of its own, as in Cellular Disco, so that a failure takes one of them.',
    setting: 'nodesPerCell',
    parameters: ['cellSurvives', 'shareAcrossCells', 'replicas'],
    value: 1,
    cannotBe: noNodes,
  },
];

/** Why a mechanism or a what-if can do nothing on this structure and trace; null where it can. */
export function cannotAct(
  { setting, cannotBe }: Mechanism | WhatIf,
  structure: Structure & { monitor: MonitorShape },
  facts: TraceFacts,
): string | null {
  const { numa, monitor } = structure;
  const nodes = numa === null ? 1 : numa.nodes === 'cpus' ? facts.cpus : numa.nodes;
  return (
    cannotBe?.(monitor, structure) ?? whySettingIdle(['monitor', ...setting.split('.')], { structure, nodes, facts })
  );
}

/** A setting's value, by its path below `monitor`. */
export function settingOf(shape: MonitorShape, path: string): Setting {
  let value: unknown = shape;
  for (const key of path.split('.')) value = (value as Record<string, unknown>)[key];
  return value as Setting;
}

/** The structure with settings of its monitor changed. Throws a ZodError if they do not go with the rest of it. */
export function withSettings(structure: Structure, changes: Readonly<Record<string, Setting>>): Structure {
  const changed = structuredClone(structure);
  // Places are those of a page by hand.
  if ((changes.specialRegisterPage ?? 'hand') !== 'hand') changes = { ...changes, specialRegisterPlaces: null };
  for (const [path, value] of Object.entries(changes)) {
    const keys = path.split('.');
    const last = keys.pop()!;
    let at = changed.monitor as unknown as Record<string, unknown>;
    for (const key of keys) at = at[key] as Record<string, unknown>;
    at[last] = value;
  }
  return Structure.parse(changed);
}
