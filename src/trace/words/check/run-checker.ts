import { detailBytes, detailInstructions, detailLow } from '../detail.ts';
import { wordCodes } from '../encoder/access-block.ts';
import { Kind, PART_BITS, PARTS_PER_REGION, PARTS_PER_REGION_BITS, partsOf, SPAN_MAX, SPAN_WHOLE } from '../layout.ts';
import type { Batch } from '../trace.ts';

/** In `RunChecker.parts`: a part that was not introduced; above any number of unmapped references in a batch. */
const UNKNOWN = 1 << 24;

/** Checks runs of reference words, and sums them up. Not a reader: it says that something is wrong, and `problemAt` what. */
export class RunChecker {
  /** Part -> 0 or 1 (unmapped) where it was introduced, else `UNKNOWN`. */
  private readonly parts: Int32Array;
  /** The first part of regions that are not in one piece. */
  private firstSingle = Number.POSITIVE_INFINITY;
  // The sums of the last run.
  instructions = 0;
  fetches = 0;
  loads = 0;
  stores = 0;
  unmapped = 0;
  private readonly codes: Int8Array;
  /** Bits of a granule's number within its part. */
  private readonly inPart: number;

  constructor(granuleBits: number) {
    this.inPart = PART_BITS - granuleBits;
    this.parts = new Int32Array(partsOf(granuleBits)).fill(UNKNOWN);
    this.codes = wordCodes(granuleBits);
  }

  /** A region, or a part of one, appears. */
  introduce(part: number, parts: number, unmapped: number): void {
    if (parts < PARTS_PER_REGION) this.firstSingle = Math.min(this.firstSingle, part);
    this.parts.fill(unmapped === 0 ? 0 : 1, part, part + parts);
  }

  /** Whether the granule is in a part that bypasses the TLB natively. */
  isUnmapped(granule: number): boolean {
    return this.parts[granule >>> this.inPart] === 1;
  }

  /** Takes the references from word `from` to the next marker, where it returns; `wrong` says if any of them is not right. */
  run({ words, details }: Batch, from: number): number {
    const { parts, codes } = this;
    const shift = this.inPart + 4;
    // Where there are single parts, an access over the edge of any part is looked at more closely than need be.
    const edge = 1 << (this.firstSingle === Number.POSITIVE_INFINITY ? shift + PARTS_PER_REGION_BITS : shift);
    const end = words.length;
    const known = details.length === end;
    let unmapped = 0;
    let instructions = 0;
    let data = 0;
    let stores = 0;
    let odd = 0;
    let i = from;
    for (; i < end; i++) {
      const w = words[i];
      if ((w & 3) === Kind.marker) break;
      unmapped += parts[w >>> shift];
      data += w & 1;
      stores += (w >>> 1) & 1;
      // An access ends in its region: beyond it the span carries into the region's bits. A store's second bit of span tells it is whole.
      odd |= ((w & (edge - 16)) + ((w << 2) & (48 - ((w & 2) << 4)))) & edge;
      // A store with both bits of span is none.
      odd |= ((w & 15) + 1) & 16;
      if (!known) continue;
      const detail = details[i];
      instructions += (detail >>> 10) & ((w & 1) - 1);
      // The word says what its detail says: index as in `wordCodes`, of size << 6 | kind << 4 | low address bits.
      odd |= codes[((((detail >>> 4) & 63) + 1) << 6) | ((w & 3) << 4) | (detail & 15)] ^ (w & 15);
    }
    this.unmapped = unmapped;
    this.instructions = instructions;
    this.fetches = i - from - data;
    this.loads = data - stores;
    this.stores = stores;
    this.wrong = odd !== 0 || unmapped >= UNKNOWN;
    return i;
  }

  /** Whether the last run has something wrong. */
  wrong = false;

  /** What is wrong with the reference at word `i`, if anything. */
  problemAt({ words, details }: Batch, i: number): string | undefined {
    const w = words[i];
    const span = (w >>> 2) & ((w & 3) === Kind.store ? 1 : SPAN_MAX);
    if ((w & 15) === 15) return `a store with span ${SPAN_MAX}; expected 0, 1 or ${SPAN_WHOLE}`;
    const extent = this.problemWith(w >>> 4, (w >>> 4) + span);
    if (extent !== undefined || details.length !== words.length) return extent;
    const [bytes, low] = [detailBytes(details[i]), detailLow(details[i])];
    const code = this.codes[(((bytes << 2) | (w & 3)) << 4) | low];
    if (code === (w & 15)) return undefined;
    return `the word says ${(w >>> 2) & 3} edges, its detail ${bytes} bytes at ${low} and ${detailInstructions(details[i])} instructions`;
  }

  /** What is wrong with an access to granules `first` to `last`, if anything. */
  problemWith(first: number, last: number): string | undefined {
    const part = first >>> this.inPart;
    const region = part >>> PARTS_PER_REGION_BITS;
    if (!(this.parts[part] < UNKNOWN)) return `region ${region} is used before it is introduced`;
    const isSingle = part >= this.firstSingle;
    const end = isSingle ? part + 1 : (region + 1) << PARTS_PER_REGION_BITS;
    if (last >>> this.inPart >= end)
      return `an access goes beyond the end of ${isSingle ? `part ${part}` : `region ${region}`}`;
    return undefined;
  }

  /** The last part of the region that this one is in, itself where it came singly. */
  lastPartWith(part: number): number {
    return part >= this.firstSingle ? part : part | (PARTS_PER_REGION - 1);
  }

  /** Whether the granule is the first of its region, or of a part that came singly. */
  begins(granule: number): boolean {
    const single = granule >>> this.inPart >= this.firstSingle;
    const bits = single ? this.inPart : this.inPart + PARTS_PER_REGION_BITS;
    return (granule & ((1 << bits) - 1)) === 0;
  }
}
