import { Kind, type ReferenceKind, SPAN_MAX, SPAN_WHOLE } from '../layout.ts';

/** Accesses of a block: enough to amortise a call, few enough to stay in the first-level cache. */
export const BLOCK_ACCESSES = 1024;

/** Above the kind's two bits and the 17 of `MAX_REFERENCE_BYTES`: the instructions of a fetch beyond its first. */
export const MORE_INSTRUCTIONS_SHIFT = 19;
/** Most instructions of a fetch in a block: what the bits above have room for. */
export const MOST_INSTRUCTIONS: number = 1 << (31 - MORE_INSTRUCTIONS_SHIFT);

/** What a block's `metas` say of an access. */
export const kindOf = (meta: number): ReferenceKind => (meta & 3) as ReferenceKind;
export const bytesOf = (meta: number): number => (meta & ((1 << MORE_INSTRUCTIONS_SHIFT) - 1)) >>> 2;
export const instructionsOf = (meta: number): number =>
  kindOf(meta) === Kind.fetch ? 1 + (meta >>> MORE_INSTRUCTIONS_SHIFT) : 0;

/** A column block of accesses on its way from a scanner to the encoder. */
export class AccessBlock {
  /** (instructions - 1) << 19 | bytes << 2 | kind; of data the instructions are 0. See `bytesOf`. */
  readonly metas: Int32Array;
  /** The two halves of the address. */
  readonly highs: Int32Array;
  readonly lows: Int32Array;
  count = 0;

  /** Of memory of its own, unless these are given. */
  constructor(
    metas: Int32Array = new Int32Array(BLOCK_ACCESSES),
    highs: Int32Array = new Int32Array(BLOCK_ACCESSES),
    lows: Int32Array = new Int32Array(BLOCK_ACCESSES),
  ) {
    this.metas = metas;
    this.highs = highs;
    this.lows = lows;
  }

  get isFull(): boolean {
    return this.count === BLOCK_ACCESSES;
  }

  /** One access more, of a fetch of so many instructions beyond its first; the block must have room. */
  add(kind: ReferenceKind, high: number, low: number, bytes: number, more = 0): void {
    const n = this.count++;
    this.metas[n] = (more << MORE_INSTRUCTIONS_SHIFT) | (bytes << 2) | kind;
    this.highs[n] = high;
    this.lows[n] = low;
  }
}

/** The longest access with a code below: what fits a detail. */
export const CODED_BYTES = 64;

/**
 * span << 2 | kind of an access, at `(bytes << 2 | kind) << 4 | low address bits`; -1 where no span says it (see `layout.ts`).
 * For accesses of up to `CODED_BYTES`.
 */
export function wordCodes(granuleBits: number): Int8Array {
  const granule = 1 << granuleBits;
  const codes = new Int8Array((CODED_BYTES + 1) << 6).fill(-1);
  for (let bytes = 1; bytes <= CODED_BYTES; bytes++)
    for (const kind of [Kind.fetch, Kind.load, Kind.store])
      for (let low = 0; low < 16; low++) {
        const start = low & (granule - 1);
        const span = (start + bytes - 1) >> granuleBits;
        const exact = start === 0 && bytes === granule;
        const coversGranule = span > 1 || (span === 1 ? start === 0 || start + bytes === 2 * granule : exact);
        const code = kind !== Kind.store || !coversGranule ? span : exact ? SPAN_WHOLE : -1;
        if (code <= SPAN_MAX) codes[(((bytes << 2) | kind) << 4) | low] = code < 0 ? -1 : (code << 2) | kind;
      }
  return codes;
}
