import { packDetail } from '../trace/words/detail.ts';
import type { BatchBuilder } from '../trace/words/encoder/batch-builder.ts';
import { Kind, PAGE_BITS, PAGE_BYTES, PAGES_PER_REGION_BITS, SPAN_MAX, SPAN_WHOLE } from '../trace/words/layout.ts';
import { Marker, marker } from '../trace/words/markers.ts';
import { Mode, Privileged, type Service } from '../trace/words/vocabulary.ts';
import { markerWords, wideWords } from '../trace/words/walk.ts';
import { type Boundary, lockFor } from './critical-sections.ts';
import { DataParts, type KernelLoad } from './data-parts.ts';
import { type Exchange, FreshPages } from './fresh-pages.ts';
import { hash } from './hash.ts';
import { type KernelMemory, PAGES_OF_PROCESS, ProcessPage } from './kernel-memory.ts';
import {
  COPY_LINE_BYTES, FUNCTION_BYTES, LINE_BYTES, LINE_INSTRUCTIONS, makePlans, type Plan, STRUCTURE_BYTES, structureAt, VARIANTS,
} from './plan.ts'; // biome-ignore format: one line
import { GUEST_SERVICES, type GuestProfile, type GuestService } from './profile.ts';

/** Vector of general exceptions, interrupts among them (MIPS R10000 User's Manual). */
const GENERAL_VECTOR = 0x180;
const STACK_BYTES = 512;
/** Of a kernel's global variables, what stands together: a line of the first level. */
const PIECE_BYTES = 32;
/** The function with the code that leaves the kernel, see `functionAt`. */
const EXIT_FUNCTION = 1;
const FUNCTION_LINES = FUNCTION_BYTES / LINE_BYTES;
/** Most kernel structures of one call beside those in the profile: u-area, page table, another process's u-area. */
const MORE_STRUCTURES = 4;
/** Shares of an instruction, as integers. */
const UNIT = 4096;
const NOTHING: Exchange = { before: [], zeroed: [], filled: [], after: [] };

/** What a call is about. */
export interface Call {
  /** Task that runs, -1 where none is known. */
  task: number;
  /** Faults: the dense page (4 KB). Else -1. */
  page: number;
  /** Faults: whether another task of the address space has the page mapped, so that only a page table entry is missing. */
  known: boolean;
  /** Switches: the task that ran before. Else -1. */
  before: number;
  cpu: number;
  /** The task's address space where it shares it with others, else -1. */
  sharedSpace: number;
  /** Reads and writes: the dense page (4 KB) of the buffer cache that holds the block, where the trace tells. Else -1. */
  block: number;
  /** Words that come before all else: what the kernel did when it booted. */
  boot: readonly number[];
  /** Words of markers that tell what the service does beside: disk requests, pages freed. They come before it leaves. */
  markers: readonly number[];
  /** Copies on write: whether the page is the parent's own, which a child shares. */
  shared: boolean;
  /** Whether this is the first thing that the task does. */
  first: boolean;
  /** Exits: tasks that end. */
  ended: readonly number[];
}

/** Writes kernel segments: mode, service, trap, privileged instructions, references and their tally. */
export class KernelSegments {
  /** Calls so far, by service. */
  readonly calls: Uint32Array;
  /** Instructions of all segments so far. */
  instructions = 0;
  private readonly profile: GuestProfile;
  private readonly out: BatchBuilder;
  private readonly memory: KernelMemory;
  private readonly granuleBits: number;
  private readonly plans: readonly Plan[];
  private readonly fresh: FreshPages;
  /** Granule of the copy loop. */
  private readonly copyCode: number;
  private readonly loadUnits: number;
  private readonly storeUnits: number;
  /** Data accesses are of 8 bytes, or of one granule where that is less. */
  private readonly dataBytes: number;
  private readonly storeCode: number;
  /** First granules of this call's structures. */
  private readonly structures: Int32Array;
  private readonly parts: DataParts;
  private structureCount = 0;
  /** Of the structures, those that are global variables: first, and after the last. */
  private globals = 0;
  private globalsEnd = 0;
  private stack = 0;
  /** First granule of the process's page tables and the one after the last, if they are mapped. */
  private tables = 0;
  private tablesEnd = 0;
  private data = 0;
  private dataTotal = 1;
  private dueLoads = 0;
  private dueStores = 0;
  private fetches = 0;
  private loads = 0;
  private stores = 0;
  /** Of all of these, those to page tables that are mapped. */
  private mapped = 0;
  /** Instructions since the segment's last tally. */
  private untold = 0;

