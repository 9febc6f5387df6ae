import { GUEST_SYSTEMS } from '../../guest/systems.ts';
import { GRANULE_NUMBER_BITS, Kind } from '../../trace/words/layout.ts';
import { isTlbWrite, Privileged, Service } from '../../trace/words/vocabulary.ts';
import { Event, Mode } from '../counts/event.ts';
import type { MonitorPages } from '../counts/footprint.ts';
import type { Directory } from '../numa/caches/directory.ts';
import type { Cpu } from '../numa/cpu/cpu.ts';
import type { Pages } from '../numa/memory/pages.ts';
import type { MonitorShape, Structure } from '../structure/structure.ts';
import { clear } from '../supervisor/clear.ts';
import type { Block, DiskRequest } from '../supervisor/disk-request.ts';
import type { Supervisor } from '../supervisor/supervisor.ts';
import { Emulation, REGISTER } from './emulation.ts';
import { MEMMAP_BYTES, MonitorMemory, type Path, PMAP_BYTES, SECOND_LEVEL_BYTES } from './monitor-memory.ts';
import type { Relocator } from './moves/relocator.ts';
import { SharedPages } from './sharing/shared-pages.ts';
import { GuestTables } from './tlb/guest-tables.ts';
import { SecondLevelTlb } from './tlb/second-level-tlb.ts';

/** Privileged instructions of the guest's refill handler beside its TLB write and its return: it reads Context and writes both halves of the entry. */
const REFILL_ACCESSES = [
  Privileged.readRegister | (REGISTER.context << 8),
  Privileged.writeRegister | (REGISTER.entryLo0 << 8),
  Privileged.writeRegister | (REGISTER.entryLo1 << 8),
];

/** Where these are, for who asks: beyond all granules. */
const HANDLER = 2 ** GRANULE_NUMBER_BITS;
/** The machine that the monitor runs on. */
export interface Hardware {
  cpus: readonly Cpu[];
  directory: Directory | null;
  /** The CPU that runs at present. */
  running: () => Cpu;
}

/** What the monitor keeps of a virtual CPU. */
interface VirtualCpu {
  number: number;
  vm: number;
  /** None when its size is 0. */
  secondLevel: SecondLevelTlb | null;
}

/** The monitor: takes every exception and privileged instruction of the guest kernel, and gives physical pages their machine pages. */
export class Disco implements Supervisor {
  private readonly shape: MonitorShape;
  private readonly pages: Pages;
  /** The guest has no virtual memory of its own: SPLASHOS (4.3). */
  private readonly thin: boolean;
  private readonly memory: MonitorMemory | null;
  private readonly emulation: Emulation;
  private readonly tables: GuestTables;
  /** The page the guest wants zeroed at present, -1: none. */
  private requested = -1;
  private readonly virtualCpus: VirtualCpu[] = [];
  /** By CPU, the virtual CPU it runs. */
  private readonly running: VirtualCpu[] = [];
  /** Physical pages whose TLB entry is ready in pmap. */
  private readonly ready = new Set<number>();
  private readonly sharedPages: SharedPages;

  constructor(
    structure: Structure,
    shape: MonitorShape,
    pages: Pages,
    granuleBits: number,
    { cpus, directory, running }: Hardware,
  ) {
    this.shape = shape;
    this.pages = pages;
    this.thin = GUEST_SYSTEMS[structure.guest].thin;
    this.memory = shape.footprint ? new MonitorMemory(pages, granuleBits, shape.replicatedCode) : null;
    this.emulation = new Emulation(shape.specialRegisterPage);
    this.tables = new GuestTables(pages, pages.pageBits + Math.log2(structure.tlb.pagesPerEntry));
    this.sharedPages = new SharedPages(shape, pages, cpus, directory, this);
    pages.memory.makeRoom = () => this.sharedPages.makeRoom(running());
  }

  /** Moves hot pages, if the structure says so. */
  set relocator(relocator: Relocator) {
    this.sharedPages.relocator = relocator;
  }

