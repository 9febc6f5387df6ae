import { UserError } from '../../errors.ts';
import { Kind, PAGE_BITS, REGION_BITS } from '../../trace/words/layout.ts';
import { Marker, markerLength, markerOperand, markerType } from '../../trace/words/markers.ts';
import { MAX_CPUS } from '../../trace/words/trace.ts';
import { Mode, RegionFlag, Service } from '../../trace/words/vocabulary.ts';
import { type Counts, CountsBuilder, NO_LOCK } from '../counts/counts.ts';
import { Event } from '../counts/event.ts';
import { Disco } from '../disco/disco.ts';
import { Relocator } from '../disco/moves/relocator.ts';
import { Directory } from '../numa/caches/directory.ts';
import { Cpu } from '../numa/cpu/cpu.ts';
import { NodeMemory } from '../numa/memory/node-memory.ts';
import { ofMachine, Pages } from '../numa/memory/pages.ts';
import type { Structure } from '../structure/structure.ts';
import { BareMachine } from '../supervisor/bare-machine.ts';
import { blocksOf } from '../supervisor/disk-request.ts';
import type { Supervisor } from '../supervisor/supervisor.ts';
import { FootprintLog } from './footprint-log.ts';
import { Variants } from './variants.ts';

export interface MachineOptions {
  /** Instructions (over all CPUs) at the start of each window that are counted as warm-up. Rounded up to the end of a run. Default 0. */
  warmup?: number;
  /** False turns the hot filter off, to show that it changes no count. */
  filter?: boolean;
  /** Structures replayed at once, the machine's own first: those for which `sharingKey` says the same. */
  variants?: readonly Structure[];
  /** CPUs the machine may have: so many nodes has a structure whose `numa.nodes` is `cpus`. Default 128. */
  cpus?: number;
  /** Processes that can wait for a disk at the same time. Default: one for each CPU that ran. */
  jobs?: number;
}

/** What one virtual CPU is doing, as the trace's markers tell. */
interface Activity {
  mode: number;
  services: number[];
  /** Locks held, the last acquired last. */
  locks: number[];
  /** The fault just served, if the access that caused it is still to come when another takes the CPU. */
  fault: number;
}

/** Services after which the access that caused them comes again. */
const FAULTS: ReadonlySet<number> = new Set([Service.demandZero, Service.quickFault, Service.fault]);
/** Vectors from here on are interrupts' (MIPS). */
const INTERRUPT_VECTOR = 0x200;

/** The machine and what runs on it: takes words, gives counts. */
export class Machine {
  private readonly structure: Structure;
  private readonly granuleBits: number;
  private readonly filter: boolean;
  private readonly warmup: number;
  private readonly pages: Pages;
  private readonly supervisor: Supervisor;
  private readonly counts: CountsBuilder;
  private readonly footprint: FootprintLog;
  private readonly directory: Directory | null;
  private readonly relocator: Relocator | null = null;
  private readonly variants: Variants | null;
  private readonly cpus: Cpu[] = [];
  /** By virtual CPU. */
  private readonly activity: Activity[] = [];
  /** By CPU: the virtual CPU it runs, and the machine that is of. */
  private readonly virtualCpu: number[] = [];
  private readonly vm: number[] = [];
  private readonly jobs: number | undefined;
  private readonly regions: number[] = [];
  private cpu: Cpu;
  private cpuNumber = 0;
  private cpuCount = 0;
  private readonly maxCpus: number;
  /** Whether the monitor asks where privileged instructions are. */
  private readonly findsSites: boolean;
  /** Granule of the last instruction fetched, as far as `findSite` has looked; -1: not known. */
  private site = -1;
  /** Index after the last marker of the batch: from here on words are references. */
  private runStart = 0;
  private window = 1;
  /** Instructions until warm-up ends; at most 0 when it has. */
  private cold = 0;
  private started = false;