  constructor(profile: GuestProfile, memory: KernelMemory, granuleBits: number, out: BatchBuilder, load: KernelLoad) {
    this.parts = new DataParts(profile, load);
    this.profile = profile;
    this.out = out;
    this.memory = memory;
    this.granuleBits = granuleBits;
    this.plans = makePlans(profile, memory, granuleBits);
    this.fresh = new FreshPages(profile, memory, granuleBits);
    this.copyCode = memory.page(memory.text, hash(0, COPY_LINE_BYTES) % profile.textPages);
    this.loadUnits = Math.round(profile.loadsPerInstruction * UNIT);
    this.storeUnits = Math.round(profile.storesPerInstruction * UNIT);
    this.dataBytes = Math.min(8, 1 << granuleBits);
    this.storeCode = this.dataBytes === 1 << granuleBits ? SPAN_WHOLE : 0;
    this.calls = new Uint32Array(this.plans.length);
    const most = Math.max(
      ...GUEST_SERVICES.map(([name]) => profile.services[name].fixedPages + profile.services[name].varyingPages),
    );
    this.structures = new Int32Array(most + MORE_STRUCTURES);
  }

  /** Calls of a service so far. */
  callsOf(name: GuestService): number {
    return this.calls[GUEST_SERVICES.find(([other]) => other === name)![1]];
  }

  /** One call of a service; returns its instructions. */
  write(service: Service, call: Call): number {
    const plan = this.plans[service];
    const nth = this.calls[service]++;
    const process = this.memory.process(call.task, call.cpu);
    this.choose(plan, call, process, nth);
    const { out } = this;
    const exchange = this.exchange(plan, call, process);
    const { before, after } = exchange;
    out.reserve(plan.words + call.markers.length + call.boot.length + before.length + after.length);
    out.put(marker(Marker.mode, Mode.kernel));
    out.put(marker(Marker.serviceEnter, service));
    if (plan.trap) out.put(marker(Marker.trap, GENERAL_VECTOR));
    out.putAll(call.boot);
    const functions = plan.functions[hash(nth, service) & (VARIANTS - 1)];
    this.body(plan, call, process, nth, functions);
    out.putAll(before);
    this.clear(plan, call.page, exchange);
    for (const boundary of boundariesFor(plan, call))
      if (boundary.line > plan.pathLines) this.lock(boundary, call, nth);
    for (let i = 0; i < plan.shape.tlbWrites; i++) out.put(marker(Marker.privileged, Privileged.tlbWriteRandom));
    out.putAll(call.markers);
    out.putAll(after);
    this.fetch(functions[EXIT_FUNCTION], plan.exit.length);
    out.putAll(plan.exit);
    this.tally();
    out.put(marker(Marker.serviceLeave));
    out.put(marker(Marker.mode, Mode.user));
    this.instructions += plan.instructions;
    return plan.instructions;
  }

  /** The pages that the call takes and gives back. */
  private exchange({ name }: Plan, { task, cpu, before, ended, first }: Call, process: number): Exchange {
    const { fresh } = this;
    if (name === 'contextSwitch') return { ...NOTHING, after: fresh.switchFrom(before) };
    if (name === 'fork') return fresh.fork(task, cpu, first);
    if (name === 'execve') return fresh.execve(process);
    if (name === 'exit') return { ...NOTHING, after: ended.flatMap((each) => fresh.exit(each, cpu)) };
    if (name === 'systemCall') return { ...NOTHING, after: fresh.remove() };
    return NOTHING;
  }