  define(region: number, space: number, index: number): void {
    this.tables.define(region, space, index);
  }

  tlbMiss(cpu: Cpu, entry: number, user: boolean): void {
    const { tally } = cpu;
    const service = tally.service;
    const guest = tally.row;
    tally.enter(user ? Mode.tlbWrite : Mode.kernelTlbFault, service);
    const faulting = user && service !== Service.tlbRefill;
    if (this.lookUp(cpu, entry, faulting)) tally.count(Event.secondLevelHit);
    else if (this.thin) this.refill(cpu, entry);
    else this.forward(cpu, entry, user, guest);
    tally.row = guest;
  }

  protectedStore(cpu: Cpu, page: number): void {
    this.sharedPages.protectedStore(cpu, page);
  }

  pageIn(cpu: Cpu, page: number): void {
    this.sharedPages.pageIn(cpu, page);
  }

  /**
   * A machine page for a physical one: from the CPU's own node, noted in pmap and memmap. The monitor clears it, so that nothing of
   * another machine shows (4.3), unless that is about to be asked of it.
   */
  firstTouch(cpu: Cpu, page: number): void {
    this.as(cpu, Mode.call, () => {
      cpu.tally.count(Event.monitorPageFault);
      this.run(cpu, 'pageFault');
      this.note(cpu, page);
      if (page !== this.requested) clear(cpu, page * cpu.pageGranules, cpu.pageGranules);
    });
  }

  trap(cpu: Cpu, interrupt: boolean): void {
    cpu.tally.count(Event.trap);
    this.as(cpu, Mode.privileged, () => {
      cpu.tally.count(interrupt ? Event.interruptPosted : Event.trapForwarded);
      this.run(cpu, 'trap');
    });
  }

  privileged(cpu: Cpu, operand: number, at: number): void {
    const write = isTlbWrite(operand & 255);
    cpu.tally.count(write ? Event.tlbWrite : Event.privileged);
    if (write) this.as(cpu, Mode.tlbWrite, () => this.writeTlb(cpu, -1));
    else this.as(cpu, Mode.privileged, () => this.emulate(cpu, operand, at));
  }

  /** The guest's request is a monitor call; without it, it clears what the monitor may just have cleared. */
  zero(cpu: Cpu, page: number, first: number, granules: number): void {
    this.sharedPages.overwritten(cpu, page);
    if (!this.shape.zeroedPages) {
      cpu.place(page);
      clear(cpu, first, granules);
      return;
    }
    this.placeUncleared(cpu, page);
    this.as(cpu, Mode.call, () => {
      this.call(cpu);
      clear(cpu, first, granules);
    });
  }

  /** Gives a page a machine page that is about to be filled. */
  placeUncleared(cpu: Cpu, page: number): void {
    this.requested = page;
    cpu.place(page);
    this.requested = -1;
  }

  freePage(cpu: Cpu, physical: number): void {
    this.sharedPages.freed(physical);
    if (!this.shape.freedPages) return;
    this.as(cpu, Mode.call, () => {
      this.call(cpu);
      this.ready.delete(physical);
      const frames = this.pages.reclaim(physical);
      this.relocator?.forget(physical, frames);
    });
  }

  fileBlock(cpu: Cpu, request: DiskRequest, blocks: readonly Block[]): void {
    this.sharedPages.fileBlock(cpu, request, blocks);
  }

  diskRead(cpu: Cpu, request: DiskRequest, blocks: readonly Block[]): void {
    this.sharedPages.diskRead(cpu, request, blocks);
  }

  diskWrite(cpu: Cpu, request: DiskRequest, blocks: readonly Block[]): void {
    this.sharedPages.diskWrite(cpu, request, blocks);
  }

  networkSend(cpu: Cpu, page: number, bytes: number, aligned: boolean): void {
    cpu.place(page);
    this.command(cpu);
    this.sharedPages.send(cpu, page, bytes, aligned);
  }

  remap(cpu: Cpu, page: number, target: number): void {
    this.sharedPages.remap(cpu, page, target);
  }

