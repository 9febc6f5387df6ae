import type { NodeMemory } from './node-memory.ts';
import { Origins } from './origins.ts';
import { PageNames } from './page-names.ts';
import { PhysicalMemory } from './physical-memory.ts';
import { Replicas } from './replicas.ts';

/** Stands for the physical page of the monitor's own pages, which have none. */
const MONITORS = 2 ** 31 - 1;
const NONE = -1;

/** What `PageMap.readOnly` says of a page: stores pass; a store is the monitor's business first; or it passes, but is to be told of. */
export const WRITABLE = 0;
export const PROTECTED = 1;
export const WATCHED = 2;

/**
 * From dense pages to frames: a page is a *name* of a physical page, which is backed by an object (see `PhysicalMemory`), of which each
 * node uses one frame. Keeps each node's table of frames, and which pages stores have to stop at, in step with that.
 */
export class PageMap {
  readonly memory: NodeMemory;
  readonly backing: PhysicalMemory;
  readonly names: PageNames;
  readonly replicas: Replicas;
  /** Node -> page -> frame; means nothing before the page is placed. */
  readonly tables: readonly Int32Array[];
  /** Page -> PROTECTED where the object that backs it is shared, or replicated; WATCHED where a store changes what is known of it. */
  readonly readOnly: Uint8Array;
  private readonly origins: Origins | null;

  /** `capacity`: dense pages there can be. `watches`: it is kept which disks have what objects hold. */
  constructor(memory: NodeMemory, capacity: number, watches = false) {
    this.memory = memory;
    this.origins = watches ? new Origins() : null;
    this.backing = new PhysicalMemory(memory, this.origins);
    this.names = new PageNames(capacity);
    this.replicas = new Replicas(memory, this.backing);
    this.tables = Array.from({ length: memory.nodes }, () => new Int32Array(capacity));
    this.readOnly = new Uint8Array(capacity);
  }

  /** The page becomes a name of a physical page that is backed. */
  attach(page: number, physical: number): void {
    const object = this.backing.objectOf(physical);
    this.names.add(page, physical);
    this.point(page, object);
    this.protect(object);
  }

  detach(page: number): void {
    this.names.remove(page);
    this.readOnly[page] = WRITABLE;
  }

  /** Places a page of the monitor's own for these nodes' CPUs, with a frame for each node. */
  attachForMonitor(page: number, nodes: readonly number[], frameOn: (node: number) => number): void {
    for (const node of nodes) this.tables[node][page] = frameOn(node);
    this.names.placeWithout(page, MONITORS);
  }

  isPlaced(page: number): boolean {
    return this.names.isPlaced(page);
  }

  objectOf(page: number): number {
    return this.backing.objectOf(this.names.physicalOf(page));
  }

  /** All pages that are mapped to the object. */
  *pagesOf(object: number): Generator<number> {
    for (const physical of this.backing.usersOf(object)) yield* this.names.of(physical);
  }

  /** All pages that are mapped to what a frame holds: memmap's backmap. */
  *pagesIn(frame: number): Generator<number> {
    const object = this.backing.objectIn(frame);
    if (object >= 0) yield* this.pagesOf(object);
  }

  /** A page that is mapped to what a frame holds, -1: none. */
  pageIn(frame: number): number {
    for (const page of this.pagesIn(frame)) return page;
    return NONE;
  }

  /** From now on CPUs of this node use `frame` for the object behind this page, under all its names. */
  moveTo(frame: number, page: number, node: number): void {
    const object = this.objectOf(page);
    this.backing.setFrame(object, node, frame);
    for (const name of this.pagesOf(object)) this.tables[node][name] = frame;
  }

  /** From now on this object backs the physical page, under all its names; the monitor keeps no other that nobody needs. */
  rebase(physical: number, object: number): void {
    const before = this.backing.objectOf(physical);
    this.backing.back(physical, object);
    for (const page of this.names.of(physical)) this.point(page, object);
    this.protect(object);
    this.protect(before);
  }

  /** Takes what backs a physical page away, if anything does; returns the frames that are free by that. */
  unback(physical: number): number[] {
    const object = this.backing.objectOf(physical);
    if (object < 0) return [];
    const frames = this.backing.framesOf(object);
    this.backing.unback(physical);
    this.protect(object);
    return this.backing.exists(object) ? [] : frames;
  }

  /** Lets stores pass to pages of this object, unless it is shared or replicated; call it whenever either changes. */
  protect(object: number): void {
    if (object < 0) return;
    if (!this.backing.exists(object)) this.replicas.delete(object);
    const isProtected = this.backing.isShared(object) || this.replicas.has(object);
    const readOnly = isProtected ? PROTECTED : this.origins?.isWatched(object) ? WATCHED : WRITABLE;
    for (const page of this.pagesOf(object)) this.readOnly[page] = readOnly;
  }

  /** Somebody stores to a placed page: what its object holds is on no disk any more. */
  stored(page: number): void {
    if (this.origins === null) return;
    const object = this.objectOf(page);
    this.origins.stored(object);
    this.protect(object);
  }

  /**
   * Of the object's copies those in lost memory are gone: nodes that used them use one that is left, or, of an object that must be kept though none
   * is, `instead`. Returns the frames that are gone.
   */
  loseCopies(object: number, instead: () => number): number[] {
    const { backing, memory } = this;
    const frames = backing.framesOf(object);
    const gone = frames.filter((frame) => memory.isLost(frame));
    if (gone.length === 0) return [];
    const left = frames.find((frame) => !memory.isLost(frame)) ?? instead();
    for (let node = 0; node < memory.nodes; node++)
      if (gone.includes(backing.frameOn(object, node))) backing.setFrame(object, node, left);
    for (const page of this.pagesOf(object)) this.point(page, object);
    for (const frame of gone) backing.dropFrame(frame);
    if (frames.length - gone.length < 2) this.replicas.delete(object);
    this.protect(object);
    return gone;
  }

  /** The frames that hold this page, the replicas among them. */
  copiesOf(page: number): number[] {
    return this.backing.framesOf(this.objectOf(page));
  }

  isReplicated(page: number): boolean {
    return this.replicas.has(this.objectOf(page));
  }

  isShared(page: number): boolean {
    const object = this.objectOf(page);
    return object >= 0 && this.backing.isShared(object);
  }

  setReplicated(page: number, replicated: boolean): void {
    const object = this.objectOf(page);
    if (replicated) this.replicas.add(object);
    else this.replicas.delete(object);
    this.protect(object);
  }

  /** The longest-standing replica on a node that a page is mapped to, and another copy of it; undefined when the node has none to give up. */
  replicaOn(node: number): { page: number; frame: number; instead: number } | undefined {
    for (const { object, frame, instead } of this.replicas.on(node))
      for (const page of this.pagesOf(object)) return { page, frame, instead };
    return undefined;
  }

  private point(page: number, object: number): void {
    this.tables.forEach((table, node) => {
      table[page] = this.backing.frameOn(object, node);
    });
  }
}
