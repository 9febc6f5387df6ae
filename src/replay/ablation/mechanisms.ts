import { GUEST_SYSTEMS } from '../../guest/systems.ts';
import { HotPageShape, type MonitorShape, Structure } from '../structure/structure.ts';
import type { TraceFacts } from './trace-facts.ts';

/** A value of a setting. */
export type Setting = boolean | number | string | object | null;

interface Entry {
  /** In the paper's words; unique. */
  name: string;
  /** Of the paper. */
  section: string;
  sentence: string;
  /** Path of the monitor's switch, below `monitor` in the structure. */
  setting: string;
  /** Other settings that only shape it. */
  parameters?: readonly string[];
  /** Why it can do nothing on this structure and trace; null where it can. */
  cannotAct?: (shape: MonitorShape, structure: Structure, facts: TraceFacts) => string | null;
}

/** What the monitor does to save time. `on` is what turns it on where a structure has it off. */
export interface Mechanism extends Entry {
  kind: 'mechanism';
  off: Setting;
  on: Setting;
}

/** What the paper's monitor might do or be instead. */
export interface WhatIf extends Entry {
  kind: 'what-if';
  value: Setting;
}

type CannotAct = NonNullable<Entry['cannotAct']>;

const nodesOf = ({ numa }: Structure, { cpus }: TraceFacts): number =>
  numa === null ? 1 : numa.nodes === 'cpus' ? cpus : numa.nodes;
const oneNode: CannotAct = (_, structure, facts) => (nodesOf(structure, facts) < 2 ? 'one node' : null);
const shared: CannotAct = ({ virtualCpus: { cpus } }, _, facts) =>
  cpus === null || cpus >= facts.cpus ? 'a CPU for each virtual CPU' : null;
const tooManyWays =
  (entries: number): CannotAct =>
  ({ secondLevelTlb: { ways } }) =>
    ways !== 'full' && ways > entries ? 'more ways than entries' : null;
const without = (fact: Exclude<keyof TraceFacts, 'cpus'>, why: string): CannotAct => {
  return (_, __, facts) => (facts[fact] === 0 ? why : null);
};

/** Whether pages can come over the network: messages between machines, or a disk served by one to another. */
const received = ({ disks: { kinds }, network: { peer }, virtualCpus: { vms } }: MonitorShape, facts: TraceFacts) =>
  (peer !== 'gateway' && facts.messages > 0) || (vms > 1 && kinds.some(({ kind }) => kind === 'nfs'));
const notReceived: CannotAct = (shape, _, facts) => (received(shape, facts) ? null : 'nothing comes over the network');

