import { Kind } from '../../../trace/words/layout.ts';
import type { Cpu } from '../../numa/cpu/cpu.ts';
import type { Pages } from '../../numa/memory/pages.ts';
import type { MonitorShape } from '../../structure/structure.ts';
import { SECOND_LEVEL_BYTES } from '../monitor/monitor-memory.ts';
import type { VirtualCpus } from '../monitor/virtual-cpus.ts';
import type { MonitorWork } from '../monitor/work.ts';
import { SecondLevelTlb } from './second-level-tlb.ts';

/** The second-level software TLBs of all virtual CPUs, and where they lie in the monitor's memory. */
export class SecondLevelTlbs {
  private readonly shape: MonitorShape['secondLevelTlb'];
  private readonly pages: Pages;
  private readonly virtualCpus: VirtualCpus;
  private readonly work: MonitorWork;
  /** By virtual CPU. */
  private readonly tlbs: SecondLevelTlb[] = [];

  constructor(shape: MonitorShape['secondLevelTlb'], pages: Pages, virtualCpus: VirtualCpus, work: MonitorWork) {
    this.shape = shape;
    this.pages = pages;
    this.virtualCpus = virtualCpus;
    this.work = work;
  }

  /**
   * Whether the running virtual CPU's TLB has the entry. A recording with gaps began when its pages were long in use: an entry that it
   * never put there is taken to be there, unless the access has just faulted.
   */
  find(cpu: Cpu, entry: number, faulting: boolean): boolean {
    const virtualCpu = this.virtualCpus.on(cpu);
    const tlb = this.of(virtualCpu);
    this.work.run(cpu, 'refill');
    if (tlb === null) return false;
    const name = cpu.tlb.nameOf(entry);
    this.touch(cpu, Kind.load, virtualCpu, tlb, name);
    if (tlb.has(name)) return true;
    if (!this.pages.inUseBefore || faulting || tlb.hasSeen(name)) return false;
    tlb.insert(name);
    return true;
  }

  insert(cpu: Cpu, entry: number): void {
    const virtualCpu = this.virtualCpus.on(cpu);
    const tlb = this.of(virtualCpu);
    if (tlb === null) return;
    const name = cpu.tlb.nameOf(entry);
    tlb.insert(name);
    this.touch(cpu, Kind.store, virtualCpu, tlb, name);
  }

  /** A virtual CPU's, which has none if the size is 0. */
  private of(virtualCpu: number): SecondLevelTlb | null {
    if (this.shape.entries === 0) return null;
    this.tlbs[virtualCpu] ??= new SecondLevelTlb(this.shape);
    return this.tlbs[virtualCpu];
  }

  /** A look-up reads the slots of its bucket; an insertion writes one. */
  private touch(
    cpu: Cpu,
    kind: typeof Kind.load | typeof Kind.store,
    virtualCpu: number,
    tlb: SecondLevelTlb,
    name: number,
  ): void {
    const { first, count } = tlb.slotsOf(name);
    const slots = kind === Kind.load ? count : 1;
    const from = (virtualCpu * tlb.entries + first) * SECOND_LEVEL_BYTES;
    this.work.touch(cpu, kind, 'secondLevel', from, slots * SECOND_LEVEL_BYTES);
  }
}
