import type { EventName } from '../../replay/counts/event.ts';
import type { Structure } from '../../replay/structure/structure.ts';
import { nothingRemote, WHY } from '../../replay/why/why.ts';
import type { CostName } from '../cost-table.ts';
import type { IdleFacts } from './facts.ts';

/** Why a cost that changes no time cannot act; null: it is not for this. */
type Reason = (facts: IdleFacts) => string | null;
/** From what holds for everything to what holds for the cost alone; the last always holds where the cost changes nothing. */
type Reasons = readonly [...Reason[], string];

const when =
  (holds: (facts: IdleFacts) => boolean, why: string): Reason =>
  (facts) =>
    holds(facts) ? why : null;
const none = (why: string, ...events: readonly EventName[]): Reason => when((f) => f.happened(...events) === 0, why);

const noMonitor = when(({ counts }) => counts.structure.monitor === null, WHY.noMonitor);
const remote: Reason = ({ counts: { nodes, cpus, structure } }) =>
  nothingRemote({ nodes, cpus, coherent: structure.numa !== null });
const still = when(({ counts }) => counts.structure.monitor?.hotPages == null, WHY.noHotPages);
const noKernel = when(({ kernel }) => !kernel, WHY.noKernel);
const noTlb = when(({ counts }) => counts.structure.tlb.entries === 0, WHY.noTlb);
const noTlbMiss = none('no TLB miss', 'tlbMiss');
const noSecondLevel = when(({ counts }) => counts.structure.monitor?.secondLevelTlb.entries === 0, WHY.noSecondLevel);
const noMiss = none(
  'nothing missed the caches',
  'localRead',
  'remoteRead',
  'dirtyRead',
  'localUpgrade',
  'remoteUpgrade',
);
const inMemory = when(
  (f) => f.requests === 0 && f.happened('blockMapped', 'sectorCopied') > 0,
  'every block that was asked for is in memory already',
);
const noRequests = when((f) => f.requests === 0, WHY.noDisk);
const noServer = none('no requests to an NFS server', 'nfsRequest', 'nfsNameRequest');

/** For each cost, why it may change no time. */
export const IDLE_REASONS: Readonly<Record<CostName, Reasons>> = {
  clock: ['nothing whose cost is in cycles takes any time'],
  instruction: ['no instructions in the trace'],
  boardCacheHit: [
    when(({ counts }) => counts.structure.cache.l2 === null, WHY.noBoardCache),
    'nothing missed the first-level caches',
  ],
  localMemory: [noMiss, "no miss was served by the own node's memory"],
  remoteMemory: [remote, noMiss, 'every miss was served by the own node, or from the cache of a CPU'],
  dirtyMemory: [remote, noMiss, 'no line was read from the cache of another CPU'],
  memoryOccupancy: [
    when(({ counts }) => counts.cpus === 1, WHY.oneCpuQueue),
    when(
      ({ counts }) => counts.structure.numa === null,
      'the CPUs know nothing of each other: nobody queues for memory',
    ),
    when(({ counts }) => counts.structure.numa?.banks === 'unlimited', WHY.unlimited),
    when(({ memoryUsers }) => memoryUsers < 2, 'no two CPUs used memory at the same time'),
    "no CPU found a node's memory busy with another",
  ],
  hotPage: [noMonitor, remote, still, 'no page became hot'],
  pageMove: [noMonitor, remote, still, 'no page was moved, copied or given up'],
  tlbShootdown: [noMonitor, remote, still, "no page moved that was in another CPU's TLB"],
  interCellCall: [
    noMonitor,
    remote,
    when(({ counts }) => counts.structure.monitor?.nodesPerCell == null, WHY.oneCell),
    'no cell called another',
  ],
  guestRefill: [
    noTlb,
    noTlbMiss,
    when((f) => f.happened('monitorRefill') > 0, 'the monitor refills the TLB of a guest without virtual memory'),
    "no TLB miss reached the guest's refill handler",
  ],
  secondLevelHit: [
    noMonitor,
    noTlb,
    noSecondLevel,
    noTlbMiss,
    'no TLB miss of a program was found in the second-level TLB',
  ],
  kernelTlbFault: [
    noMonitor,
    noTlb,
    noSecondLevel,
    when(({ counts }) => counts.structure.monitor?.kernelSegment === 'unmapped', WHY.kernelUnmapped),
    noKernel,
    noTlbMiss,
    'no TLB miss of the kernel was found in the second-level TLB',
  ],
  trap: [noMonitor, 'the monitor delivered no exception and no interrupt'],
  emulation: [noMonitor, noKernel, 'no privileged instruction was emulated'],
  specialPageAccess: [
    noMonitor,
    when(({ counts }) => counts.structure.monitor?.specialRegisterPage === 'off', 'there is no special register page'),
    noKernel,
    'no privileged register was read or written through the special page',
  ],
  tlbWriteEmulation: [noMonitor, noTlbMiss, 'the guest wrote no TLB entry, and the monitor refilled none from pmap'],
  pmapEntry: [noMonitor, 'no entry of pmap was made'],
  monitorPageFault: [noMonitor, 'no physical page was touched for the first time'],
  monitorCall: [noMonitor, 'the guest never called the monitor'],
  lockAcquisition: ['no lock of the kernel was acquired'],
  processSwitch: [
    when(({ counts }) => counts.cpus === 1, WHY.oneCpuLock),
    when(({ sleepers }) => !sleepers, 'no two CPUs of a kernel have a lock that they sleep for'),
    'no CPU found a lock that it sleeps for held by another',
  ],
  virtualCpuSwitch: [
    noMonitor,
    when(({ counts }) => counts.structure.monitor?.virtualCpus.cpus === null, WHY.cpuForEach),
    'no virtual CPU took the place of another',
  ],
  diskAccess: [inMemory, noRequests, 'nobody waited for a disk'],
  nfsRequest: [noServer, none('no requests for data to an NFS server', 'nfsRequest'), 'nobody waited for the server'],
  nfsNameRequest: [
    noServer,
    none('no requests for names to an NFS server', 'nfsNameRequest'),
    'nobody waited for the server',
  ],
  diskSector: [
    inMemory,
    noRequests,
    when(({ sectors }) => sectors === 0, 'requests to disks move no sectors'),
    'nobody waited for a disk',
  ],
};

