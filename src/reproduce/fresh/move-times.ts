import { inNanoseconds } from '../../price/units.ts';
import { totalsOf } from '../../replay/counts/counts.ts';
import { copyInstructions } from '../../replay/supervisor/copy.ts';
import { type Run, timeSums } from '../../report/run/run.ts';

/**
 * Microseconds that it takes to move a virtual CPU, as far as the model says: an interrupt of the other CPU with its answer, a switch of
 * virtual CPUs, and a cold TLB, whose entries each miss as a TLB miss of the run does on average. To another node, its second-level TLB is copied
 * too, by the loop with which pages are. And what refills a whole board cache afterwards, all of it local.
 */
export function moveTimes(run: Run): Record<'near' | 'far' | 'refill', number> {
  const { structure, costs, counts } = run;
  const { monitor, tlb, cache } = structure;
  if (monitor === null || cache.l2 === null)
    throw new RangeError('a virtual CPU moves on a monitor, with board caches');
  const ns = inNanoseconds(costs);
  const { parts } = timeSums(run);
  const miss = (parts.tlbWriteEmulation + parts.kernelTlbFaults) / totalsOf(counts).tlbMiss;
  const near = ns.tlbShootdown + ns.virtualCpuSwitch + tlb.entries * miss;
  const { entries, entryBytes } = monitor.secondLevelTlb ?? { entries: 0, entryBytes: 0 };
  const bytes = entries * entryBytes;
  const lines = bytes / cache.l2.lineBytes;
  const inBoardCache = bytes / cache.l1d.lineBytes - lines;
  const copy =
    copyInstructions(bytes) * ns.instruction +
    2 * inBoardCache * ns.boardCacheHit +
    lines * (ns.remoteMemory + ns.localMemory);
  return {
    near: near / 1000,
    far: (near + copy) / 1000,
    refill: ((cache.l2.sizeBytes / cache.l2.lineBytes) * ns.localMemory) / 1000,
  };
}