  get virtualCpuCount(): number {
    return this.virtualCpus.length;
  }

  /** A virtual machine is stopped: what only it used is free. */
  stop(vm: number): void {
    this.sharedPages.stop(vm);
  }

  footprint(): MonitorPages {
    return this.sharedPages.footprint();
  }

  /** The guest's driver gives a device a command. */
  command(cpu: Cpu): void {
    const { deviceCalls, programmedAccesses } = this.shape;
    this.as(cpu, Mode.call, () => {
      if (deviceCalls) this.call(cpu);
      else
        for (let i = 0; i < programmedAccesses; i++) {
          cpu.tally.count(Event.deviceAccessEmulated);
          this.run(cpu, 'emulate');
        }
    });
  }

  switchTo(cpu: Cpu, number: number, vm: number): void {
    const before = this.running[cpu.number];
    if (before?.number === number) return;
    this.running[cpu.number] = this.virtualCpu(number, vm);
    if (!this.shape.virtualCpus.flushTlb) cpu.tlb.changeOwner(vm);
    if (before === undefined) return;
    this.as(cpu, Mode.privileged, () => {
      cpu.tally.count(Event.virtualCpuSwitch);
      this.run(cpu, 'switch');
    });
    if (this.shape.virtualCpus.flushTlb) cpu.flushTlb();
  }

  /**
   * Whether the second-level TLB has the entry. A recording with gaps began when its pages were long in use: an entry that it never
   * put there is taken to be there, unless the access has just faulted.
   */
  private lookUp(cpu: Cpu, entry: number, faulting: boolean): boolean {
    const { secondLevel } = this.runningOn(cpu);
    this.memory?.run(cpu, 'refill', 0);
    if (secondLevel === null) return false;
    const name = cpu.tlb.nameOf(entry);
    this.touchSecondLevel(cpu, Kind.load, name);
    if (secondLevel.has(name)) return true;
    if (!this.pages.inUseBefore || faulting || secondLevel.hasSeen(name)) return false;
    secondLevel.insert(name);
    return true;
  }

  /** The exception is delivered to the guest, whose handler loads its page table entry and writes it to the TLB. */
  private forward(cpu: Cpu, entry: number, user: boolean, guest: number): void {
    const { tally } = cpu;
    const column = tally.row;
    const { service } = tally;
    tally.count(Event.secondLevelMiss);
    const privileged = user ? Mode.privileged : Mode.kernelTlbFault;
    tally.enter(privileged, service);
    tally.count(Event.trapForwarded);
    this.run(cpu, 'trap');
    tally.row = guest;
    tally.count(Event.guestRefill);
    if (this.shape.kernelSegment === 'mapped') {
      this.handlerTouches(cpu, this.tables.vector);
      if (user) this.handlerTouches(cpu, this.tables.tableOf(entry));
    }
    tally.enter(privileged, service);
    for (const access of REFILL_ACCESSES) this.emulate(cpu, access, HANDLER);
    tally.row = column;
    this.writeTlb(cpu, entry);
    tally.enter(privileged, service);
    this.emulate(cpu, Privileged.exceptionReturn, -1);
  }

  /** The guest's refill handler uses a page of its own, which may miss the TLB in turn: a kernel TLB fault, served like any. */
  private handlerTouches(cpu: Cpu, entry: number): void {
    const { tally, tlb } = cpu;
    tally.count(Event.tlbReference);
    if (tlb.lastUse !== null) tlb.lastUse[entry] = cpu.now;
    if (tlb.absent[entry] === 0) return;
    tally.count(Event.tlbMiss);
    const guest = tally.enter(Mode.kernelTlbFault, tally.service);
    if (this.lookUp(cpu, entry, false)) tally.count(Event.secondLevelHit);
    else {
      // In the handler exceptions go to the general vector, whose code and tables the kernel finds without a translation.
      tally.count(Event.secondLevelMiss);
      tally.count(Event.trapForwarded);
      this.run(cpu, 'trap');
      this.writeTlb(cpu, entry);
      this.emulate(cpu, Privileged.exceptionReturn, -1);
    }
    tlb.refill(entry);
    tally.row = guest;
  }