type StructureReason = (machine: { structure: Structure; nodes: number; cpus: number }) => string | null;

const unmonitored: StructureReason = ({ structure }) => (structure.monitor === null ? WHY.noMonitor : null);
const near: StructureReason = ({ structure, nodes, cpus }) =>
  nothingRemote({ nodes, cpus, coherent: structure.numa !== null });
const anyOf =
  (...reasons: readonly StructureReason[]): StructureReason =>
  (machine) =>
    reasons.map((reason) => reason(machine)).find((why) => why !== null) ?? null;
const never: StructureReason = () => null;

/** For each cost, why it can change no time on a machine with a trace of so many CPUs, whatever is in the trace; null: it may. */
const STRUCTURE_REASONS: Readonly<Record<CostName, StructureReason>> = {
  clock: never,
  instruction: never,
  boardCacheHit: ({ structure }) => (structure.cache.l2 === null ? WHY.noBoardCache : null),
  localMemory: never,
  remoteMemory: near,
  dirtyMemory: near,
  memoryOccupancy: ({ structure, cpus, nodes }) =>
    cpus === 1 && nodes === 1
      ? WHY.oneCpuQueue
      : structure.numa?.banks === 'unlimited' && nodes === 1
        ? WHY.unlimited
        : null,
  hotPage: anyOf(unmonitored, near),
  pageMove: unmonitored,
  tlbShootdown: unmonitored,
  interCellCall: anyOf(unmonitored, near, ({ structure }) =>
    structure.monitor?.nodesPerCell === null ? WHY.oneCell : null,
  ),
  guestRefill: ({ structure }) => (structure.tlb.entries === 0 ? WHY.noTlb : null),
  secondLevelHit: unmonitored,
  kernelTlbFault: unmonitored,
  trap: unmonitored,
  emulation: unmonitored,
  specialPageAccess: unmonitored,
  tlbWriteEmulation: unmonitored,
  pmapEntry: unmonitored,
  monitorPageFault: unmonitored,
  monitorCall: unmonitored,
  lockAcquisition: never,
  processSwitch: ({ cpus }) => (cpus === 1 ? WHY.oneCpuLock : null),
  virtualCpuSwitch: unmonitored,
  diskAccess: never,
  nfsRequest: never,
  nfsNameRequest: never,
  diskSector: never,
};

/** Why a cost can change no time on this machine with a trace of so many CPUs; null: it may. */
export const whyIdleOn = (cost: CostName, machine: Parameters<StructureReason>[0]): string | null =>
  STRUCTURE_REASONS[cost](machine);

/** Why a cost that changes no time of these counts cannot act on them. */
export function whyIdle(cost: CostName, facts: IdleFacts): string {
  for (const reason of IDLE_REASONS[cost]) {
    const why = typeof reason === 'string' ? reason : reason(facts);
    if (why !== null) return why;
  }
  throw new RangeError(`no reason for ${cost}`);
}
