import { isMonitor, type ModeName, type MonitorMode } from '../replay/counts/event.ts';

/** What time is spent on. Table 2's columns are the monitor's parts; its first, kernel execution, is the others in kernel mode. */
export const PARTS = {
  execution: 'Instructions, without waiting.',
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
  lockWaiting: 'Spinning for locks of the kernel.',
  idle: 'Nobody to run: all processes wait for disks or semaphores.',
} as const;
export type Part = keyof typeof PARTS;
export const PART_NAMES = Object.keys(PARTS) as Part[];
export const PART_COUNT = PART_NAMES.length;

/** The part that all of a mode of the monitor's time is. */
export const PART_OF_MONITOR: Record<MonitorMode, Part> = {
  tlbWrite: 'tlbWriteEmulation',
  privileged: 'otherPrivileged',
  call: 'monitorCalls',
  kernelTlbFault: 'kernelTlbFaults',
  pageMove: 'pageMoves',
};

/** The segments of the figures' bars. */
export const BARS = ['user', 'user stall', 'kernel', 'kernel stall', 'sync', 'monitor', 'idle'] as const;
export type Bar = (typeof BARS)[number];

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