  /** The monitor alone maps the page: a guest without virtual memory never learns of it. */
  private refill(cpu: Cpu, entry: number): void {
    cpu.tally.count(Event.secondLevelMiss);
    cpu.tally.count(Event.monitorRefill);
    this.run(cpu, 'tlbWrite');
    this.enterMapping(cpu, entry);
  }

  /** The guest writes a TLB entry (-1: the trace does not say which). */
  private writeTlb(cpu: Cpu, entry: number): void {
    cpu.tally.count(Event.tlbWriteEmulated);
    this.run(cpu, 'tlbWrite');
    if (entry < 0) {
      if (!this.shape.readyEntries) cpu.tally.count(Event.pmapEntry);
      return;
    }
    this.enterMapping(cpu, entry);
  }

  /** pmap gives the machine page, the backmap in memmap notes who uses it, and the second-level TLB remembers. */
  private enterMapping(cpu: Cpu, entry: number): void {
    const first = cpu.firstPageOf(entry);
    if (!this.pages.isMonitor(first)) {
      const physical = Math.max(0, this.pages.physicalOf(first));
      if (!this.shape.readyEntries || !this.ready.has(physical)) {
        this.ready.add(physical);
        cpu.tally.count(Event.pmapEntry);
      }
      this.note(cpu, first);
    }
    const { secondLevel } = this.runningOn(cpu);
    if (secondLevel === null) return;
    const name = cpu.tlb.nameOf(entry);
    secondLevel.insert(name);
    this.touchSecondLevel(cpu, Kind.store, name);
  }

  private emulate(cpu: Cpu, operand: number, at: number): void {
    const event = this.emulation.eventOf(operand, at);
    cpu.tally.count(event);
    if (event !== Event.specialPageAccess) this.run(cpu, 'emulate');
  }

  call(cpu: Cpu): void {
    cpu.tally.count(Event.monitorCall);
    this.run(cpu, 'call');
  }

  run(cpu: Cpu, path: Path): void {
    this.memory?.run(cpu, path, this.runningOn(cpu).number);
  }

  /** pmap's and memmap's entries of a page. */
  private note(cpu: Cpu, page: number): void {
    if (this.memory === null) return;
    const physical = Math.max(0, this.pages.physicalOf(page));
    this.memory.touch(cpu, Kind.store, 'pmap', physical * PMAP_BYTES, PMAP_BYTES);
    this.memory.touch(cpu, Kind.store, 'memmap', this.pages.tables[cpu.node][page] * MEMMAP_BYTES, MEMMAP_BYTES);
  }

  private touchSecondLevel(cpu: Cpu, kind: typeof Kind.load | typeof Kind.store, name: number): void {
    const { secondLevel, number } = this.runningOn(cpu);
    if (this.memory === null || secondLevel === null) return;
    const { first, count } = secondLevel.slotsOf(name);
    const slots = kind === Kind.load ? count : 1;
    const from = (number * secondLevel.entries + first) * SECOND_LEVEL_BYTES;
    this.memory.touch(cpu, kind, 'secondLevel', from, slots * SECOND_LEVEL_BYTES);
  }

  private runningOn(cpu: Cpu): VirtualCpu {
    this.running[cpu.number] ??= this.virtualCpu(cpu.number, 0);
    return this.running[cpu.number];
  }

  private virtualCpu(number: number, vm: number): VirtualCpu {
    const { secondLevelTlb } = this.shape;
    this.virtualCpus[number] ??= {
      number,
      vm,
      secondLevel: secondLevelTlb.entries === 0 ? null : new SecondLevelTlb(secondLevelTlb),
    };
    return this.virtualCpus[number];
  }

  /** Charges what `work` counts to a mode of the monitor, within the present service. */
  as(cpu: Cpu, mode: number, work: () => void): void {
    const before = cpu.tally.enter(mode, cpu.tally.service);
    work();
    cpu.tally.row = before;
  }
}
