import { MAX_REFERENCE_BYTES, PAGE_BITS, PART_BITS, PARTS_PER_REGION } from '../../words/layout.ts';
import { RegionFlag } from '../../words/vocabulary.ts';
import type { RegionWords } from '../../words/walk.ts';
import { grown } from './sharing.ts';

/** What a region is, by its flags; the first that fits. */
export const REGION_KINDS = ['bufferCache', 'kernelText', 'kernelUnmapped', 'kernelMapped', 'user'] as const;
export type RegionKind = (typeof REGION_KINDS)[number];

export function kindOfFlags(flags: number): RegionKind {
  if ((flags & RegionFlag.bufferCache) !== 0) return 'bufferCache';
  if ((flags & RegionFlag.kernelText) !== 0) return 'kernelText';
  if ((flags & RegionFlag.kernel) === 0) return 'user';
  return (flags & RegionFlag.unmapped) === 0 ? 'kernelMapped' : 'kernelUnmapped';
}

/** A part of 32 KB that was touched. */
export interface TouchedPart {
  space: number;
  kind: RegionKind;
  address: bigint;
  fetches: number;
  loads: number;
  stores: number;
  pages: number;
  bytes: number;
}

const PAGES = 2 ** (PART_BITS - PAGE_BITS);
/** Units of 16 bytes. */
const UNITS_PER_PAGE = 2 ** (PAGE_BITS - 4);

/** Which bytes and pages were touched, and how often each part of 32 KB. */
export class Footprint {
  /** Accesses, by bytes * 4 + kind. */
  readonly sizes: Float64Array = new Float64Array((MAX_REFERENCE_BYTES + 1) * 4);
  /** Accesses that begin in a part, by part * 4 + kind. */
  touches: Float64Array = new Float64Array(0);
  /** By unit of 16 bytes: a bit for each byte touched. */
  masks: Uint16Array = new Uint16Array(0);
  /** By page: a bit for each kind of reference. */
  kinds: Uint8Array = new Uint8Array(0);
  private flags: Int32Array = new Int32Array(0);
  private spaces: Int32Array = new Int32Array(0);
  private readonly addresses: bigint[] = [];

  makeRoom(parts: number): void {
    const { touches, masks, kinds } = this;
    this.touches = new Float64Array(parts * 4);
    this.touches.set(touches);
    this.masks = new Uint16Array(parts * PAGES * UNITS_PER_PAGE);
    this.masks.set(masks);
    this.kinds = new Uint8Array(parts * PAGES);
    this.kinds.set(kinds);
  }

  define({ part, parts, space, keyLow, keyHigh, eighth, flags }: RegionWords): void {
    if (part + parts > this.flags.length) {
      this.flags = grown(this.flags, 2 * (part + parts));
      this.spaces = grown(this.spaces, 2 * (part + parts));
    }
    this.flags.fill(flags, part, part + parts);
    this.spaces.fill(space, part, part + parts);
    const first = ((BigInt(keyHigh) << 32n) | BigInt(keyLow)) * BigInt(PARTS_PER_REGION) + BigInt(eighth);
    for (let n = 0; n < parts; n++) this.addresses[part + n] = (first + BigInt(n)) << BigInt(PART_BITS);
  }

  /** Marks the bytes of an access, from the `low`th of a unit on. */
  cover(unit: number, low: number, bytes: number): void {
    const { masks } = this;
    let n = unit;
    let at = low;
    for (let left = bytes; left > 0; n++) {
      const here = Math.min(left, 16 - at);
      masks[n] |= ((1 << here) - 1) << at;
      left -= here;
      at = 0;
    }
  }

  /** The parts that were touched, in order of first appearance of their regions. */
  *parts(): Generator<TouchedPart> {
    for (let part = 0; part < this.addresses.length; part++) {
      let pages = 0;
      let bytes = 0;
      for (let page = part * PAGES; page < (part + 1) * PAGES; page++) {
        if (this.kinds[page] === 0) continue;
        pages++;
        for (let unit = page * UNITS_PER_PAGE; unit < (page + 1) * UNITS_PER_PAGE; unit++)
          for (let mask = this.masks[unit]; mask !== 0; mask &= mask - 1) bytes++;
      }
      if (pages === 0) continue;
      const [fetches, loads, , stores] = this.touches.subarray(part * 4, part * 4 + 4);
      const [space, kind, address] = [this.spaces[part], kindOfFlags(this.flags[part]), this.addresses[part]];
      yield { space, kind, address, fetches, loads, stores, pages, bytes };
    }
  }
}
