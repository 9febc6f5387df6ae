import { CommonPages } from './common-pages.ts';
import { NodeMemory } from './node-memory.ts';
import { PageDictionary } from './page-dictionary.ts';
import { PageUse } from './page-use.ts';
import { PhysicalMemory } from './physical-memory.ts';
import { PhysicalNames } from './physical-names.ts';

export { ofMachine } from './page-dictionary.ts';

/** Stands for the physical page of the monitor's own pages, which have none. */
const MONITORS = 2 ** 31 - 1;
const NONE = -1;

/**
 * Where the dense pages are: the *frame* (machine page) each node's CPUs use for them.
 *
 * Between the two stands the physical page, what the guest believes: pages the recording saw on one physical page share it, as
 * do the unmapped segments, whose addresses are physical. What backs physical pages is told in `PhysicalMemory`.
 */
export class Pages extends PageDictionary {
  readonly memory: NodeMemory;
  readonly backing: PhysicalMemory;
  /** Node -> page -> frame; means nothing before the page is placed. */
  readonly tables: readonly Int32Array[];
  /** Page -> 1 where a store is the monitor's business first: what backs the page is shared, or replicated. */
  readonly readOnly: Uint8Array;
  /** A recording with gaps began when its pages were long in use: what looks like a page's first touch is none. */
  inUseBefore = false;
  /** Pages that all machines have in common. */
  readonly common: CommonPages;
  /** Page -> physical page, -1 before the first touch. */
  private readonly physical: Int32Array;
  /** Physical page -> its first page, and page -> the next of the same physical page: the backmap. */
  private firstPage: Int32Array = new Int32Array(1024).fill(NONE);
  private readonly nextPage: Int32Array;
  /** Objects with more than one frame, in the order in which they got their first replica. */
  private readonly replicated = new Set<number>();
  private readonly names: PhysicalNames;
  /** Pages that got the physical page of another because both hold one block. */
  private readonly aliases = new Set<number>();
  /** Page -> physical page, of pages the monitor took back and will have to read again. */
  private readonly pagedOut = new Map<number, number>();

  /** `pageBits`: log2 of the machine's page in bytes. */
  constructor(
    granuleBits: number,
    pageBits: number,
    memory: NodeMemory = new NodeMemory(1, { placement: 'firstTouch', pagesPerNode: null, homes: [] }),
  ) {
    super(granuleBits, pageBits);
    this.memory = memory;
    this.backing = new PhysicalMemory(memory);
    this.common = new CommonPages(this);
    this.names = new PhysicalNames(this, this.common, (vm, use) => this.newPhysical(vm, use));
    this.tables = Array.from({ length: memory.nodes }, () => new Int32Array(this.capacity));
    this.readOnly = new Uint8Array(this.capacity);
    this.physical = new Int32Array(this.capacity).fill(NONE);
    this.nextPage = new Int32Array(this.capacity);
  }

  isPlaced(page: number): boolean {
    return this.physical[page] >= 0;
  }

  /**
   * First touch of a page, by a CPU of this node that runs this machine: gives it a physical page, one the guest has freed if there is
   * one, and that a frame if it has none. Whether a frame was taken.
   */
  place(page: number, node = 0, vm = 0): boolean {
    const physical = this.physicalFor(page, vm);
    if (this.backing.objectOf(physical) >= 0) {
      this.attach(page, physical, node);
      return false;
    }
    const object = this.objectFor(page, node);
    const isNew = !this.backing.isUsed(object);
    this.attach(page, physical, node, object);
    return isNew;
  }

  /** First touch of a page that this object is to back. */
  placeOn(page: number, object: number, vm: number): void {
    const physical = this.physicalFor(page, vm);
    this.attach(page, physical, 0, object);
    this.rebase(physical, object);
  }

  /** Another name for a physical page that is backed; returns the one that the guest gives up with the page's last name, -1: none. */
  alias(page: number, physical: number, node: number): number {
    const before = this.physical[page];
    const givenUp = before >= 0 && this.free(page) ? before : NONE;
    this.attach(page, physical, node);
    this.aliases.add(page);
    return givenUp;
  }

  /**
   * A placed page gets a physical page of its own if other pages have the same, unless they have because the recording says so; whether
   * it does.
   */
  part(page: number, node: number): boolean {
    const physical = this.physical[page];
    const names = [...this.namesOf(physical)];
    if (names.length === 1) return false;
    if (this.names.isRecorded(physical) && !names.some((name) => this.aliases.has(name))) return false;
    this.detach(page);
    this.attach(page, this.newPhysical(this.backing.vmOf(physical), this.useOf(page)), node);
    return true;
  }

