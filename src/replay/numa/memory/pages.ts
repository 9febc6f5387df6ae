import { PageUse } from '../../counts/page-use.ts';
import { CommonPages, type CommonShape, NOTHING_COMMON } from './common-pages.ts';
import type { NodeMemory } from './node-memory.ts';
import type { PageDictionary } from './page-dictionary.ts';
import { PageMap } from './page-map.ts';
import type { PhysicalMemory } from './physical-memory.ts';
import { PhysicalNames } from './physical-names.ts';
import type { Toucher } from './toucher.ts';

const NONE = -1;

/**
 * Which physical page each dense page is a name of, and when that changes: the guest's side of memory. Pages the recording saw on one
 * physical page are its names together, as are pages of the unmapped segments, whose addresses are physical. Where that puts each page
 * is kept in `map`.
 */
export class Pages {
  readonly dictionary: PageDictionary;
  /** log2 of the machine's page in bytes. */
  readonly pageBits: number;
  readonly memory: NodeMemory;
  readonly map: PageMap;
  readonly backing: PhysicalMemory;
  /** Pages that all VMs have in common. */
  readonly common: CommonPages;
  /** A recording with gaps began when its pages were long in use: what looks like a page's first touch is none. */
  inUseBefore = false;
  private readonly physical: PhysicalNames;
  /** Pages of the kernel's own that it takes from its free list, where they were when it booted or since. */
  private readonly taken = new Set<number>();
  /** Pages that got the physical page of another because both hold one block. */
  private readonly aliases = new Set<number>();
  /** Page -> physical page, of pages the monitor took back and will have to read again. */
  private readonly pagedOut = new Map<number, number>();

  /** `watches`: it is kept which disks have what machine pages hold. */
  constructor(dictionary: PageDictionary, memory: NodeMemory, common: CommonShape = NOTHING_COMMON, watches = false) {
    this.dictionary = dictionary;
    this.pageBits = dictionary.pageBits;
    this.memory = memory;
    this.map = new PageMap(memory, dictionary.capacity, watches);
    this.backing = this.map.backing;
    this.common = new CommonPages(dictionary, common);
    this.physical = new PhysicalNames(dictionary, this.common, this.backing);
  }

  /** First touch of a page: gives it a physical page, one the guest has freed if there is one, and that a frame if it has none. Whether a frame was taken. */
  place(page: number, toucher: Toucher): boolean {
    this.dictionary.checkDefined(page);
    const physical = this.physicalFor(page, toucher.vm);
    if (this.backing.objectOf(physical) >= 0) {
      this.attach(page, physical, toucher);
      return false;
    }
    const object = this.objectFor(page, toucher);
    const isNew = !this.backing.isUsed(object);
    this.attach(page, physical, toucher, object);
    return isNew;
  }

  /** First touch of a page that this object is to back. */
  placeOn(page: number, object: number, toucher: Toucher): void {
    const physical = this.physicalFor(page, toucher.vm);
    this.attach(page, physical, toucher, object);
    this.map.rebase(physical, object);
  }

  /** Another name for a physical page that is backed; returns the one that the guest gives up with the page's last name, -1: none. */
  alias(page: number, physical: number, toucher: Toucher): number {
    const before = this.map.names.physicalOf(page);
    const givenUp = before >= 0 && this.free(page) ? before : NONE;
    this.attach(page, physical, toucher);
    this.aliases.add(page);
    return givenUp;
  }

  /**
   * A placed page gets a physical page of its own if other pages have the same, unless they have because the recording says so; whether
   * it does.
   */
  part(page: number, toucher: Toucher): boolean {
    const physical = this.map.names.physicalOf(page);
    const names = [...this.map.names.of(physical)];
    if (names.length === 1) return false;
    if (this.physical.isRecorded(physical) && !names.some((name) => this.aliases.has(name))) return false;
    this.detach(page);
    this.attach(page, this.backing.add(this.backing.vmOf(physical), this.dictionary.useOf(page)), toucher);
    return true;
  }