  /** The stack and the structures this call uses. */
  private choose(plan: Plan, { task, page, before, cpu }: Call, process: number, nth: number): void {
    const { memory, structures, granuleBits, profile } = this;
    const at = (granule: number, slot: number): number => granule + ((slot * STRUCTURE_BYTES) >>> granuleBits);
    let n = 0;
    const tables = memory.tablesOf(process);
    if (tables !== process) {
      this.tables = memory.page(tables, ProcessPage.tables);
      this.tablesEnd = memory.page(tables, PAGES_OF_PROCESS);
    }
    this.stack = memory.page(process, ProcessPage.stack) + ((PAGE_BYTES - STACK_BYTES) >>> granuleBits);
    structures[n++] = at(memory.page(process, ProcessPage.user), plan.service & 7);
    // A page table entry stands at a place of its own, its neighbours' beside it.
    const region = page >>> PAGES_PER_REGION_BITS;
    if (page >= 0) structures[n++] = at(memory.page(tables, ProcessPage.tables + (hash(region, 0) % 3)), region & 15);
    if (before >= 0 && before !== task) {
      const other = memory.process(before, cpu);
      structures[n++] = at(memory.page(other, ProcessPage.user), plan.service & 7);
      structures[n++] = memory.page(other, ProcessPage.stack) + ((PAGE_BYTES - STACK_BYTES) >>> granuleBits);
    }
    this.globals = n;
    for (const structure of plan.fixed) structures[n++] = structure;
    this.globalsEnd = n;
    for (let i = 0; i < plan.shape.varyingPages; i++) {
      // The square makes some pages far more frequent than others: half the calls use a quarter of the pages.
      const u = hash(nth, 256 * plan.service + i) / 2 ** 32;
      const page = this.parts.pageFor(cpu, Math.floor(u * u * profile.dataPages));
      structures[n++] = structureAt(memory, granuleBits, page, plan.service);
    }
    this.structureCount = n;
  }

  /** The path, function by function, each as often as the instructions allow, with a copy in its middle; what enters the kernel is in its first line. */
  private body(plan: Plan, call: Call, process: number, nth: number, functions: Int32Array): void {
    const { pathLines } = plan;
    const boundaries = boundariesFor(plan, call);
    const count = functions.length;
    this.fetches = this.loads = this.stores = this.mapped = this.untold = 0;
    this.dueLoads = this.dueStores = 0;
    this.data = 0;
    this.dataTotal = Math.max(1, (pathLines * LINE_INSTRUCTIONS * (this.loadUnits + this.storeUnits)) / UNIT);
    const lineGranules = LINE_BYTES >>> this.granuleBits;
    const copyAt = pathLines >> 1;
    let left = plan.instructions - plan.copyLines * LINE_INSTRUCTIONS - plan.exit.length;
    let current = -1;
    let line = 0;
    let boundary = 0;
    for (let p = 0; p < pathLines; p++) {
      for (; boundaries[boundary]?.line === p; boundary++) this.lock(boundaries[boundary], call, nth);
      if (p === copyAt) this.copy(plan, call, process, nth);
      const f = Math.floor((p * count) / pathLines);
      line = f === current ? (line + 1) % FUNCTION_LINES : 0;
      current = f;
      const instructions = left < LINE_INSTRUCTIONS ? left : LINE_INSTRUCTIONS;
      left -= instructions;
      this.fetch(functions[f] + line * lineGranules, instructions);
      if (p === 0) this.out.putAll(plan.entry);
      this.dueLoads += instructions * this.loadUnits;
      this.dueStores += instructions * this.storeUnits;
      for (; this.dueLoads >= UNIT; this.dueLoads -= UNIT) this.datum(Kind.load);
      for (; this.dueStores >= UNIT; this.dueStores -= UNIT) this.datum(Kind.store);
    }
    for (; boundaries[boundary]?.line === pathLines; boundary++) this.lock(boundaries[boundary], call, nth);
  }

  /** A critical section begins or ends: what came before is told, so that it is charged to where it belongs. */
  private lock(boundary: Boundary, { sharedSpace, page }: Call, nth: number): void {
    if (nth % boundary.every !== 0) return;
    const lock = lockFor(boundary, sharedSpace, page);
    if (lock < 0) return;
    this.tally();
    this.out.put(marker(boundary.acquires ? Marker.lockAcquire : Marker.lockRelease, lock));
  }

  /** The copy loop, over the block's page of the buffer cache, or any where the trace does not tell the block; the user's side is not modelled, as the recording does not say where it is. */
  private copy(plan: Plan, { block, page: target, shared }: Call, process: number, nth: number): void {
    const { copyLines } = plan;
    if (copyLines === 0) return;
    const { memory, fresh } = this;
    if (plan.name === 'copyOnWrite') {
      const to = memory.page(0, target);
      // A recording does not say which page of its parent's a child's is a copy of; the u-area stands for it, which is as warm.
      this.copyPage(copyLines, shared ? to : memory.page(process, ProcessPage.user), to);
      return;
    }
    const kind = plan.name === 'write' ? Kind.store : Kind.load;
    const page =
      block >= 0
        ? memory.page(0, block)
        : memory.page(memory.buffers, fresh.bufferPage(plan.name, nth, plan.service + 32));
    let offset = 0;
    for (let i = 0; i < copyLines; i++) {
      this.fetch(this.copyCode, LINE_INSTRUCTIONS);
      for (let k = 0; k < COPY_LINE_BYTES / 8; k++, offset += 8) this.access(kind, page, offset & (PAGE_BYTES - 1));
    }
  }