/** Every mechanism of the monitor that has a switch. */
export const MECHANISMS: readonly Mechanism[] = [
  {
    kind: 'mechanism',
    name: 'second-level TLB',
    section: '4.2.2',
    sentence: 'A TLB miss found in a software TLB of the monitor is refilled without telling the guest.',
    setting: 'secondLevelTlb.entries',
    parameters: ['secondLevelTlb.ways', 'secondLevelTlb.index', 'secondLevelTlb.entryBytes'],
    off: 0,
    on: 1024,
    cannotAct: (shape, ...rest) => (shape.secondLevelTlb.entries === 0 ? tooManyWays(1024)(shape, ...rest) : null),
  },
  {
    kind: 'mechanism',
    name: 'special register page',
    section: '4.3',
    sentence:
      'Privileged registers are read and written by loads and stores of a page instead of instructions that trap.',
    setting: 'specialRegisterPage',
    parameters: ['specialRegisterPlaces'],
    off: 'off',
    on: 'hand',
    cannotAct: (_, { guest }, { privileged }) =>
      privileged === 0 && GUEST_SYSTEMS[guest].thin ? 'no privileged instructions' : null,
  },
  {
    kind: 'mechanism',
    name: 'ready entries in pmap',
    section: '4.2.2',
    sentence:
      "pmap keeps each physical page's TLB entry ready made, so that a TLB write only merges the protection bits.",
    setting: 'readyEntries',
    off: false,
    on: true,
  },
  {
    kind: 'mechanism',
    name: 'zeroed pages',
    section: '4.3',
    sentence: 'The guest asks the monitor for a zeroed page, so that no page is cleared by both.',
    setting: 'zeroedPages',
    off: false,
    on: true,
    cannotAct: without('zeroPages', 'no page is cleared'),
  },
  {
    kind: 'mechanism',
    name: 'freed-page hint',
    section: '4.3',
    sentence:
      'The guest tells the monitor of pages it puts on its free list, whose machine pages it takes back at once.',
    setting: 'freedPages',
    off: false,
    on: true,
    cannotAct: without('freedPages', 'no page is freed'),
  },
  {
    kind: 'mechanism',
    name: 'device calls',
    section: '4.2.4',
    sentence: 'A command for a device is one monitor call instead of a trap for each of its programmed accesses.',
    setting: 'deviceCalls',
    parameters: ['programmedAccesses'],
    off: false,
    on: true,
    cannotAct: without('diskRequests', 'no disk requests'),
  },
  {
    kind: 'mechanism',
    name: 'copy-on-write disks',
    section: '4.2.5',
    sentence: 'Blocks of a disk that are in memory, for whichever machine, are mapped or copied instead of read.',
    setting: 'disks.sharing',
    parameters: ['disks.kinds', 'disks.others', 'memory.machineMB', 'memory.vmMB', 'sharedRegions'],
    off: false,
    on: true,
    cannotAct: ({ virtualCpus: { vms } }, _, { diskRequests }) =>
      diskRequests === 0 && vms === 1 ? 'no disk requests' : null,
  },
  {
    kind: 'mechanism',
    name: 'remapping on the virtual subnet',
    section: '4.2.6',
    sentence: 'Whole aligned pages of a message are mapped to its receiver instead of copied.',
    setting: 'network.remapPages',
    parameters: ['network.peer'],
    off: false,
    on: true,
    cannotAct: notReceived,
  },
  {
    kind: 'mechanism',
    name: 'remap call',
    section: '4.3',
    sentence: 'The guest has pages that came over the network remapped into its file cache instead of copying them.',
    setting: 'network.remapCall',
    off: false,
    on: true,
    cannotAct: (shape, structure, facts) => (facts.remaps > 0 ? null : notReceived(shape, structure, facts)),
  },
  {
    kind: 'mechanism',
    name: 'network buffer free list',
    section: '4.3',
    sentence:
      "The guest's free list of network buffers no longer writes into their pages, which would end the sharing.",
    setting: 'network.freeListFix',
    off: false,
    on: true,
    cannotAct: notReceived,
  },
  {
    kind: 'mechanism',
    name: 'replicated monitor code',
    section: '4.2',
    sentence: "The monitor's code is on every node, so that its instruction misses are local.",
    setting: 'replicatedCode',
    off: false,
    on: true,
    cannotAct: (shape, structure, facts) => {
      if (!shape.footprint) return 'the monitor is not in the caches';
      return facts.cpus < 2 ? 'one CPU' : oneNode(shape, structure, facts);
    },
  },
  {
    kind: 'mechanism',
    name: 'moving hot pages',
    section: '4.2.3',
    sentence: 'Pages that miss often from another node migrate there, or are replicated while nobody stores to them.',
    setting: 'hotPages',
    off: null,
    on: HotPageShape.parse({}),
    cannotAct: oneNode,
  },
  {
    kind: 'mechanism',
    name: 'affinity of virtual CPUs',
    section: '4.2.1',
    sentence: 'A virtual CPU keeps to its CPU, whose caches know it, unless another has nothing to do.',
    setting: 'virtualCpus.affinity',
    parameters: ['virtualCpus.vms', 'virtualCpus.cpus', 'virtualCpus.quantumInstructions'],
    off: false,
    on: true,
    cannotAct: shared,
  },
];

const kernelPages = (name: string, bytes: number): WhatIf => ({
  kind: 'what-if',
  name: `kernel in ${name} pages`,
  section: '5.2',
  sentence: `The kernel segment is mapped by pages of ${name}, as the paper suggests.`,
  setting: 'kernelPageBytes',
  value: bytes,
  cannotAct: ({ kernelSegment }, { pageBytes }, { kernel }) => {
    if (kernelSegment === 'unmapped') return 'the kernel is unmapped';
    if (kernel === 0) return 'no kernel in the trace';
    return bytes <= pageBytes ? 'all pages are as large' : null;
  },
});

const secondLevel = (entries: number): WhatIf => ({
  kind: 'what-if',
  name: `second-level TLB of ${entries.toLocaleString('en-US')}`,
  section: '4.2.2',
  sentence: `The second-level TLB has ${entries.toLocaleString('en-US')} entries; the paper does not say how many.`,
  setting: 'secondLevelTlb.entries',
  value: entries,
  cannotAct: tooManyWays(entries),
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
    cannotAct: without('kernel', 'no kernel in the trace'),
  },
  {
    kind: 'what-if',
    name: 'register page by patching',
    section: '4.3',
    sentence:
      'The monitor rewrites each register access at its first trap, instead of the kernel’s source being changed.',
    setting: 'specialRegisterPage',
    value: 'patched',
    cannotAct: without('privileged', 'no privileged instructions'),
  },
  {
    kind: 'what-if',
    name: 'TLB tagged by machine',
    section: '4.2.2',
    sentence: 'TLB entries name their virtual machine, so that switching virtual CPUs flushes nothing.',
    setting: 'virtualCpus.flushTlb',
    value: false,
    cannotAct: shared,
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
];

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