  /**
   * The guest puts a placed page on its free list, and uses the physical page again before it takes a fresh one, unless the recording
   * says which it uses. False where another page still maps it.
   */
  free(page: number): boolean {
    this.noteFree(page);
    const physical = this.map.names.physicalOf(page);
    this.detach(page);
    this.physical.unname(page);
    if (this.map.names.hasAny(physical)) return false;
    this.backing.setUse(physical, PageUse.free);
    this.physical.free(physical, this.backing.vmOf(physical));
    return true;
  }

  /** The page is on the guest's free list. */
  noteFree(page: number): void {
    if (this.dictionary.isKernel(page)) this.taken.add(page);
  }

  /** Whether the page was there before the trace began: all pages of recordings with gaps, and those of a kernel that it never gave back. */
  wasThereBefore(page: number): boolean {
    return this.inUseBefore || (this.dictionary.isKernel(page) && !this.taken.has(page));
  }

  /** Places a page of the monitor's own for these nodes' CPUs: on one node, or a copy on each. */
  placeForMonitor(page: number, nodes: readonly number[], node: number | 'each', toucher: Toucher): void {
    const { memory } = this;
    const frame = node === 'each' ? NONE : memory.allocateForMonitor(node, toucher);
    this.map.attachForMonitor(page, nodes, (n) => (node === 'each' ? memory.allocateForMonitor(n, toucher) : frame));
  }

  /** The recording names the physical page behind a page, now or from its first touch on. Whether a page that was placed now has another frame. */
  bind(page: number, recorded: number, toucher: Toucher): boolean {
    const before = this.map.names.physicalOf(page);
    this.physical.name(page, recorded);
    if (before < 0) return false;
    const physical = this.physical.ofRecorded(recorded, page, this.backing.vmOf(before), before);
    if (before === physical) return false;
    this.detach(page);
    this.attach(page, physical, toucher);
    return true;
  }

  /** A VM's physical pages so far. */
  *physicalsOf(vm: number): Generator<number> {
    for (let physical = 0; physical < this.backing.size; physical++)
      if (this.backing.vmOf(physical) === vm) yield physical;
  }

  /** A VM is stopped: its pages are as if never touched, and what only it used is free. Returns the pages it had. */
  stop(vm: number): number[] {
    const pages: number[] = [];
    for (const physical of this.physicalsOf(vm)) {
      for (const page of [...this.map.names.of(physical)]) {
        this.detach(page);
        pages.push(page);
      }
      this.map.unback(physical);
    }
    this.physical.forget(vm);
    return pages;
  }

  /** Takes physical pages' backing away, which will be found again at their next use: their pages are as if never touched. */
  pageOut(object: number): void {
    for (const physical of [...this.backing.usersOf(object)]) {
      for (const page of [...this.map.names.of(physical)]) {
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
  pageBackIn(page: number, toucher: Toucher): number {
    const physical = this.physicalFor(page, toucher.vm);
    this.attach(page, physical, toucher);
    return physical;
  }

  /** The physical page that a page without one is to have. */
  private physicalFor(page: number, vm: number): number {
    const taken = this.pagedOut.get(page);
    this.pagedOut.delete(page);
    return taken ?? this.physical.of(page, vm);
  }

  /** What is to back a page that has nothing yet: an object that other VMs have, or a new one. */
  private objectFor(page: number, toucher: Toucher): number {
    const isCommon = this.common.isCommon(page);
    const known = isCommon ? this.common.objectOf(page, toucher.node) : undefined;
    if (known !== undefined) return known;
    const object = this.backing.create(toucher, this.memory.home(toucher.node, this.dictionary.addressOf(page)));
    if (isCommon) {
      this.common.set(page, toucher.node, object);
      // A VM that frees it leaves it to those to come.
      this.backing.hold(object);
      if (this.common.isOpen(page)) this.backing.openToAll(object);
    }
    return object;
  }

  /** Makes a page a name of a physical page, which gets this or a new object if it has none. */
  private attach(page: number, physical: number, toucher: Toucher, object = NONE): void {
    if (this.backing.useOf(physical) === PageUse.free) this.backing.setUse(physical, this.dictionary.useOf(page));
    if (this.backing.objectOf(physical) < 0)
      this.backing.back(physical, object >= 0 ? object : this.objectFor(page, toucher));
    this.map.attach(page, physical);
  }

  private detach(page: number): void {
    this.map.detach(page);
    this.aliases.delete(page);
  }
}