  /**
   * The guest puts a placed page on its free list, and uses the physical page again before it takes a fresh one, unless the recording
   * says which it uses. False where another page still maps it.
   */
  free(page: number): boolean {
    const physical = this.physical[page];
    this.detach(page);
    this.names.unname(page);
    if (this.firstPage[physical] >= 0) return false;
    this.backing.setUse(physical, PageUse.free);
    this.names.free(physical, this.backing.vmOf(physical));
    return true;
  }

  /** Blocks of a disk were read into the physical page: it is of the buffer cache, unless the kernel's own text came from there. */
  holdsFile(physical: number): void {
    if (this.backing.useOf(physical) !== PageUse.kernelText) this.backing.setUse(physical, PageUse.bufferCache);
  }

  /** The monitor takes the machine pages of a physical page back that no page maps: these. */
  reclaim(physical: number): number[] {
    const object = this.backing.objectOf(physical);
    if (object < 0) return [];
    const frames = this.backing.framesOf(object);
    this.backing.unback(physical);
    this.settle(object);
    return this.backing.exists(object) ? [] : frames;
  }

  /** Places a page of the monitor's own: on one node, or a copy on each. */
  placeForMonitor(page: number, node: number | 'each'): void {
    const frame = node === 'each' ? 0 : this.memory.allocateForMonitor(node);
    this.tables.forEach((table, n) => {
      table[page] = node === 'each' ? this.memory.allocateForMonitor(n) : frame;
    });
    this.physical[page] = MONITORS;
  }

  /** The recording names the physical page behind a page, now or from its first touch on. Whether a page that was placed now has another frame. */
  bind(page: number, recorded: number, node = 0): boolean {
    const before = this.physical[page];
    this.names.name(page, recorded);
    if (before < 0) return false;
    const physical = this.names.ofRecorded(recorded, page, this.backing.vmOf(before), before);
    if (before === physical) return false;
    this.detach(page);
    this.attach(page, physical, node);
    return true;
  }

  /** A page that is mapped to what this frame holds, -1: none. */
  pageOf(frame: number): number {
    for (const page of this.pagesOf(frame)) return page;
    return NONE;
  }

  physicalOf(page: number): number {
    return this.physical[page];
  }

  objectOf(page: number): number {
    return this.backing.objectOf(this.physical[page]);
  }

  /** All pages that are mapped to what this frame holds: memmap's backmap. */
  *pagesOf(frame: number): Generator<number> {
    const object = this.backing.objectIn(frame);
    if (object >= 0) yield* this.pagesOfObject(object);
  }

  *pagesOfObject(object: number): Generator<number> {
    for (const physical of this.backing.usersOf(object)) yield* this.namesOf(physical);
  }

  /** The pages that are mapped to a physical page. */
  *namesOf(physical: number): Generator<number> {
    for (let page = this.firstPage[physical]; page >= 0; page = this.nextPage[page]) yield page;
  }

  /** From now on CPUs of this node use `frame` for this page, under all its names. */
  remap(page: number, frame: number, node: number): void {
    const object = this.objectOf(page);
    this.backing.setFrame(object, node, frame);
    for (const name of this.pagesOfObject(object)) this.tables[node][name] = frame;
  }

  /** From now on this object backs the physical page, under all its names; the monitor keeps no other that nobody needs. */
  rebase(physical: number, object: number): void {
    const before = this.backing.objectOf(physical);
    this.backing.back(physical, object);
    for (const page of this.namesOf(physical)) this.point(page, object);
    this.settle(object);
    this.settle(before);
  }

  /** A machine's physical pages so far. */
  *physicalsOf(vm: number): Generator<number> {
    for (let physical = 0; physical < this.backing.size; physical++)
      if (this.backing.vmOf(physical) === vm) yield physical;
  }

  /** A machine is stopped: its pages are as if never touched, and what only it used is free. Returns the pages it had. */
  stop(vm: number): number[] {
    const pages: number[] = [];
    for (const physical of this.physicalsOf(vm)) {
      for (const page of [...this.namesOf(physical)]) {
        this.detach(page);
        pages.push(page);
      }
      this.reclaim(physical);
    }
    this.names.forget(vm);
    return pages;
  }

  /** Takes physical pages' backing away, which will be found again at their next use: their pages are as if never touched. */
  pageOut(object: number): void {
    for (const physical of [...this.backing.usersOf(object)]) {
      for (const page of [...this.namesOf(physical)]) {
        this.detach(page);
        this.pagedOut.set(page, physical);
      }
      this.backing.unback(physical);
    }
  }

  /** Whether the monitor took the page back. */
  isPagedOut(page: number): boolean {
    return this.pagedOut.size > 0 && this.pagedOut.has(page);
  }