  /** The same from a page to another; to itself: the page is the child's from then on, which gives it back, and a fresh one takes its place. */
  private copyPage(lines: number, from: number, to: number): void {
    for (let line = 0, at = 0; line < lines; line++) {
      this.fetch(this.copyCode, LINE_INSTRUCTIONS);
      for (let k = 0; k < COPY_LINE_BYTES && at < PAGE_BYTES; k += 8, at += 8) this.access(Kind.load, from, at);
    }
    if (from === to) this.out.put(marker(Marker.freePage, to >>> (PAGE_BITS - this.granuleBits)));
    for (let at = 0; at < PAGE_BYTES; at += 8) this.access(Kind.store, to, at);
  }

  /** Instructions of one line of code: one reference, whatever the granule. */
  private fetch(granule: number, instructions: number): void {
    if (instructions === 0) return;
    this.untold += instructions;
    const bytes = 4 * instructions;
    const span = (bytes - 1) >>> this.granuleBits;
    this.fetches++;
    if (span <= SPAN_MAX) {
      this.out.put(((granule << 4) | (span << 2) | Kind.fetch) >>> 0, packDetail(0, bytes, instructions));
      return;
    }
    this.out.putAll(wideWords({ kind: Kind.fetch, granule, bytes, low: 0, instructions }));
  }

  /** The next data reference: every other one to the stack, the rest through the structures one after the other. */
  private datum(kind: typeof Kind.load | typeof Kind.store): void {
    const n = this.data++;
    if ((n & 1) === 0) this.access(kind, this.stack, (n << 2) & (STACK_BYTES - 8));
    else {
      const i = Math.min(this.structureCount - 1, Math.floor((n * this.structureCount) / this.dataTotal));
      const offset = (n << 2) & (STRUCTURE_BYTES - 8);
      if (i >= this.globals && i < this.globalsEnd) this.global(kind, this.structures[i], offset);
      else this.access(kind, this.structures[i], offset);
    }
  }

  /** A piece of a page's global variables: they stand apart. */
  private global(kind: typeof Kind.load | typeof Kind.store, base: number, offset: number): void {
    const inPage = (PAGE_BYTES >>> this.granuleBits) - 1;
    const apart = (offset & (PIECE_BYTES - 1)) + Math.floor(offset / PIECE_BYTES) * this.profile.globalsBytes;
    const at = (base & ~inPage) | ((base + (apart >>> this.granuleBits)) & inPage);
    this.access(kind, at, offset & ((1 << this.granuleBits) - 1));
  }

  private access(kind: typeof Kind.load | typeof Kind.store, base: number, offset: number): void {
    const g = base + (offset >>> this.granuleBits);
    const code = kind === Kind.store ? this.storeCode : 0;
    this.out.put(((g << 4) | (code << 2) | kind) >>> 0, packDetail(offset & 15, this.dataBytes, 0));
    if (g >= this.tables && g < this.tablesEnd) this.mapped++;
    if (kind === Kind.store) this.stores++;
    else this.loads++;
  }

  /** Pages that must begin as zeroes: the faulting one, or page tables, which the kernel links; and pages that it begins to fill itself. */
  private clear({ name }: Plan, page: number, { zeroed, filled }: Exchange): void {
    if (name === 'demandZero') this.out.put(marker(Marker.zeroPage, page));
    for (const table of zeroed) {
      this.out.put(marker(Marker.zeroPage, table >>> (PAGE_BITS - this.granuleBits)));
      this.access(Kind.store, table, 0);
    }
    for (const each of filled) this.access(Kind.store, each, 0);
  }

  private tally(): void {
    const { fetches, loads, stores, untold: instructions } = this;
    const references = fetches + loads + stores;
    if (references === 0) return;
    const unmapped = references - this.mapped;
    this.out.putAll(markerWords('tally', 0, { instructions, fetches, loads, stores, unmapped }));
    this.fetches = this.loads = this.stores = this.mapped = this.untold = 0;
  }
}

const boundariesFor = ({ boundaries, knownBoundaries }: Plan, { known }: Call): readonly Boundary[] =>
  known ? knownBoundaries : boundaries;