  constructor(
    structure: Structure,
    granuleBits: number,
    { warmup = 0, filter = true, cpus = MAX_CPUS, jobs, variants = [] }: MachineOptions = {},
  ) {
    this.structure = structure;
    this.granuleBits = granuleBits;
    this.filter = filter;
    this.warmup = warmup;
    this.maxCpus = cpus;
    this.jobs = jobs;
    const { monitor, numa, cache } = structure;
    this.findsSites = monitor?.specialRegisterPage === 'patched';
    const pageBits = Math.log2(structure.pageBytes);
    const nodes = numa === null ? 1 : numa.nodes === 'cpus' ? cpus : numa.nodes;
    this.pages = new Pages(
      granuleBits,
      pageBits,
      new NodeMemory(nodes, numa ?? { placement: 'firstTouch', pagesPerNode: null, homes: [] }),
    );
    const granules = (bytes: number): number => Math.log2(bytes) - granuleBits;
    this.directory =
      numa === null || cache.l2 === null
        ? null
        : new Directory(
            this.pages.memory,
            cpus,
            pageBits - granuleBits,
            granules(cache.l2.lineBytes),
            granules(cache.l1d.lineBytes),
          );
    const hardware = { cpus: this.cpus, directory: this.directory, running: () => this.cpu };
    this.supervisor =
      monitor === null
        ? new BareMachine(this.pages, this.cpus)
        : new Disco(structure, monitor, this.pages, granuleBits, hardware);
    this.footprint = new FootprintLog(this.pages, () => this.supervisor.footprint());
    if (monitor?.hotPages && this.directory !== null && this.supervisor instanceof Disco) {
      this.relocator = new Relocator(monitor.hotPages, this.pages, this.directory, this.cpus, cpus);
      this.supervisor.relocator = this.relocator;
    }
    this.counts = new CountsBuilder(nodes);
    this.variants = variants.length > 1 ? new Variants(variants) : null;
    this.beginWindow();
    this.cpu = this.cpuOf(0);
  }

  /** Replays whole runs and markers. */
  run(words: Uint32Array): void {
    const end = words.length;
    let i = 0;
    for (;;) {
      i = this.cpu.scan(words, i, end);
      if (i >= end) break;
      const w = words[i];
      if ((w & 3) === 2) {
        const { cpu } = this;
        const next = i + markerLength(w);
        if (this.findsSites) this.findSite(words, i);
        this.mark(words, i);
        if (cpu === this.cpu) cpu.passMarker(i, next);
        this.runStart = i = next;
      } else {
        this.cpu.reference(w, i);
        this.relocator?.settle();
        i++;
      }
    }
    if (this.findsSites) this.findSite(words, end);
    this.runStart = 0;
    for (const cpu of this.cpus) cpu?.advance(end);
  }

  /** Writes dirty lines back and returns what was counted. */
  finish(): Counts {
    return this.finishAll()[0];
  }

  /** The same for each of the variants. */
  finishAll(): Counts[] {
    for (const cpu of this.cpus) cpu?.flush();
    const { variants, counts, jobs = this.cpuCount } = this;
    const rest = { jobs, moves: this.relocator?.moves ?? [], footprint: this.footprint.finish() };
    if (variants === null) return [counts.finish({ structure: this.structure, ...rest })];
    return variants.structures.map((structure, n) =>
      counts.finish({ structure, ...rest }, (block) => variants.complete(n, block)),
    );
  }

  private mark(words: Uint32Array, i: number): void {
    const w = words[i];
    const a = markerOperand(w);
    const cpu = this.cpu;
    const { tally } = cpu;
    switch (markerType(w)) {
      case Marker.cpu:
        this.present.fault = cpu.takeFault(i);
        this.cpu = this.cpuOf(a);
        this.cpuNumber = a;
        this.cpu.faulted(this.present.fault, i + 1);
        this.site = -1;
        break;
      case Marker.tally:
        this.takeTally(words, i);
        break;
      case Marker.virtualCpu:
        this.switchTo(a, words[i + 1], i);
        break;
      case Marker.region:
        this.define(a, words, i);
        break;
      case Marker.wide:
        this.wide(a, words[i + 1], words[i + 2], words[i + 3], i);
        this.relocator?.settle();
        break;
      case Marker.mode:
        this.present.mode = a;
        this.enterContext();
        break;
      case Marker.serviceEnter:
        this.present.services.push(a);
        this.enterContext();
        tally.count(Event.serviceEntered);
        break;
      case Marker.serviceLeave: {
        const left = this.present.services.pop() ?? Service.none;
        this.enterContext();
        if (FAULTS.has(left)) cpu.faulted(left, i);
        break;
      }
      case Marker.privileged:
        this.supervisor.privileged(cpu, a, this.site);
        break;
      case Marker.trap:
        this.supervisor.trap(cpu, a >= INTERRUPT_VECTOR || tally.service === Service.interrupt);
        break;
      case Marker.fileBlock:
      case Marker.diskRead:
      case Marker.diskWrite:
        this.diskRequest(markerType(w), a, words[i + 1], words[i + 2], words[i + 3]);
        break;
      case Marker.networkSend:
        this.supervisor.networkSend(cpu, this.machinePage(a), words[i + 1], words[i + 2] !== 0);
        this.relocator?.settle();
        break;
      case Marker.remap:
        this.supervisor.remap(cpu, this.machinePage(a), this.machinePage(words[i + 1]));
        this.relocator?.settle();
        break;
      case Marker.lockAcquire:
        this.present.locks.push(a);
        this.chargeTo(cpu, this.cpuNumber);
        tally.count(Event.lockAcquired);
        break;
      case Marker.lockRelease:
        this.release(a);
        break;
      case Marker.freePage:
        this.freePage(a);
        break;
      case Marker.window:
        // A window at the very beginning is no gap: what it touches first, it touches first.
        this.pages.inUseBefore ||= this.started || (words[i + 1] | words[i + 2]) !== 0;
        this.beginWindow();
        break;
      case Marker.frame:
        this.bind(a, words[i + 1]);
        break;
      case Marker.zeroPage:
        this.zeroPage(a);
        break;
    }
  }

