/**
 * The trace's alphabet. A trace is a stream of 32-bit words, in global order:
 *
 *     reference   granule:28  span:2  kind:2
 *     marker      operand:24  type:6  kind:2 (= Kind.marker), then the words `markerLength` tells of
 *
 * A *granule* is the unit of address the words resolve: 16 bytes unless the header says otherwise. Granules are *dense*:
 * the 256 KB regions of all address spaces are numbered in order of first appearance (`Marker.region` introduces each),
 * so that a replay indexes flat arrays by page or line. The low 18 bits of the address are kept as they are. Where a trace touches
 * many places, the later regions are made up of eight *parts* of 32 KB from anywhere (`Marker.part` introduces each), of which the
 * low 15 bits are kept: the index bits of common first-level caches, and the offset in common pages and TLB entries.
 *
 * Beside each word stands a 16-bit *detail* (see `detail.ts`) with the low address bits and the size,
 * which replay does not need and conversions do: the pair of columns loses nothing.
 */

/** The two low bits of a word. Bit 0 tells data from the rest, bit 1 a store from a load: the hot filter relies on both. */
export const Kind = {
  fetch: 0,
  load: 1,
  /** Not a reference: an event, see `Marker`. */
  marker: 2,
  store: 3,
} as const;
/** What a word is: a reference that fetches, loads or stores, or a marker. */
export type Kind = (typeof Kind)[keyof typeof Kind];
export type ReferenceKind = typeof Kind.fetch | typeof Kind.load | typeof Kind.store;

/**
 * The span field: how many granule edges the access crosses, so `word + (span << 4)` is its last granule.
 * Fetches and loads: 0 to 3. Stores: 0 or 1 for a store that covers no granule whole, `SPAN_WHOLE` for one that is
 * exactly its granule. Whatever does not fit is a `Marker.wide` with the true extent.
 */
export const SPAN_MAX = 3;
export const SPAN_WHOLE = 2;

export const REGION_BITS = 18;
export const REGION_BYTES = 1 << REGION_BITS;
export const PART_BITS = 15;
export const PART_BYTES: number = 1 << PART_BITS;
/** log2 of the parts of a region. */
export const PARTS_PER_REGION_BITS: number = REGION_BITS - PART_BITS;
export const PARTS_PER_REGION: number = 1 << PARTS_PER_REGION_BITS;
/** log2 of the bytes in a granule, unless the header says otherwise. */
export const GRANULE_BITS = 4;
/** Bits of a dense granule number: 4 GB of touched regions at 16 bytes. */
export const GRANULE_NUMBER_BITS = 28;
/** log2 of the bytes of a *dense page*, the unit in which markers name memory: 4 KB, whatever the page of a structure is. */
export const PAGE_BITS = 12;
export const PAGE_BYTES: number = 1 << PAGE_BITS;
/** Sectors of 512 bytes in a dense page. */
export const PAGE_SECTORS: number = PAGE_BYTES / 512;
/** log2 of the dense pages in a region, and in a part of one. */
export const PAGES_PER_REGION_BITS: number = REGION_BITS - PAGE_BITS;
export const PAGES_PER_PART_BITS: number = PART_BITS - PAGE_BITS;
/** Parts there are numbers for. */
export const partsOf = (granuleBits: number): number => 2 ** (GRANULE_NUMBER_BITS + granuleBits - PART_BITS);
/** The highest region numbers are left to what runs beneath the kernel: the monitor's own memory. */
export const MONITOR_REGIONS = 64;
/** Bytes of the longest single reference; it fits in a region with room to spare. */
export const MAX_REFERENCE_BYTES = 1 << 16;
/** Whether an access at an address (its two halves) would run past the end of the address space, 2^64. */
export const runsPastEnd = (high: number, low: number, bytes: number): boolean =>
  high >>> 0 === 0xffffffff && (low >>> 0) + bytes > 2 ** 32;
/** What readers expect instead. */
export const ENDS_IN_SPACE = 'an access that ends at 2^64 at the latest';

/** A run of references is closed by a tally at the latest after this many words: the resolution of the trace's clock. */
export const RUN_WORDS = 1024;
