import { UserError } from '../../errors.ts';
import { Kind, PARTS_PER_REGION, PARTS_PER_REGION_BITS, type ReferenceKind } from './layout.ts';
import {
  MARKERS,
  Marker,
  type MarkerName,
  type MarkerSpec,
  marker,
  markerLength,
  markerOperand,
  markerType,
  pageOffsets,
} from './markers.ts';

/**
 * Ways through the words of a batch. Words are taken apart by hand only in the hot loops, which say so: where a replay scans
 * references (`replay/numa/cpu`), and where the encoder and the decoder make and read them.
 */

/** Whether a word is the first of a marker. */
export const isMarker = (word: number): boolean => (word & 3) === Kind.marker;

/** Whether a word is the first of a marker of this type. */
export const isMarkerOf = (word: number, type: Marker): boolean => isMarker(word) && markerType(word) === type;

/** Index of the first marker from `from` on, or the end. */
export function nextMarker(words: Uint32Array, from: number): number {
  const end = words.length;
  let i = from;
  while (i < end && (words[i] & 3) !== Kind.marker) i++;
  return i;
}

/** Index after the marker at `i`. Throws a UserError where its operands are cut off. */
export function endOfMarker(words: Uint32Array, i: number): number {
  const end = i + markerLength(words[i]);
  if (end > words.length) throw new UserError('the trace is corrupt: the operands of its last marker are cut off');
  return end;
}

/** Calls `visit` with the index of each marker of the batch and its type. */
export function eachMarker(words: Uint32Array, visit: (i: number, type: Marker) => void): void {
  for (let i = nextMarker(words, 0); i < words.length; i = nextMarker(words, i + markerLength(words[i])))
    visit(i, markerType(words[i]));
}

/** Names of the operands that follow a marker. */
type OperandsOf<Name extends MarkerName> = (typeof MARKERS)[Name] extends {
  operands: readonly (readonly [infer Operand extends string, unknown])[];
}
  ? Operand
  : never;

/** Where each operand stands, counted from the marker's own word: `words[i + At.tally.loads]`. */
export const At = Object.fromEntries(
  Object.entries(MARKERS).map(([name, { operands = [] }]: [string, MarkerSpec]) => [
    name,
    Object.fromEntries(operands.map(([operand], n) => [operand, n + 1])),
  ]),
) as { readonly [Name in MarkerName]: { readonly [Operand in OperandsOf<Name>]: number } };

/** The words of a marker that is whole: its own operand, and the others by name. */
export const markerWords = <Name extends MarkerName>(
  name: Name,
  a: number,
  operands: Readonly<Record<OperandsOf<Name>, number>>,
): number[] => {
  const { operands: order = [] }: MarkerSpec = MARKERS[name];
  const values = operands as Readonly<Record<string, number>>;
  return [marker(Marker[name], a), ...order.map(([operand]) => values[operand])];
};

/** A tally's numbers. */
export interface Tally {
  instructions: number;
  fetches: number;
  loads: number;
  stores: number;
  unmapped: number;
}

export const tallyAt = (words: Uint32Array, i: number): Tally => ({
  instructions: words[i + At.tally.instructions],
  fetches: words[i + At.tally.fetches],
  loads: words[i + At.tally.loads],
  stores: words[i + At.tally.stores],
  unmapped: words[i + At.tally.unmapped],
});

/** An access that is spelled out. */
export interface Wide {
  kind: ReferenceKind;
  /** Dense number of the first granule. */
  granule: number;
  bytes: number;
  /** The four lowest bits of the address. */
  low: number;
  instructions: number;
}

export const wideAt = (words: Uint32Array, i: number): Wide => ({
  kind: markerOperand(words[i]) as ReferenceKind,
  granule: words[i + At.wide.first] >>> 4,
  bytes: words[i + At.wide.bytes],
  low: words[i + At.wide.rest] & 15,
  instructions: words[i + At.wide.rest] >>> 8,
});

/** The words of such an access, as `wideAt` reads them. */
export const wideWords = ({ kind, granule, bytes, low, instructions }: Wide): number[] =>
  markerWords('wide', kind, { first: (granule << 4) >>> 0, bytes, rest: ((low & 15) | (instructions << 8)) >>> 0 });

/** Number of the last granule that a wide access touches. */
export const lastGranule = ({ granule, bytes, low }: Wide, granuleBits: number): number =>
  granule + (((low & ((1 << granuleBits) - 1)) + (bytes - 1)) >>> granuleBits);

/** A region, or a part of one, as its marker introduces it. */
export interface RegionWords {
  /** Its first part, and how many it has. */
  part: number;
  parts: number;
  space: number;
  /** Its address >> 18, and which eighth of those 256 KB it begins with. */
  keyLow: number;
  keyHigh: number;
  eighth: number;
  flags: number;
}

/** Whether the marker introduces a region or a part of one. */
export const isRegion = (type: Marker): boolean => type === Marker.region || type === Marker.part;

/** What the marker at words[i] introduces: a region or a part, whose operands begin alike. */
export function regionAt(words: Uint32Array, i: number): RegionWords {
  const isPart = markerType(words[i]) === Marker.part;
  const a = markerOperand(words[i]);
  return {
    part: isPart ? a : a << PARTS_PER_REGION_BITS,
    parts: isPart ? 1 : PARTS_PER_REGION,
    space: words[i + At.region.space],
    keyLow: words[i + At.region.keyLow],
    keyHigh: words[i + At.region.keyHigh],
    eighth: isPart ? words[i + At.part.eighth] : 0,
    flags: words[i + At.region.flags],
  };
}

/** The words that introduce it, as `regionAt` reads them. */
export function regionWords({ part, parts, eighth, ...key }: RegionWords): number[] {
  if (parts === 1) return markerWords('part', part, { ...key, eighth });
  return markerWords('region', part >>> PARTS_PER_REGION_BITS, key);
}

/** The dense pages that the marker at `i` names. */
export const pagesAt = (words: Uint32Array, i: number): number[] =>
  pageOffsets(markerType(words[i])).map((offset) => (offset === 0 ? markerOperand(words[i]) : words[i + offset]));

/** Gives the pages that the marker at `i` names other numbers, in place. */
export function renamePages(words: Uint32Array, i: number, rename: (page: number) => number): void {
  const type = markerType(words[i]);
  for (const offset of pageOffsets(type))
    if (offset === 0) words[i] = marker(type, rename(markerOperand(words[i])));
    else words[i + offset] = rename(words[i + offset]);
}

/** Kind of the access whose second part follows the `continued` at words[i]; its region may be introduced in between. */
export function secondPart(words: Uint32Array, i: number): number {
  const k = secondPartAt(words, i);
  return isMarker(words[k]) ? markerOperand(words[k]) : words[k] & 3;
}

/** Index of that second part; that of the end where there is none. */
export function secondPartAt(words: Uint32Array, i: number): number {
  let k = i + 1;
  while (k < words.length && isMarker(words[k]) && markerType(words[k]) !== Marker.wide) k += markerLength(words[k]);
  return k;
}
