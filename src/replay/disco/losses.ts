import type { Cpu } from '../numa/cpu/cpu.ts';
import type { Hardware } from './hardware.ts';
import type { MonitorMemory } from './monitor/monitor-memory.ts';
import type { GlobalBufferCache } from './sharing/global-buffer-cache.ts';

/** What is gone, beside virtual machines: nodes with their memory, and CPUs with their caches. */
export interface LostParts {
  nodes: ReadonlySet<number>;
  cpus: ReadonlySet<number>;
}

/**
 * What the monitor does without nodes that were lost. It goes on with copies that are left. What had no other is as if it had been taken back for want of memory: it
 * is placed, and where it came from a disk read again, when it is used next. The work of finding all that is no work of a virtual machine's, and is counted
 * nowhere here: it is recovery, which has prices of its own.
 */
export class Losses {
  private readonly hardware: Hardware;
  private readonly monitorMemory: MonitorMemory | null;
  private readonly cache: GlobalBufferCache;

  constructor(hardware: Hardware, monitorMemory: MonitorMemory | null, cache: GlobalBufferCache) {
    this.hardware = hardware;
    this.monitorMemory = monitorMemory;
    this.cache = cache;
  }

  take({ nodes, cpus: lost }: LostParts): void {
    const { pages, cpus, directory, relocator, interCell } = this.hardware;
    const { memory, backing } = pages;
    memory.lose(nodes);
    interCell.lose(nodes);
    this.monitorMemory?.lose();
    directory?.lose(lost, (frame) => memory.isLost(frame));
    for (const cpu of lost) cpus[cpu]?.clear();
    const left = cpus.filter((cpu) => cpu !== undefined && !lost.has(cpu.number));
    // Nobody is left to use anything.
    if (left.length === 0) return;
    for (let object = 0; object < backing.objects; object++) {
      if (!backing.exists(object)) continue;
      const gone = this.lose(object, left);
      relocator?.forget(gone);
    }
  }

  /** An object loses its copies in lost memory; returns the frames they were in. */
  private lose(object: number, left: readonly Cpu[]): number[] {
    const { pages } = this.hardware;
    const { map, backing, memory } = pages;
    const frames = backing.framesOf(object);
    const gone = frames.filter((frame) => memory.isLost(frame));
    if (gone.length === 0) return [];
    for (const page of map.pagesOf(object)) for (const cpu of left) cpu.changed(page);
    if (gone.length < frames.length || !this.letGo(object))
      map.loseCopies(object, () => memory.allocate(left[0].node, left[0]));
    return gone;
  }

  /** An object without a copy is gone, unless the monitor holds it as something that cannot be had again, a log: false. */
  private letGo(object: number): boolean {
    const { pages } = this.hardware;
    const { backing } = pages;
    const isCached = this.cache.has(object);
    const isHeld = backing.isHeld(object);
    if (isHeld && !isCached && !pages.common.forget(object)) return false;
    pages.pageOut(object);
    if (isCached) this.cache.remove(object);
    else if (isHeld) backing.letGo(object);
    return true;
  }
}
