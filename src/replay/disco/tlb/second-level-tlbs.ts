import { Kind } from '../../../trace/words/layout.ts';
import type { Cpu } from '../../numa/cpu/cpu.ts';
import type { Pages } from '../../numa/memory/pages.ts';
import { isLarge } from '../../numa/tlb/tlb.ts';
import type { MonitorShape } from '../../structure/structure.ts';
import { AREAS, PATHS } from '../monitor/monitor-memory.ts';
import type { VirtualCpus } from '../monitor/virtual-cpus.ts';
import type { MonitorWork } from '../monitor/work.ts';
import { SecondLevelTlb } from './second-level-tlb.ts';

/** The golden ratio's bits: multiples of it are spread evenly. */
const SPREAD = 0x9e3779b1;

/** The second-level software TLBs of all virtual CPUs, and where they lie in the monitor's memory. */
export class SecondLevelTlbs {
  private readonly shape: MonitorShape['secondLevelTlb'];
  private readonly pages: Pages;
  /** What an entry of the hardware's TLB maps. */
  private readonly entryBytes: number;
  private readonly virtualCpus: VirtualCpus;
  private readonly work: MonitorWork;
  /** By virtual CPU. */
  private readonly tlbs: SecondLevelTlb[] = [];

  /** `entryBits`: log2 of the bytes that an entry of the hardware's TLB maps. */
  constructor(
    shape: MonitorShape['secondLevelTlb'],
    pages: Pages,
    entryBits: number,
    virtualCpus: VirtualCpus,
    work: MonitorWork,
  ) {
    this.shape = shape;
    this.pages = pages;
    this.entryBytes = 2 ** entryBits;
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
    this.work.run(cpu, PATHS.refill);
    if (tlb === null) return false;
    const name = cpu.tlb.nameOf(entry);
    const index = this.indexOf(cpu, entry, name);
    const { first, count } = tlb.slotsRead(name, index);
    this.touch(cpu, Kind.load, virtualCpu, first, count);
    if (tlb.has(name)) return true;
    if (!this.pages.inUseBefore || faulting || tlb.hasSeen(name)) return false;
    tlb.insert(name, index);
    return true;
  }

  /** Writes one entry. */
  insert(cpu: Cpu, entry: number): void {
    const virtualCpu = this.virtualCpus.on(cpu);
    const tlb = this.of(virtualCpu);
    if (tlb === null) return;
    const name = cpu.tlb.nameOf(entry);
    this.touch(cpu, Kind.store, virtualCpu, tlb.insert(name, this.indexOf(cpu, entry, name)), 1);
  }

  /** A virtual CPU's, which has none if the size is 0. */
  private of(virtualCpu: number): SecondLevelTlb | null {
    if (this.shape.entries === 0) return null;
    this.tlbs[virtualCpu] ??= new SecondLevelTlb(this.shape);
    return this.tlbs[virtualCpu];
  }

  /**
   * Of which the low bits choose the set. Entries of one address space that follow one another are in sets that do; `hash` has each
   * address space begin elsewhere. Large entries, and those of the guest's tables, which no trace shows, have no address: they are spread.
   */
  private indexOf(cpu: Cpu, entry: number, name: number): number {
    const { dictionary } = this.pages;
    const page = cpu.firstPageOf(entry);
    if (isLarge(name) || dictionary.isMonitor(page)) return Math.imul(name, SPREAD) >>> 8;
    if (this.shape.index === 'order') return entry;
    const number = Math.floor(dictionary.addressOf(page) / this.entryBytes);
    return this.shape.index === 'hash' ? number + (Math.imul(dictionary.spaceOf(page), SPREAD) >>> 8) : number;
  }

  /** References to slots of a virtual CPU's. */
  private touch(
    cpu: Cpu,
    kind: typeof Kind.load | typeof Kind.store,
    virtualCpu: number,
    first: number,
    count: number,
  ): void {
    const { entries, entryBytes } = this.shape;
    this.work.touch(cpu, kind, AREAS.secondLevel, (virtualCpu * entries + first) * entryBytes, count * entryBytes);
  }
}