  private takeTally(words: Uint32Array, i: number): void {
    const { tally } = this.cpu;
    const instructions = words[i + 1];
    const fetches = words[i + 2];
    const loads = words[i + 3];
    const stores = words[i + 4];
    const unmapped = words[i + 5];
    const bypass = this.structure.monitor?.kernelSegment === 'mapped' ? 0 : unmapped;
    tally.add(Event.instruction, instructions);
    tally.add(Event.l1iFetch, fetches);
    tally.add(Event.l1dLoad, loads);
    tally.add(Event.l1dStore, stores);
    tally.add(Event.tlbReference, fetches + loads + stores - bypass);
    this.started = true;
    this.footprint.advance(instructions);
    this.relocator?.advance(instructions, this.cpuCount);
    if (this.cold > 0) {
      this.cold -= instructions;
      if (this.cold <= 0) this.beginInterval(false);
    }
  }

  /** An access with its extent spelled out; whole granules of a store lie between its first and last, which may be partial. */
  private wide(kind: number, first: number, bytes: number, low: number, i: number): void {
    const g0 = first >>> 4;
    const granule = 1 << this.granuleBits;
    const start = low & 15 & (granule - 1);
    const g1 = g0 + ((start + bytes - 1) >> this.granuleBits);
    if (kind === Kind.fetch) this.site = g1;
    const c0 = start === 0 ? g0 : g0 + 1;
    const c1 = (start + bytes) % granule === 0 ? g1 : g1 - 1;
    this.cpu.access(kind, g0, g1, kind === 3 ? c0 : g1 + 1, kind === 3 ? c1 : g0, i);
  }

  /** A gap in the recording: what caches and TLBs held is out of date. Dirty lines are written back in the window they belong to. */
  private beginWindow(): void {
    if (this.started) {
      for (const cpu of this.cpus) {
        cpu?.flush();
        cpu?.clear();
      }
      this.directory?.clear();
      this.window++;
      this.started = false;
    }
    this.cold = this.warmup;
    this.beginInterval(this.warmup > 0);
  }

  private beginInterval(warmup: boolean): void {
    this.counts.begin({ window: this.window, warmup });
    this.cpus.forEach((cpu, number) => {
      this.chargeTo(cpu, number);
    });
  }

  /** Counts of this CPU go to the present interval. */
  private chargeTo(cpu: Cpu, number: number): void {
    const lock = this.activity[this.virtualCpu[number]]?.locks.at(-1) ?? NO_LOCK;
    cpu.tally.block = this.counts.block(number, this.vm[number] ?? 0, lock);
    cpu.tally.disks = this.counts.disks(number);
    const holder = this.directory?.holders[number];
    if (holder !== undefined) holder.visits = this.counts.visits(number);
  }

  /** What the virtual CPU is doing that this CPU runs. */
  private get present(): Activity {
    const virtualCpu = this.virtualCpu[this.cpuNumber];
    this.activity[virtualCpu] ??= { mode: Mode.user, services: [], locks: [], fault: Service.none };
    return this.activity[virtualCpu];
  }

  private enterContext(): void {
    const { mode, services } = this.present;
    this.cpu.tally.enter(mode, services.at(-1) ?? Service.none);
  }

  /** The monitor's scheduler puts another virtual CPU on this CPU: its machine is charged from here on, the switch included. */
  private switchTo(virtualCpu: number, vm: number, i: number): void {
    const { cpu, cpuNumber } = this;
    this.present.fault = cpu.takeFault(i);
    this.virtualCpu[cpuNumber] = virtualCpu;
    cpu.faulted(this.present.fault, i);
    this.vm[cpuNumber] = vm;
    cpu.vm = vm;
    this.chargeTo(cpu, cpuNumber);
    this.enterContext();
    this.supervisor.switchTo(cpu, virtualCpu, vm);
  }

  private release(lock: number): void {
    const { locks } = this.present;
    const held = locks.lastIndexOf(lock);
    if (held < 0) return;
    locks.splice(held, 1);
    this.chargeTo(this.cpu, this.cpuNumber);
  }

