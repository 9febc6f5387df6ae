import {
  GRANULE_NUMBER_BITS,
  Kind,
  PAGE_BITS,
  PAGES_PER_PART_BITS,
  partsOf,
  SPAN_WHOLE,
} from '../trace/words/layout.ts';
import { RegionFlag } from '../trace/words/vocabulary.ts';
import type { RegionWords } from '../trace/words/walk.ts';

/**
 * What a touch of a page is: no fault; the first of all, of a page that is new; a task's own first, of one that others have touched; or the
 * first store to one that a child shares.
 */
export type Touch = 'none' | 'new' | 'known' | 'shared';

/** What is known of a page: touched before, not touched yet, shared with a child until it is stored to. Only the first goes by unlooked at. */
const [TOUCHED, FRESH, SHARED] = [0, 1, 2];

/**
 * Which dense 4 KB pages of user memory were touched yet, and which of them the kernel gave each process for its own, filled with zeroes or copied. With page tables of their own
 * (`perTask`), tasks that share an address space each find out for themselves.
 */
export class FirstTouch {
  /** What is known of each page, whichever task touched it. */
  private readonly all: Uint8Array;
  /** The same of the tasks that share an address space, by task, for the pages up to the last region's. */
  private readonly own = new Map<number, Uint8Array>();
  /** What holds for the running task. */
  private fresh: Uint8Array;
  private readonly perTask: boolean;
  /** Tasks of each address space. */
  private readonly tasksOf = new Map<number, number[]>();
  /** Pages up to the last region's. */
  private pages = 0;
  /** Shift from a word to its page. */
  private readonly shift: number;
  /** Regions of each address space, and parts of others. */
  private readonly regionsOf = new Map<number, RegionWords[]>();
  /** Address space of each part. */
  private readonly spaces: Uint32Array;
  /** Pages of each address space that its processes have for their own. */
  private readonly owned = new Map<number, number[]>();

  constructor(granuleBits: number, perTask: boolean) {
    this.perTask = perTask;
    this.shift = 4 + PAGE_BITS - granuleBits;
    this.all = this.fresh = new Uint8Array(2 ** (GRANULE_NUMBER_BITS + granuleBits - PAGE_BITS)).fill(1);
    this.spaces = new Uint32Array(partsOf(granuleBits));
  }

  /** Index of the first word in [from, to) that is a marker, touches a fresh page or crosses a page's edge. */
  scan(words: Uint32Array, from: number, to: number): number {
    const { fresh, shift } = this;
    let i = from | 0;
    const end = to | 0;
    for (; i < end; i++) {
      const w = words[i] | 0;
      if ((w & 3) === Kind.marker) break;
      // A store that covers its granule whole has a span field too: looked at more closely than need be, near a page's end.
      if ((fresh[w >>> shift] | (((w + ((w & 12) << 2)) ^ w) >>> shift)) !== 0) break;
    }
    return i;
  }

  firstPage(word: number): number {
    return word >>> this.shift;
  }

  lastPage(word: number): number {
    const whole = (word & 3) === Kind.store && ((word >>> 2) & 3) === SPAN_WHOLE;
    return (whole ? word : word + ((word & 12) << 2)) >>> this.shift;
  }

  pageOf(granule: number): number {
    return granule >>> (this.shift - 4);
  }

  /** The running task touches a page. */
  touch(page: number, kind: number): Touch {
    const state = this.fresh[page];
    if (state === SHARED && kind === Kind.store) {
      for (const each of this.tablesOf(this.spaceOf(page))) if (each[page] === SHARED) each[page] = TOUCHED;
      return 'shared';
    }
    if (state !== FRESH) return 'none';
    this.fresh[page] = TOUCHED;
    if (this.fresh === this.all) return 'new';
    const isNew = this.all[page] === FRESH;
    if (isNew) this.all[page] = TOUCHED;
    return isNew ? 'new' : 'known';
  }

  /** A child shares the space's own pages from here on. */
  share(space: number): void {
    this.change(space, TOUCHED, SHARED);
  }

  /** No child shares them any more. */
  unshare(space: number): void {
    this.change(space, SHARED, TOUCHED);
  }

  /** A task appears in an address space. One that had it for itself has touched what was touched; the others begin with nothing. */
  introduce(task: number, space: number): void {
    const tasks = this.tasksOf.get(space) ?? [];
    this.tasksOf.set(space, tasks);
    if (!this.perTask || tasks.includes(task)) return;
    tasks.push(task);
    if (tasks.length === 2) this.own.set(tasks[0], this.all.slice(0, this.pages));
    if (tasks.length > 1) this.own.set(task, new Uint8Array(this.pages).fill(1));
  }

  /** The task runs from here on. */
  run(task: number): void {
    this.fresh = this.own.get(task) ?? this.all;
  }

  /** The task ends. */
  end(task: number, space: number): void {
    const tasks = this.tasksOf.get(space) ?? [];
    if (tasks.includes(task)) tasks.splice(tasks.indexOf(task), 1);
    this.own.delete(task);
  }

  /** The page, just touched, is the process's own: it came filled with zeroes, or copied. */
  noteOwn(page: number): void {
    const space = this.spaceOf(page);
    if (this.owned.get(space)?.push(page) === undefined) this.owned.set(space, [page]);
  }

  /** The kernel takes back the pages that the space had for its own; which they were. */
  release(space: number): readonly number[] {
    const pages = this.owned.get(space) ?? [];
    this.owned.delete(space);
    for (const fresh of this.tablesOf(space)) for (const page of pages) fresh[page] = 1;
    return pages;
  }

  /** A region or a part appears. The kernel's own are never faulted in. */
  define(region: RegionWords): void {
    const { part, parts, space, flags } = region;
    this.spaces.fill(space, part, part + parts);
    this.grow((part + parts) << PAGES_PER_PART_BITS);
    if ((flags & RegionFlag.kernel) !== 0) for (const fresh of [this.all, ...this.own.values()]) fill(fresh, region, 0);
    else if (this.regionsOf.get(space)?.push(region) === undefined) this.regionsOf.set(space, [region]);
  }

  /** The space gets a new program: all its pages are fresh again. */
  forget(space: number): void {
    this.owned.delete(space);
    for (const region of this.regionsOf.get(space) ?? [])
      for (const fresh of this.tablesOf(space)) fill(fresh, region, 1);
  }

  private change(space: number, from: number, to: number): void {
    for (const table of this.tablesOf(space))
      for (const page of this.owned.get(space) ?? []) if (table[page] === from) table[page] = to;
  }

  private spaceOf(page: number): number {
    return this.spaces[page >>> PAGES_PER_PART_BITS];
  }

  /** What is known of an address space's pages, in all and by task. */
  private tablesOf(space: number): Uint8Array[] {
    const own = (this.tasksOf.get(space) ?? []).flatMap((task) => this.own.get(task) ?? []);
    return [this.all, ...own];
  }

  /** Room for so many pages in every task's table; those that come are fresh. */
  private grow(pages: number): void {
    if (pages <= this.pages) return;
    this.pages = Math.min(this.all.length, Math.max(pages, 2 * this.pages));
    for (const [task, fresh] of this.own) {
      const longer = new Uint8Array(this.pages).fill(1);
      longer.set(fresh);
      this.own.set(task, longer);
      if (this.fresh === fresh) this.fresh = longer;
    }
  }
}

function fill(fresh: Uint8Array, { part, parts }: RegionWords, value: 0 | 1): void {
  fresh.fill(value, part << PAGES_PER_PART_BITS, (part + parts) << PAGES_PER_PART_BITS);
}
