import { fitsDetail, packDetail } from '../detail.ts';
import { PART_BITS, PART_BYTES, PARTS_PER_REGION, REGION_BITS, REGION_BYTES } from '../layout.ts';
import { type AccessBlock, CODED_BYTES, instructionsOf, MORE_INSTRUCTIONS_SHIFT, wordCodes } from './access-block.ts';
import type { BatchBuilder } from './batch-builder.ts';
import type { OpenRun } from './open-run.ts';

const SLOTS = 1024;

/**
 * The quick way of blocks, of one address space at a time: (address >> 18) -> its region, where a word has it, and (address >> 15) ->
 * its part, of regions that are not in one piece. Holds regions below 2^50 and parts below 2^47, so that neither the space nor the
 * upper bits need a look.
 */
export class NearRegions {
  readonly codes: Int8Array;
  private readonly granuleBits: number;
  private readonly keys = new Int32Array(SLOTS);
  private readonly bases = new Int32Array(SLOTS);
  private readonly partKeys = new Int32Array(SLOTS);
  private readonly partBases = new Int32Array(SLOTS);
  /** 1 where it bypasses the TLB natively. */
  private readonly unmapped = new Uint8Array(SLOTS);
  private readonly partUnmapped = new Uint8Array(SLOTS);
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
    for (const keys of [this.keys, this.partKeys]) {
      keys.fill(0);
      keys[0] = 1; // which belongs elsewhere: like 0 in the others, it is no key of its slot
    }
    this.space = -1;
  }

  /** The part of an access just encoded, for those that follow; with its whole region if that is in one piece. `unmapped`: 1 if it bypasses the TLB. */
  note(high: number, low: number, part: number, isInOnePiece: boolean, unmapped: number): void {
    const bits = isInOnePiece ? REGION_BITS : PART_BITS;
    if (high >>> bits !== 0) return;
    const key = (high << (32 - bits)) | (low >>> bits);
    const first = isInOnePiece ? part & -PARTS_PER_REGION : part;
    const [keys, bases] = isInOnePiece ? [this.keys, this.bases] : [this.partKeys, this.partBases];
    keys[key & (SLOTS - 1)] = key;
    bases[key & (SLOTS - 1)] = first << (PART_BITS - this.granuleBits + 4);
    (isInOnePiece ? this.unmapped : this.partUnmapped)[key & (SLOTS - 1)] = unmapped;
  }

  /** Encodes accesses [from, to), for which there is room, up to the first that is not one word in a near region; returns its index. */
  encode({ metas, highs, lows }: AccessBlock, from: number, to: number, out: BatchBuilder, run: OpenRun): number {
    const { codes, keys, bases, unmapped, partKeys, partBases, partUnmapped } = this;
    const { words, details } = out;
    const bits = this.granuleBits;
    let n = out.count;
    let retired = 0; // instructions
    let data = 0; // loads and stores, and above bit 16 the stores among them
    let outside = 0; // of the TLB
    let i = from;
    for (; i < to; i++) {
      let meta = metas[i];
      const high = highs[i];
      const low = lows[i];
      let instructions = (meta & 1) ^ 1;
      if (meta >>> 2 > CODED_BYTES) {
        instructions = instructionsOf(meta);
        meta &= (1 << MORE_INSTRUCTIONS_SHIFT) - 1;
        if (!fitsDetail(meta >>> 2, instructions)) break;
      }
      const code = codes[(meta << 4) | (low & 15)];
      const offset = low & (REGION_BYTES - 1);
      const key = (high << (32 - REGION_BITS)) | (low >>> REGION_BITS);
      const slot = key & (SLOTS - 1);
      // Negative: no code, or the access crosses the region's end.
      const fits = code | (REGION_BYTES - offset - (meta >>> 2));
      if (((keys[slot] ^ key) | (high >>> REGION_BITS) | (fits >> 31)) === 0) {
        words[n] = bases[slot] | ((offset >>> bits) << 4) | code;
        outside += unmapped[slot];
      } else {
        const inPart = low & (PART_BYTES - 1);
        const partKey = (high << (32 - PART_BITS)) | (low >>> PART_BITS);
        const at = partKey & (SLOTS - 1);
        const fitsPart = code | (PART_BYTES - inPart - (meta >>> 2));
        if (((partKeys[at] ^ partKey) | (high >>> PART_BITS) | (fitsPart >> 31)) !== 0) break;
        words[n] = partBases[at] | ((inPart >>> bits) << 4) | code;
        outside += partUnmapped[at];
      }
      details[n++] = packDetail(low & 15, meta >>> 2, instructions);
      retired += instructions;
      data += (meta & 1) + ((meta & 2) << 15);
    }
    const stores = data >>> 16;
    const fetches = i - from - (data & 0xffff);
    out.count = n;
    run.fetches += fetches;
    run.instructions += retired;
    run.loads += (data & 0xffff) - stores;
    run.stores += stores;
    run.unmapped += outside;
    return i;
  }
}
