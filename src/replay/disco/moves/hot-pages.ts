import type { HotPage } from '../../counts/page-move.ts';
import type { MissListener } from '../../numa/caches/directory.ts';
import type { Cpu } from '../../numa/cpu/cpu.ts';
import { MissCounters } from '../../numa/memory/miss-counters.ts';
import type { NodeMemory } from '../../numa/memory/node-memory.ts';
import type { HotPageShape } from '../../structure/structure.ts';

/** A page that became hot, and by whose misses. */
export interface Hot {
  frame: number;
  cpu: number;
}

/** Which pages become hot: a CPU of another node than a page's home has missed it `trigger` times since the last reset. */
export class HotPages implements MissListener {
  private readonly shape: HotPageShape;
  private readonly memory: NodeMemory;
  private readonly cpus: readonly Cpu[];
  private readonly counters: MissCounters;
  /** By CPU: misses since the last one that was counted. */
  private readonly skipped: Int32Array;
  /** The page that became hot during the present reference; frame -1: none. */
  private frame = -1;
  private cpu = -1;

  /** `maxCpus`: CPUs there can be. */
  constructor(shape: HotPageShape, memory: NodeMemory, cpus: readonly Cpu[], maxCpus: number) {
    this.shape = shape;
    this.memory = memory;
    this.cpus = cpus;
    this.counters = new MissCounters(maxCpus);
    this.skipped = new Int32Array(maxCpus);
  }

  missed(frame: number, cpu: number, write: boolean): void {
    if (++this.skipped[cpu] < this.shape.sampleEvery) return;
    this.skipped[cpu] = 0;
    const misses = this.counters.count(frame, cpu, write);
    if (misses < this.shape.trigger || this.memory.nodeOf(frame) === this.cpus[cpu].node) return;
    this.frame = frame;
    this.cpu = cpu;
  }

  get isEmpty(): boolean {
    return this.frame < 0;
  }

  /** The page that became hot, which is not remembered further. */
  take(): Hot {
    const { frame, cpu } = this;
    this.frame = -1;
    return { frame, cpu };
  }

  /** What the policy may know of a frame that became hot for a CPU, from the counters. */
  look(cpu: Cpu, frame: number): Omit<HotPage, 'migrations' | 'replicated'> {
    const { counters, memory } = this;
    const home = memory.nodeOf(frame);
    let othersMost = 0;
    let homeMisses = 0;
    for (let other = 0; other < this.cpus.length; other++) {
      const node = this.cpus[other]?.node ?? cpu.node;
      if (node === cpu.node) continue;
      const misses = counters.missesOf(frame, other);
      othersMost = Math.max(othersMost, misses);
      if (node === home) homeMisses += misses;
    }
    return { misses: counters.missesOf(frame, cpu.number), othersMost, homeMisses, stores: counters.storesTo(frame) };
  }

  /** A frame's counters begin anew: it was decided upon, copied, or holds another page. If it had become hot, that is forgotten. */
  clear(frame: number): void {
    this.counters.clear(frame);
    if (frame === this.frame) this.frame = -1;
  }

  /** All counters begin anew. */
  reset(): void {
    this.counters.reset();
  }
}
