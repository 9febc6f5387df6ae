import { isMonitor, type ModeName, type MonitorMode } from '../replay/counts/event.ts';

/** What time is spent on. Table 2's columns are the monitor's parts; its first, kernel execution, is the others in kernel mode. */
export const PARTS = {
  execution:
    'Instructions, without waiting; in the kernel also switches between processes that sleep for its locks, twice `processSwitch` for each sleep, stalls included.',
  cacheStall: 'Waiting for the board cache.',
  memoryStall: "Waiting for the own node's memory.",
  localContention: "Queueing at the own node's memory.",
  remoteStall: 'Waiting for other nodes.',
  remoteContention: "Queueing at other nodes' memory.",
  tlbRefill: "The guest kernel's TLB refill handler.",
  tlbWriteEmulation: 'TLB writes emulated, and refills from the second-level TLB on behalf of user code.',
  otherPrivileged: 'Other privileged instructions: traps delivered, instructions emulated.',
  monitorCalls: 'Monitor calls and page faults.',
  pageMoves: 'Migration, replication and collapse of pages.',
  kernelTlbFaults: 'TLB faults of the kernel, which natively needs none in its unmapped segment.',
  lockWaiting: 'Acquiring locks of the kernel, and spinning for them.',
  idle: 'Nobody to run: all processes wait for disks or semaphores.',
} as const;
/** What time is spent on. */
export type Part = keyof typeof PARTS;
export const PART_NAMES = Object.keys(PARTS) as Part[];
export const PART_COUNT = PART_NAMES.length;

/** What people read for each part. The monitor's are Table 2's columns, and moving pages. */
export const PART_LABELS: Record<Part, string> = {
  execution: 'execution',
  cacheStall: 'waiting for the board cache',
  memoryStall: 'waiting for local memory',
  localContention: 'queueing at the own node',
  remoteStall: 'waiting for remote memory',
  remoteContention: 'queueing at other nodes',
  tlbRefill: 'guest TLB refill handler',
  tlbWriteEmulation: 'TLB write emulation',
  otherPrivileged: 'other privileged instructions',
  monitorCalls: 'monitor calls and page faults',
  pageMoves: 'moving pages',
  kernelTlbFaults: 'kernel TLB faults',
  lockWaiting: 'acquiring locks and waiting for them',
  idle: 'idle',
};

/** Table 2's columns beside kernel execution. */
export const TABLE2_PARTS = [
  'tlbWriteEmulation',
  'otherPrivileged',
  'monitorCalls',
  'kernelTlbFaults',
] as const satisfies Part[];

/** The parts in which a monitor spends its time. */
export const MONITOR_PARTS = [...TABLE2_PARTS, 'pageMoves'] as const satisfies Part[];

/** The part that all of a mode of the monitor's time is. */
export const PART_OF_MONITOR: Record<MonitorMode, Part> = {
  tlbWrite: 'tlbWriteEmulation',
  privileged: 'otherPrivileged',
  call: 'monitorCalls',
  kernelTlbFault: 'kernelTlbFaults',
  pageMove: 'pageMoves',
};

/** The segments of the figures' bars, from the bottom up: their names in every table, chart and file. */
export const BARS = ['user', 'user stall', 'kernel', 'kernel stall', 'sync', 'monitor', 'idle'] as const;
/** A segment of the figures' bars. */
export type Bar = (typeof BARS)[number];

/** The segments of Figure 8's bars, from the bottom up, in every table, chart and file. */
export const FIGURE8_BARS = ['exec', 'local', 'remote', 'monitor'] as const;
export type Figure8Bar = (typeof FIGURE8_BARS)[number];

/** The segments of Figure 6's bars, from the bottom up, in every table, chart and file. */
export const FIGURE6_BARS = ['kernel data', 'kernel text', 'buffer cache', 'monitor'] as const;

/** Which segment a part belongs to. The refill handler is kernel code, whoever caused the miss. */
export function barOf(mode: ModeName, part: Part): Bar {
  if (part === 'idle') return 'idle';
  if (part === 'lockWaiting') return 'sync';
  if (isMonitor(mode)) return 'monitor';
  switch (part) {
    case 'cacheStall':
    case 'memoryStall':
    case 'localContention':
    case 'remoteStall':
    case 'remoteContention':
      return `${mode} stall`;
    default:
      return mode;
  }
}
