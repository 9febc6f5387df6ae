import { packDetail } from '../detail.ts';
import { REGION_BITS, REGION_BYTES } from '../layout.ts';
import { type AccessBlock, CODED_BYTES, wordCodes } from './access-block.ts';
import type { BatchBuilder } from './batch-builder.ts';
import type { OpenRun } from './open-run.ts';

const SLOTS = 1024;

/**
 * The quick way of blocks, of one address space at a time: (address >> 18) -> its region, where a word has it. Holds regions below
 * 2^50 that use the TLB, so that neither the space, the upper bits nor a flag needs a look.
 */
export class NearRegions {
  readonly codes: Int8Array;
  private readonly granuleBits: number;
  private readonly keys = new Int32Array(SLOTS);
  private readonly bases = new Int32Array(SLOTS);
  private space = -1;

  constructor(granuleBits: number) {
    this.granuleBits = granuleBits;
    this.codes = wordCodes(granuleBits);
  }

  /** What follows is of this space. */
  enter(space: number): void {
    if (this.space === space) return;
    this.forget();
    this.space = space;
  }

  forget(): void {
    this.keys.fill(0);
    this.keys[0] = 1; // which belongs elsewhere: like 0 in the others, it is no key of its slot
    this.space = -1;
  }

  /** The region of an access just encoded, for those that follow; one that bypasses the TLB is not kept. */
  note(high: number, low: number, region: number, unmapped: number): void {
    if (high >>> REGION_BITS !== 0 || unmapped !== 0) return;
    const key = (high << (32 - REGION_BITS)) | (low >>> REGION_BITS);
    this.keys[key & (SLOTS - 1)] = key;
    this.bases[key & (SLOTS - 1)] = region << (REGION_BITS - this.granuleBits + 4);
  }

  /** Encodes accesses [from, to), for which there is room, up to the first that is not one word in a near region; returns its index. */
  encode({ metas, highs, lows }: AccessBlock, from: number, to: number, out: BatchBuilder, run: OpenRun): number {
    const { codes, keys, bases } = this;
    const { words, details } = out;
    const bits = this.granuleBits;
    let n = out.count;
    let data = 0; // loads and stores, and above bit 16 the stores among them
    let i = from;
    for (; i < to; i++) {
      const meta = metas[i];
      const high = highs[i];
      const low = lows[i];
      if (meta >>> 2 > CODED_BYTES) break;
      const code = codes[(meta << 4) | (low & 15)];
      const offset = low & (REGION_BYTES - 1);
      const key = (high << (32 - REGION_BITS)) | (low >>> REGION_BITS);
      const slot = key & (SLOTS - 1);
      // Negative: no code, or the access crosses the region's end.
      const fits = code | (REGION_BYTES - offset - (meta >>> 2));
      if (((keys[slot] ^ key) | (high >>> REGION_BITS) | (fits >> 31)) !== 0) break;
      words[n] = bases[slot] | ((offset >>> bits) << 4) | code;
      details[n++] = packDetail(low & 15, meta >>> 2, (meta & 1) ^ 1);
      data += (meta & 1) + ((meta & 2) << 15);
    }
    const stores = data >>> 16;
    const fetches = i - from - (data & 0xffff);
    out.count = n;
    run.fetches += fetches;
    run.instructions += fetches;
    run.loads += (data & 0xffff) - stores;
    run.stores += stores;
    return i;
  }
}
