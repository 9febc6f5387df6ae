import { GUEST_SYSTEMS } from '../../guest/systems.ts';
import type { MonitorShape, Structure } from '../structure/structure.ts';
import type { TraceFacts } from './trace-facts.ts';
import { nothingRemote, WHY } from './why.ts';

/** What is known where a setting is asked of: the structure with all others, and the trace. */
export interface Given {
  structure: Structure;
  nodes: number;
  facts: TraceFacts;
}

type Reason = (given: Given) => string | null;
type MonitorReason = (monitor: MonitorShape, given: Given) => string | null;

const when =
  (holds: (given: Given) => boolean, why: string): Reason =>
  (given) =>
    holds(given) ? why : null;
const monitored =
  (reason: MonitorReason): Reason =>
  (given) =>
    given.structure.monitor === null ? WHY.noMonitor : reason(given.structure.monitor, given);
const always =
  (why: string): Reason =>
  () =>
    why;
const without = (fact: Exclude<keyof TraceFacts, 'cpus'>, why: string): Reason =>
  when(({ facts }) => facts[fact] === 0, why);

const remote: Reason = ({ structure, nodes, facts: { cpus } }) =>
  nothingRemote({ nodes, cpus, coherent: structure.numa !== null });

/** Whether pages can come over the network: messages between machines, or a disk served by one to another. */
const received = (
  { disks: { kinds }, network: { peer }, virtualCpus: { vms } }: MonitorShape,
  { facts }: Given,
): boolean =>
  (peer !== 'gateway' && facts.messages > 0) ||
  (vms > 1 && facts.diskRequests > 0 && kinds.some(({ kind }) => kind === 'nfs'));
const notReceived: MonitorReason = (monitor, given) =>
  received(monitor, given) ? null : 'nothing comes over the network';

/** No disk to ask, and no file of the kernel's. */
const noDisk = without('diskRequests', WHY.noDisk);
/** Messages are commands for a device too. */
const noCommand: Reason = (given) => (given.facts.messages === 0 ? noDisk(given) : null);
const shares: Reason = monitored(({ virtualCpus: { cpus } }, { facts }) =>
  cpus === null || cpus >= facts.cpus ? WHY.cpuForEach : null,
);
/** The guest's refill handler is in the kernel's segment too. */
const noKernel: Reason = when(
  ({ structure, facts }) => facts.kernel === 0 && GUEST_SYSTEMS[structure.guest].thin,
  WHY.noKernel,
);
const noPrivileged: Reason = when(
  ({ structure, facts }) => facts.privileged === 0 && GUEST_SYSTEMS[structure.guest].thin,
  'no privileged instructions',
);
const noSecondLevel = monitored(({ secondLevelTlb }) => (secondLevelTlb.entries === 0 ? WHY.noSecondLevel : null));
const noTlb = when(({ structure }) => structure.tlb.entries === 0, WHY.noTlb);

/**
 * Why a setting of a structure changes no count and no time of a trace, whatever its value: by its path as replay reads it, what is said of a group
 * being said of all in it. A setting that is not here may always act. Conditions are on the trace and on other settings, never on the
 * setting itself.
 */
const REASONS: Readonly<Record<string, Reason>> = {
  seed: when(
    ({ structure: { tlb, cache } }) =>
      [tlb, cache.l1i, cache.l1d, cache.l2].every((each) => each?.replacement !== 'random'),
    'nothing is replaced at random',
  ),
  affinityInstructions: when(({ facts }) => facts.cpus === 1, 'one CPU: processes run nowhere else'),
  'numa.placement': remote,
  'numa.banks': when(({ facts }) => facts.cpus === 1, WHY.oneCpuQueue),
  'tlb.ways': noTlb,
  'tlb.pagesPerEntry': noTlb,
  'tlb.replacement': noTlb,
  'monitor.hotPages': remote,
  'numa.disks': always(WHY.nothingFails),
  'monitor.nodesPerCell': remote,
  'monitor.shareAcrossCells': monitored(({ nodesPerCell }, given) =>
    nodesPerCell === null ? WHY.oneCell : remote(given),
  ),
  'monitor.replicas': monitored(({ nodesPerCell }, given) => (nodesPerCell === null ? WHY.oneCell : remote(given))),
  'monitor.cellSurvives': always(WHY.nothingFails),
  'monitor.replicatedCode': remote,
  'monitor.zeroedPages': without('zeroPages', 'no page is cleared'),
  'monitor.freedPages': without('freedPages', 'no page is freed'),
  'monitor.deviceCalls': noCommand,
  'monitor.programmedAccesses': monitored(({ deviceCalls }, given) =>
    deviceCalls ? 'a command for a device is one monitor call' : noCommand(given),
  ),
  'monitor.disks.sharing': monitored(({ virtualCpus: { vms } }, given) => (vms === 1 ? noDisk(given) : null)),
  'monitor.disks.kinds': noDisk,
  'monitor.disks.others': noDisk,
  'monitor.network.remapPages': monitored(notReceived),
  'monitor.network.remapCall': monitored((monitor, given) =>
    given.facts.remaps > 0 ? null : notReceived(monitor, given),
  ),
  'monitor.network.freeListFix': monitored(notReceived),
  'monitor.network.peer': without('messages', 'no messages are sent'),
  'monitor.virtualCpus.spread': monitored(({ virtualCpus: { vms } }, { facts }) =>
    vms === 1 ? WHY.oneMachine : vms >= facts.cpus ? WHY.machineForEach : null,
  ),
  'monitor.virtualCpus.affinity': shares,
  'monitor.virtualCpus.flushTlb': shares,
  'monitor.virtualCpus.quantumInstructions': shares,
  'monitor.kernelPageBytes': monitored(({ kernelSegment }, given) =>
    kernelSegment === 'unmapped' ? WHY.kernelUnmapped : noKernel(given),
  ),
  'monitor.kernelSegment': noKernel,
  'monitor.specialRegisterPage': noPrivileged,
  'monitor.specialRegisterPlaces': noPrivileged,
  'monitor.secondLevelTlb.ways': noSecondLevel,
  'monitor.secondLevelTlb.index': noSecondLevel,
};

/** The settings that there are reasons for. */
export const SETTINGS_WITH_REASONS = Object.keys(REASONS);

/** The setting or group of settings with a reason that a path belongs to; undefined: to none. */
export const reasonedPath = (path: readonly string[]): string | undefined =>
  path.map((_, n) => path.slice(0, n + 1).join('.')).find((key) => Object.hasOwn(REASONS, key));

/** Why a setting, by its path as replay reads it, cannot act; null: it may. */
export function whySettingIdle(path: readonly string[], given: Given): string | null {
  const key = reasonedPath(path);
  return key === undefined ? null : REASONS[key](given);
}
