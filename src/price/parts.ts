import type { ContextMode } from '../replay/event.ts';

/** What time is spent on. The last four are Table 2's columns; its first, kernel execution, is the others in kernel mode. */
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
} as const;
export type Part = keyof typeof PARTS;
export const PART_NAMES = Object.keys(PARTS) as Part[];
export const PART_COUNT = PART_NAMES.length;

/** The segments of the figures' bars. */
export const BARS = ['user', 'user stall', 'kernel', 'kernel stall', 'monitor'] as const;
export type Bar = (typeof BARS)[number];

/** Which segment a part belongs to. The refill handler is kernel code, whoever caused the miss. */
export function barOf(mode: ContextMode, part: Part): Bar {
  if (mode === 'monitor') return 'monitor';
  switch (part) {
    case 'execution':
      return mode;
    case 'cacheStall':
    case 'memoryStall':
    case 'localContention':
    case 'remoteStall':
    case 'remoteContention':
      return `${mode} stall`;
    case 'tlbRefill':
      return 'kernel';
    default:
      return 'monitor';
  }
}
