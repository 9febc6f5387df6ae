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

/** Which dense 4 KB pages of user memory were touched yet, and which of them the kernel gave filled with zeroes. */
export class FirstTouch {
  /** 1: not touched yet. */
  private readonly fresh: Uint8Array;
  /** Shift from a word to its page. */
  private readonly shift: number;
  /** Regions of each address space, and parts of others. */
  private readonly regionsOf = new Map<number, RegionWords[]>();
  /** Address space of each part. */
  private readonly spaces: Uint32Array;
  /** Pages of each address space that its processes got filled with zeroes. */
  private readonly zeroed = new Map<number, number[]>();

  constructor(granuleBits: number) {
    this.shift = 4 + PAGE_BITS - granuleBits;
    this.fresh = new Uint8Array(2 ** (GRANULE_NUMBER_BITS + granuleBits - PAGE_BITS)).fill(1);
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

  /** Whether this is the page's first touch; it is the only one. */
  touch(page: number): boolean {
    const first = this.fresh[page] === 1;
    this.fresh[page] = 0;
    return first;
  }

  /** The page, just touched, came filled with zeroes. */
  noteZeroed(page: number): void {
    const space = this.spaces[page >>> PAGES_PER_PART_BITS];
    if (this.zeroed.get(space)?.push(page) === undefined) this.zeroed.set(space, [page]);
  }

  /** The kernel takes back the pages that it gave the space filled with zeroes; which they were. */
  release(space: number): readonly number[] {
    const pages = this.zeroed.get(space) ?? [];
    this.zeroed.delete(space);
    for (const page of pages) this.fresh[page] = 1;
    return pages;
  }

  /** A region or a part appears. The kernel's own are never faulted in. */
  define(region: RegionWords): void {
    const { part, parts, space, flags } = region;
    this.spaces.fill(space, part, part + parts);
    if ((flags & RegionFlag.kernel) !== 0) this.fill(region, 0);
    else if (this.regionsOf.get(space)?.push(region) === undefined) this.regionsOf.set(space, [region]);
  }

  /** The space gets a new program: all its pages are fresh again. */
  forget(space: number): void {
    this.zeroed.delete(space);
    for (const region of this.regionsOf.get(space) ?? []) this.fill(region, 1);
  }

  private fill({ part, parts }: RegionWords, value: 0 | 1): void {
    this.fresh.fill(value, part << PAGES_PER_PART_BITS, (part + parts) << PAGES_PER_PART_BITS);
  }
}