  private define(region: number, words: Uint32Array, i: number): void {
    const [space, low, high, flags] = words.subarray(i + 1, i + 5);
    if (this.structure.monitor !== null && this.pages.isMonitor(region << (REGION_BITS - this.pages.pageBits)))
      throw new UserError(
        `the trace touches ${region + 1} regions of 256 KB, which leaves no room for the monitor's own memory; record less`,
      );
    this.pages.define(region, low | 0, high, flags, flags & RegionFlag.kernel ? space : 0);
    this.supervisor.define(region, flags & RegionFlag.kernel ? -1 : space, high * 2 ** 32 + low);
    this.regions.push(region);
    for (const each of this.cpus) each?.define(region);
  }

  private diskRequest(type: Marker, tracePage: number, disk: number, first: number, sectors: number): void {
    const { cpu, pages, supervisor } = this;
    const page = this.machinePage(tracePage);
    const offset = (tracePage << PAGE_BITS) & (cpu.pageBytes - 1);
    const request = { disk, first, sectors, page, offset };
    const blocks = blocksOf(request, cpu.pageBytes, pages.pagesAhead(page));
    if (type === Marker.fileBlock) supervisor.fileBlock(cpu, request, blocks);
    else if (type === Marker.diskRead) supervisor.diskRead(cpu, request, blocks);
    else supervisor.diskWrite(cpu, request, blocks);
    this.relocator?.settle();
  }

  /** The guest frees a page of 4 KB. Where the machine's are larger, the others of the same one still need it. */
  private freePage(tracePage: number): void {
    const { pages, supervisor, cpu } = this;
    if (pages.pageBits > PAGE_BITS) return;
    for (const page of this.machinePages(tracePage)) {
      if (!pages.isPlaced(page)) continue;
      if (pages.isReplicated(page) && !pages.isShared(page)) supervisor.protectedStore(cpu, page);
      const physical = pages.physicalOf(page);
      cpu.tally.count(Event.pageFreed);
      // The guest drops its mappings; whoever uses the page number again starts afresh.
      for (const each of this.cpus) each?.changed(page);
      if (pages.free(page)) supervisor.freePage(cpu, physical);
    }
  }

  private bind(tracePage: number, physical: number): void {
    const page = this.machinePage(tracePage);
    // Recorded pages are of 4 KB; those of one larger machine page share a frame.
    const recorded = ofMachine(this.machinePage(physical), this.vm[this.cpuNumber] ?? 0);
    if (this.pages.bind(page, recorded, this.cpu.node)) for (const cpu of this.cpus) cpu?.forget();
  }

  /** The page of 4 KB may not have been touched before: the kernel clears it ahead of the program's first access. */
  private zeroPage(tracePage: number): void {
    const granules = 1 << (PAGE_BITS - this.granuleBits);
    const first = tracePage * granules;
    const perPage = 1 << (this.pages.pageBits - this.granuleBits);
    for (const page of this.machinePages(tracePage)) {
      const from = Math.max(first, page * perPage);
      this.supervisor.zero(this.cpu, page, from, Math.min(granules, perPage));
    }
    this.relocator?.settle();
  }

  /** Machine pages that a page of the trace's dictionary, of 4 KB, is in or consists of. */
  private *machinePages(tracePage: number): Generator<number> {
    const first = this.machinePage(tracePage);
    const more = 1 << Math.max(0, PAGE_BITS - this.pages.pageBits);
    for (let page = first; page < first + more; page++) yield page;
  }

  /** Notes where the last instruction before word `i` was fetched: what a privileged one's address is. */
  private findSite(words: Uint32Array, i: number): void {
    for (let k = i - 1; k >= this.runStart; k--) {
      const w = words[k];
      if ((w & 3) !== Kind.fetch) continue;
      this.site = (w >>> 4) + ((w >>> 2) & 3);
      return;
    }
  }

  private machinePage(tracePage: number): number {
    const more = this.pages.pageBits - PAGE_BITS;
    return more >= 0 ? tracePage >>> more : tracePage << -more;
  }

  private cpuOf(number: number): Cpu {
    if (number >= this.maxCpus)
      throw new UserError(
        `the trace names CPU ${number}; it should have ${this.maxCpus} CPUs (0 to ${this.maxCpus - 1})`,
      );
    const known = this.cpus[number];
    if (known !== undefined) return known;
    const { structure, pages, directory } = this;
    const node = Math.floor(number / (structure.numa?.cpusPerNode ?? 1)) % pages.memory.nodes;
    const place = { number, node, directory, ...(this.variants === null ? {} : { variants: this.variants.forCpu() }) };
    const cpu = new Cpu(structure, this.granuleBits, pages, this.supervisor, place, this.filter);
    this.cpuCount++;
    for (const region of this.regions) cpu.define(region);
    this.virtualCpu[number] = number;
    this.chargeTo(cpu, number);
    this.cpus[number] = cpu;
    return cpu;
  }
}
