import type { Pages } from '../../numa/memory/pages.ts';
import type { Cells } from '../../structure/cells.ts';
import type { MonitorShape } from '../../structure/structure.ts';
import { AREAS, MEMMAP_BYTES, PMAP_BYTES, VIRTUAL_CPU_BYTES } from './monitor-memory.ts';
import type { VirtualCpus } from './virtual-cpus.ts';

const MB = 2 ** 20;

/**
 * Machine pages of the monitor itself: its code on every node, or once in each cell; pmap, an entry for each page configured for a VM, used or not,
 * in each cell that the VM runs in; memmap, one for each page of memory there is; and for each virtual CPU its second-level TLB and its registers.
 * Each of them begins on a page.
 */
export function ownPages(shape: MonitorShape, pages: Pages, cells: Cells, virtualCpus: VirtualCpus): number {
  const { memory, secondLevelTlb, replicatedCode } = shape;
  const pageBytes = 2 ** pages.pageBits;
  const machinePages = (memory.machineMB * MB) / pageBytes;
  const cellsOf = (vm: number): number => new Set([...virtualCpus.nodesWith(vm)].map((node) => cells.of(node))).size;
  const vmPages = vmMegabytes(shape).reduce(
    (sum, megabytes, vm) => sum + (Math.max(1, cellsOf(vm)) * megabytes * MB) / pageBytes,
    0,
  );
  const areas = [
    ...Array.from({ length: replicatedCode ? pages.memory.nodes : cells.count }, () => AREAS.code.bytes),
    vmPages * PMAP_BYTES,
    machinePages * MEMMAP_BYTES,
    virtualCpus.count * secondLevelTlb.entries * secondLevelTlb.entryBytes,
    virtualCpus.count * VIRTUAL_CPU_BYTES,
  ];
  return areas.reduce((sum, bytes) => sum + Math.ceil(bytes / pageBytes), 0);
}

/** Memory configured for each VM, in MB: the whole divided equally where the structure does not say (5.3). */
export function vmMegabytes({ memory, virtualCpus: { vms } }: MonitorShape): number[] {
  return Array.from({ length: vms }, (_, vm) => memory.vmMB[vm] ?? memory.machineMB / vms);
}
