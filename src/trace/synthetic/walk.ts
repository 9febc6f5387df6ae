import { Popularity } from './popularity.ts';
import { type Random, threshold } from './random.ts';
import type { WalkShape } from './spec.ts';

const PAGE_BYTES = 4096;
/** Places of a page that jumps may land at. */
const PLACES = 64;

/** The pages of a region a process draws from; shared by all processes that walk it, as popularity is the region's. */
export class Region {
  readonly base: number;
  readonly bytes: number;
  readonly shape: WalkShape;
  readonly popularity: Popularity | null;
  /** Pages of the working set; the whole region where there are no phases. */
  readonly span: number;

  /** `base`: address of its first byte. */
  constructor(shape: WalkShape, base: number, seed: number) {
    this.shape = shape;
    this.base = base;
    this.bytes = shape.pages.value * PAGE_BYTES;
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
  /** Offset in the region of the next reference. */
  private offset = 0;
  /** First page of the working set; instructions of the process until it is another. */
  private start = 0;
  private phase: number;
  private sweepPage: number;

  constructor(region: Region, random: Random) {
    this.region = region;
    this.random = random;
    this.jumps = threshold(1 / region.shape.run.value);
    this.stride = region.shape.strideBytes.value;
    this.places = region.shape.places?.value ?? PLACES;
    this.phase = region.shape.workingSet?.instructions.value ?? Number.POSITIVE_INFINITY;
    this.sweepPage = random.below(region.span);
    this.start = this.span === region.shape.pages.value ? 0 : random.below(region.shape.pages.value);
    this.jump();
  }

  /** Address of the process's next reference to the region. */
  next(): number {
    if (this.random.next() < this.jumps) this.jump();
    const at = this.offset;
    this.offset = at + this.stride;
    if (this.offset >= this.region.bytes) this.offset = 0;
    return this.region.base + at;
  }

  /** The process has retired so many instructions. */
  advance(instructions: number): void {
    this.phase -= instructions;
    if (this.phase > 0) return;
    const { pages, workingSet } = this.region.shape;
    this.phase += workingSet?.instructions.value ?? 0;
    this.start = this.random.below(pages.value);
  }

  private get span(): number {
    return this.region.span;
  }

  private jump(): void {
    const { shape, popularity, span } = this.region;
    const { random } = this;
    let page: number;
    if (popularity !== null) page = popularity.draw(random);
    else if (shape.order === 'sweep') page = this.sweepPage = (this.sweepPage + 1) % span;
    else page = random.below(span);
    const inRegion = (this.start + page) % shape.pages.value;
    const nth = Math.floor((random.below(this.places) * PLACES) / this.places);
    // Each page has its places elsewhere, or they would crowd a few sets of a cache.
    const place = shape.order === 'sweep' ? 0 : (nth + (Math.imul(inRegion + 1, 0x9e3779b1) >>> 26)) % PLACES;
    this.offset = inRegion * PAGE_BYTES + place * (PAGE_BYTES / PLACES);
  }
}
