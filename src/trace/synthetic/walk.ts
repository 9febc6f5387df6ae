import { PAGE_BITS, PAGE_BYTES } from '../words/layout.ts';
import { Popularity } from './popularity.ts';
import { type Random, threshold } from './random.ts';
import type { Pacing, WalkShape } from './spec.ts';

/** Places of a page that jumps may land at. */
const PLACES = 64;

/** The pages of a region a process draws from; shared by all processes that walk it, as popularity is the region's. */
export class Region {
  readonly base: number;
  /** From its first byte to its last, what lies between its pages included. */
  readonly bytes: number;
  /** Bytes between a page and the next. */
  readonly gap: number;
  readonly shape: WalkShape;
  readonly popularity: Popularity | null;
  /** Pages of the working set; the whole region where there are no phases. */
  readonly span: number;

  /** Physical page behind its first; -1: the kernel takes those it likes from its free list. */
  readonly frame: number;

  /** `base`: address of its first byte; `frame`: physical page of it, -1 where the trace does not tell. */
  constructor(shape: WalkShape, base: number, seed: number, frame = -1) {
    this.shape = shape;
    this.frame = frame;
    this.base = base;
    const apart = shape.apart?.value ?? 1;
    this.bytes = shape.pages.value * apart * PAGE_BYTES;
    this.gap = (apart - 1) * PAGE_BYTES;
    this.span = shape.workingSet?.pages.value ?? shape.pages.value;
    this.popularity = shape.skew === undefined ? null : new Popularity(this.span, shape.skew.value, seed);
  }
}

/** Where one process is in a region. */
export class Walk {
  private readonly region: Region;
  private readonly random: Random;
  private readonly jumps: number;
  private readonly stride: number;
  private readonly places: number;
  /** Offset of the next reference in the region's own pages. */
  private offset = 0;
  /** First page of the working set; instructions of the process until it is another. */
  private start = 0;
  private phase: number;
  private sweepPage: number;
  /** Pages in use, from the region's first; all of them unless they come into use one by one. */
  private inUse: number;
  private readonly pacing: Pacing;
  /** Random pacing: the share of the lifetime at which the next page comes into use. */
  private nextAge = 0;

  constructor(region: Region, random: Random, pacing: Pacing = 'even') {
    this.pacing = pacing;
    this.region = region;
    this.random = random;
    this.jumps = threshold(1 / region.shape.run.value);
    this.stride = region.shape.strideBytes.value;
    this.places = region.shape.places?.value ?? PLACES;
    this.phase = region.shape.workingSet?.instructions.value ?? Number.POSITIVE_INFINITY;
    this.inUse = region.shape.begins === undefined ? region.shape.pages.value : 0;
    this.sweepPage = region.shape.order === 'front' ? -1 : random.below(region.span);
    this.start = this.span === region.shape.pages.value ? 0 : random.below(region.shape.pages.value);
    this.jump();
  }

  /** Address of the process's next reference to the region. */
  next(): number {
    if (this.random.next() < this.jumps) this.jump();
    const at = this.offset;
    this.offset = at + this.stride;
    if (this.offset >= this.inUse * PAGE_BYTES) this.offset = 0;
    return this.address(at);
  }

  /** The next page to come into use at this share (0 to 1) of the process's lifetime, and its physical page or -1; undefined: none yet. */
  arrival(age: number): { address: number; frame: number } | undefined {
    const { pages } = this.region.shape;
    if (this.inUse === pages.value || !this.due(age)) return undefined;
    return this.page(this.inUse++);
  }

  /** The nth of the pages that come into use, and its physical page or -1. */
  page(n: number): { address: number; frame: number } {
    const { frame } = this.region;
    return { address: this.address(n * PAGE_BYTES), frame: frame < 0 ? -1 : frame + n };
  }

  private due(age: number): boolean {
    const { value: pages } = this.region.shape.pages;
    if (this.pacing === 'even') return this.inUse <= age * pages;
    if (age < this.nextAge) return false;
    // The smallest of so many times, each anywhere in what is left.
    const after = pages - this.inUse - 1;
    if (after > 0) this.nextAge = 1 - (1 - this.nextAge) * (1 - this.random.next() / 2 ** 32) ** (1 / after);
    return true;
  }

  /** Another process begins. */
  restart(): void {
    if (this.region.shape.begins === undefined) return;
    this.inUse = 0;
    this.nextAge = 0;
    this.offset = 0;
  }

  /** The process has retired so many instructions. */
  advance(instructions: number): void {
    this.phase -= instructions;
    if (this.phase > 0) return;
    const { pages, workingSet } = this.region.shape;
    this.phase += workingSet?.instructions.value ?? 0;
    this.start = this.random.below(pages.value);
  }

  private address(offset: number): number {
    const { base, gap } = this.region;
    return base + offset + (offset >>> PAGE_BITS) * gap;
  }

  private get span(): number {
    return this.region.span;
  }

  private jump(): void {
    const { shape, popularity, span } = this.region;
    const { random } = this;
    let page: number;
    if (shape.begins !== undefined) page = (popularity?.draw(random) ?? random.below(span)) % Math.max(1, this.inUse);
    else if (popularity !== null) page = popularity.draw(random);
    else if (shape.order === 'sweep' || shape.order === 'front') page = this.sweepPage = (this.sweepPage + 1) % span;
    else page = random.below(span);
    const inRegion = (this.start + page) % shape.pages.value;
    const nth = Math.floor((random.below(this.places) * PLACES) / this.places);
    // Each page has its places elsewhere, or they would crowd a few sets of a cache.
    const place = shape.order === 'sweep' ? 0 : (nth + (Math.imul(inRegion + 1, 0x9e3779b1) >>> 26)) % PLACES;
    this.offset = inRegion * PAGE_BYTES + place * (PAGE_BYTES / PLACES);
  }
}