  /** Whether another name of a page that was taken back has been used since. */
  isBackedAgain(page: number): boolean {
    return this.backing.objectOf(this.pagedOut.get(page) ?? NONE) >= 0;
  }

  /** A page that was taken back is used again: its physical page, which is backed again. */
  pageBackIn(page: number, node: number): number {
    const physical = this.physicalFor(page, 0);
    this.attach(page, physical, node);
    return physical;
  }

  /** Stores to pages of this object are the monitor's business if it is shared or replicated, and only then. */
  settle(object: number): void {
    if (object < 0) return;
    if (!this.backing.exists(object)) this.replicated.delete(object);
    const readOnly = this.backing.isShared(object) || this.replicated.has(object) ? 1 : 0;
    for (const page of this.pagesOfObject(object)) this.readOnly[page] = readOnly;
  }

  /** The frames that hold this page, the replicas among them. */
  copiesOf(page: number): number[] {
    return this.backing.framesOf(this.objectOf(page));
  }

  isReplicated(page: number): boolean {
    return this.replicated.size > 0 && this.replicated.has(this.objectOf(page));
  }

  isShared(page: number): boolean {
    const object = this.objectOf(page);
    return object >= 0 && this.backing.isShared(object);
  }

  setReplicated(page: number, replicated: boolean): void {
    const object = this.objectOf(page);
    if (replicated) this.replicated.add(object);
    else this.replicated.delete(object);
    this.settle(object);
  }

  /** Frames beyond one for each object. */
  get replicas(): number {
    let extra = 0;
    for (const object of this.replicated) extra += this.backing.framesOf(object).length - 1;
    return extra;
  }

  /** The longest-standing replica on a node, and another copy of its page; undefined when the node has none to give up. */
  replicaOn(node: number): { page: number; frame: number; instead: number } | undefined {
    for (const object of this.replicated) {
      const copies = this.backing.framesOf(object);
      const page = this.pageOf(copies[0]);
      if (page < 0) continue;
      const frame = copies.find((copy) => this.memory.nodeOf(copy) === node);
      const instead = copies.find((copy) => copy !== frame);
      if (frame !== undefined && instead !== undefined) return { page, frame, instead };
    }
    return undefined;
  }

  /** A new physical page of a machine that no page maps yet. */
  newPhysical(vm: number, use: PageUse): number {
    const physical = this.backing.add(vm, use);
    if (physical >= this.firstPage.length) {
      const grown = new Int32Array(2 * this.firstPage.length).fill(NONE);
      grown.set(this.firstPage);
      this.firstPage = grown;
    }
    return physical;
  }

  /** The physical page that a page without one is to have. */
  private physicalFor(page: number, toucher: number): number {
    const taken = this.pagedOut.get(page);
    this.pagedOut.delete(page);
    return taken ?? this.names.of(page, toucher);
  }

  /** What is to back a page that has nothing yet: an object that other machines have, or a new one. */
  private objectFor(page: number, node: number): number {
    const isCommon = this.common.isCommon(page);
    const known = isCommon ? this.common.objectOf(page) : undefined;
    if (known !== undefined) return known;
    const object = this.backing.create(this.memory.home(node, this.addressOf(page)));
    if (isCommon) {
      this.common.set(page, object);
      // A machine that frees it leaves it to those to come.
      this.backing.hold(object);
      if (this.common.isOpen(page)) this.backing.openToAll(object);
    }
    return object;
  }

  /** Maps a page to a physical page, which gets this or a new object if it has none. */
  private attach(page: number, physical: number, node: number, object = NONE): void {
    if (this.backing.useOf(physical) === PageUse.free) this.backing.setUse(physical, this.useOf(page));
    if (this.backing.objectOf(physical) < 0)
      this.backing.back(physical, object >= 0 ? object : this.objectFor(page, node));
    this.physical[page] = physical;
    this.nextPage[page] = this.firstPage[physical];
    this.firstPage[physical] = page;
    this.point(page, this.backing.objectOf(physical));
    this.settle(this.backing.objectOf(physical));
  }

  private detach(page: number): void {
    const physical = this.physical[page];
    let at = this.firstPage[physical];
    if (at === page) this.firstPage[physical] = this.nextPage[page];
    else {
      while (this.nextPage[at] !== page) at = this.nextPage[at];
      this.nextPage[at] = this.nextPage[page];
    }
    this.physical[page] = NONE;
    this.readOnly[page] = 0;
    this.aliases.delete(page);
  }

  private point(page: number, object: number): void {
    this.tables.forEach((table, node) => {
      table[page] = this.backing.frameOn(object, node);
    });
  }
}
