import type { Pages } from '../../numa/memory/pages.ts';
import type { MonitorShape } from '../../structure/structure.ts';
import { AREAS, MEMMAP_BYTES, PMAP_BYTES, VIRTUAL_CPU_BYTES } from './monitor-memory.ts';

const MB = 2 ** 20;

/**
 * Machine pages of the monitor itself: its code on every node; pmap, an entry for each page configured for a VM, used or not; memmap,
 * one for each page of memory there is; and for each virtual CPU its second-level TLB and its registers. Each of them begins on a page.
 */
export function ownPages(shape: MonitorShape, pages: Pages, virtualCpus: number): number {
  const { memory, secondLevelTlb, replicatedCode } = shape;
  const pageBytes = 2 ** pages.pageBits;
  const machinePages = (memory.machineMB * MB) / pageBytes;
  const vmPages = vmMegabytes(shape).reduce((sum, megabytes) => sum + (megabytes * MB) / pageBytes, 0);
  const areas = [
    ...Array.from({ length: replicatedCode ? pages.memory.nodes : 1 }, () => AREAS.code.bytes),
    vmPages * PMAP_BYTES,
    machinePages * MEMMAP_BYTES,
    virtualCpus * secondLevelTlb.entries * secondLevelTlb.entryBytes,
    virtualCpus * VIRTUAL_CPU_BYTES,
  ];
  return areas.reduce((sum, bytes) => sum + Math.ceil(bytes / pageBytes), 0);
}

/** Memory configured for each VM, in MB: the whole divided equally where the structure does not say (5.3). */
export function vmMegabytes({ memory, virtualCpus: { vms } }: MonitorShape): number[] {
  return Array.from({ length: vms }, (_, vm) => memory.vmMB[vm] ?? memory.machineMB / vms);
}
