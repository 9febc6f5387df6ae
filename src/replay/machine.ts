import { UserError } from '../errors.ts';
import { Marker, Mode, markerLength, markerOperand, markerType, Service } from '../trace/record.ts';
import { MAX_CPUS } from '../trace/trace.ts';
import { type Counts, CountsBuilder } from './counts.ts';
import { Disco } from './disco/disco.ts';
import { Relocator } from './disco/relocate.ts';
import { contextOf, Event } from './event.ts';
import { BareMachine } from './numa/bare-machine.ts';
import { Cpu } from './numa/cpu.ts';
import { Directory } from './numa/directory.ts';
import { NodeMemory } from './numa/node-memory.ts';
import { Pages, TRACE_PAGE_BITS } from './numa/pages.ts';
import type { Structure } from './structure.ts';
import type { Supervisor } from './supervisor.ts';

export interface MachineOptions {
  /** Instructions (over all CPUs) at the start of each window that are counted as warm-up. Rounded up to the end of a run. Default 0. */
  warmup?: number;
  /** False turns the hot filter off, to show that it changes no count. */
  filter?: boolean;
  /** CPUs the trace may name: so many nodes has a structure whose `numa.nodes` is `cpus`. Default 128. */
  cpus?: number;
}

/** What one CPU is doing, as the trace's markers tell. */
interface Activity {
  mode: number;
  services: number[];
}

/** The machine and what runs on it: takes words, gives counts. */
export class Machine {
  private readonly structure: Structure;
  private readonly granuleBits: number;
  private readonly filter: boolean;
  private readonly warmup: number;
  private readonly pages: Pages;
  private readonly supervisor: Supervisor;
  private readonly counts: CountsBuilder;
  private readonly directory: Directory | null;
  private readonly relocator: Relocator | null = null;
  private readonly cpus: Cpu[] = [];
  private readonly activity: Activity[] = [];
  private readonly regions: number[] = [];
  private cpu: Cpu;
  private cpuNumber = 0;
  private cpuCount = 0;
  private readonly maxCpus: number;
  private window = 1;
  /** Instructions until warm-up ends; at most 0 when it has. */
  private cold = 0;
  private started = false;

  constructor(
    structure: Structure,
    granuleBits: number,
    { warmup = 0, filter = true, cpus = MAX_CPUS }: MachineOptions = {},
  ) {
    this.structure = structure;
    this.granuleBits = granuleBits;
    this.filter = filter;
    this.warmup = warmup;
    this.maxCpus = cpus;
    const { monitor, numa, cache } = structure;
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
    this.supervisor = monitor === null ? new BareMachine() : new Disco(monitor);
    if (monitor?.hotPages && this.directory !== null && this.supervisor instanceof Disco) {
      this.relocator = new Relocator(monitor.hotPages, this.pages, this.directory, this.cpus, cpus);
      this.supervisor.relocator = this.relocator;
    }
    this.counts = new CountsBuilder(nodes);
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
        this.mark(words, i);
        i += markerLength(w);
      } else {
        this.cpu.reference(w, i);
        this.relocator?.settle();
        i++;
      }
    }
    for (const cpu of this.cpus) cpu?.advance(end);
  }

  /** Writes dirty lines back and returns what was counted. */
  finish(): Counts {
    for (const cpu of this.cpus) cpu?.flush();
    return this.counts.finish(this.structure, this.relocator?.moves ?? []);
  }

  private mark(words: Uint32Array, i: number): void {
    const w = words[i];
    const a = markerOperand(w);
    const cpu = this.cpu;
    const { tally } = cpu;
    switch (markerType(w)) {
      case Marker.cpu:
        this.cpu = this.cpuOf(a);
        this.cpuNumber = a;
        break;
      case Marker.tally:
        this.takeTally(words, i);
        break;
      case Marker.region:
        this.pages.define(a, words[i + 2] | 0, words[i + 3], words[i + 4]);
        this.regions.push(a);
        for (const each of this.cpus) each?.define(a);
        break;
      case Marker.wide:
        this.wide(a, words[i + 1], words[i + 2], words[i + 3], i);
        this.relocator?.settle();
        break;
      case Marker.mode:
        this.activity[this.cpuNumber].mode = a;
        this.enterContext();
        break;
      case Marker.serviceEnter:
        this.activity[this.cpuNumber].services.push(a);
        this.enterContext();
        tally.count(Event.serviceEntered);
        break;
      case Marker.serviceLeave:
        this.activity[this.cpuNumber].services.pop();
        this.enterContext();
        break;
      case Marker.privileged:
        this.supervisor.privileged(cpu, a & 255, (a >>> 8) & 255);
        break;
      case Marker.trap:
        this.supervisor.trap(cpu);
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
        this.zeroPage(this.machinePage(a));
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
    cpu.tally.block = this.counts.block(number);
    const holder = this.directory?.holders[number];
    if (holder !== undefined) holder.visits = this.counts.visits(number);
  }

  private enterContext(): void {
    const { mode, services } = this.activity[this.cpuNumber];
    this.cpu.tally.enter(contextOf(mode, services.at(-1) ?? Service.none));
  }

  private bind(tracePage: number, physical: number): void {
    const page = this.machinePage(tracePage);
    // Recorded pages are of 4 KB; those of one larger machine page share a frame.
    const isNew = !this.pages.isPlaced(page);
    const moved = this.pages.bind(page, this.machinePage(physical), this.cpu.node);
    if (isNew && !this.pages.inUseBefore) this.supervisor.firstTouch(this.cpu, page);
    if (moved) for (const cpu of this.cpus) cpu?.forget();
  }

  /** The page may not have been touched before: the kernel clears it ahead of the program's first access. */
  private zeroPage(page: number): void {
    this.cpu.place(page);
    if (this.pages.isReplicated(page)) this.supervisor.replicaStore(this.cpu, page);
    this.supervisor.zeroPage(this.cpu, page);
    this.relocator?.settle();
  }

  private machinePage(tracePage: number): number {
    const more = this.pages.pageBits - TRACE_PAGE_BITS;
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
    const place = { number, node, directory };
    const cpu = new Cpu(structure, this.granuleBits, pages, this.supervisor, place, this.filter);
    this.cpuCount++;
    for (const region of this.regions) cpu.define(region);
    this.chargeTo(cpu, number);
    cpu.tally.enter(contextOf(Mode.user, Service.none));
    this.cpus[number] = cpu;
    this.activity[number] = { mode: Mode.user, services: [] };
    return cpu;
  }
}
