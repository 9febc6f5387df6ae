import { Kind, PART_BITS, SPAN_WHOLE } from '../../../trace/words/layout.ts';
import { Event } from '../../counts/event.ts';
import type { Tally } from '../../counts/tally.ts';
import { ABSENT, DIRTY } from '../caches/first-level.ts';
import type { Geometry } from '../caches/geometry.ts';
import type { Pages } from '../memory/pages.ts';
import type { Tlb } from '../tlb/tlb.ts';
import type { Clock } from './clock.ts';

/** Stores stop at this line of the filter. Kind.store has the same bit, and so has Kind.marker, which thus stops at every line. */
const READ_ONLY = 2;

/** A store that covers a granule whole: its kind, and what stands in the place of its span. */
const WHOLE_STORE = (SPAN_WHOLE << 2) | Kind.store;

/** What counts the lines that a reference looks up, by its kind. */
export const REFERENCE_EVENT = [Event.l1iFetch, Event.l1dLoad, 0, Event.l1dStore];

/** Which cache a line is in: the bit of a word's kind that tells data from instructions. */
export const INSTRUCTIONS = 0;
export const DATA = 1;

/**
 * The *hot filter* in front of a CPU's caches and TLB: for each slot the dense line last seen to be the most recently used of its
 * first-level set. A reference that hits it, on a page the TLB maps, changes nothing but totals, and those stand in the trace's
 * tallies: the hot loop only recognises it. Exact for every geometry and policy, because a slot's number is made of index bits:
 * whatever line next becomes the most recent of that set takes over the same slot.
 */
export class HotFilter {
  /**
   * A hot line as the words name it (its first granule << 4), with READ_ONLY unless stores may pass; -1: empty.
   * By the line's first granule, modulo the slots; instructions at even indices, data at odd ones.
   */
  private readonly hot: Int32Array;
  private readonly slotMask: number;
  /** The bits of a word that name its line, of a fetch, and those that a data access has beside them, or lacks. */
  private readonly fetchMask: number;
  private readonly otherMask: number;
  /** log2 of the granules of a first-level line: instructions, data. */
  private readonly fetchBits: number;
  private readonly dataBits: number;
  /** Whether instructions and data are in one cache: a line of either that becomes the most recent of its set takes the slots of both. */
  private readonly unified: boolean;
  /** Whether the filter may be used at all; off only to show that it changes no count. */
  private readonly isOn: boolean;
  private readonly pageGranuleBits: number;
  /** The TLB's flags, as the loop reads them; see `Tlb`. */
  private readonly absent: Uint8Array;
  private readonly lastUse: Float64Array | null;
  /** From a word to its entry of the TLB. */
  private readonly entryShift: number;
  private readonly clock: Clock;
  private readonly tally: Tally;
  /** Second lines that hits touched in this scan: all, and by the reference's kind. */
  private secondLines = 0;
  private readonly second = new Int32Array(4);
  /** Page -> not 0 where a store has to be told of first. */
  private readonly readOnly: Uint8Array;

  constructor(
    isOn: boolean,
    l1i: Geometry,
    l1d: Geometry,
    unified: boolean,
    tlb: Tlb,
    clock: Clock,
    tally: Tally,
    pages: Pages,
    granuleBits: number,
  ) {
    this.unified = unified;
    // A hot line lies within one TLB entry; where an entry is shorter than a line, there is none.
    this.isOn = isOn && l1i.bits <= tlb.bits && l1d.bits <= tlb.bits;
    this.pageGranuleBits = pages.pageBits - granuleBits;
    this.absent = tlb.absent;
    this.lastUse = tlb.lastUse;
    this.entryShift = tlb.bits + 4;
    this.clock = clock;
    this.tally = tally;
    this.readOnly = pages.map.readOnly;
    // Granules of a way, as far as the trace's dense numbers know the index bits.
    const slots = [l1i, l1d].map((geometry) =>
      Math.min(
        geometry.sets << geometry.bits,
        geometry.physicalIndex ? 1 << this.pageGranuleBits : 1 << (PART_BITS - granuleBits),
      ),
    );
    this.slotMask = Math.min(...slots) - 1;
    this.hot = new Int32Array(2 * (this.slotMask + 1)).fill(-1);
    this.fetchBits = l1i.bits;
    this.dataBits = l1d.bits;
    this.fetchMask = -1 << (l1i.bits + 4);
    this.otherMask = this.fetchMask ^ (-1 << (l1d.bits + 4));
  }

  /** Index of the first word in [from, to) that is not a plain hit: a reference to look at, or a marker. Counts second lines of those before it. */
  scan(words: Uint32Array, from: number, to: number): number {
    if (!this.isOn) return from;
    if (this.lastUse !== null) return this.scanLru(words, from, to, this.lastUse);
    const { hot, fetchMask, otherMask, absent, entryShift } = this;
    const slotMask = this.slotMask << 1;
    const end = to | 0;
    let i = from | 0;
    for (; i < end; i++) {
      const w = words[i] | 0;
      const mask = fetchMask ^ (otherMask & -(w & 1));
      const line = w & mask;
      const last = (w + ((w & 12) << 2)) & mask; // the line of the last granule: `span` granules on
      const state = hot[((line >>> 3) & slotMask) | (w & 1)] ^ line; // 0, or READ_ONLY, or another line
      if (((state & (w | ~READ_ONLY)) | absent[w >>> entryShift]) !== 0) break;
      if (line !== last && !this.passesEdge(w, line, last, mask, entryShift)) break;
    }
    if (this.secondLines > 0) this.countSecondLines();
    return i;
  }

  /** The same where the TLB wants to know when each entry was last used. */
  private scanLru(words: Uint32Array, from: number, to: number, lastUse: Float64Array): number {
    const { hot, fetchMask, otherMask, absent, entryShift } = this;
    const { time } = this.clock;
    const slotMask = this.slotMask << 1;
    const end = to | 0;
    let i = from | 0;
    for (; i < end; i++) {
      const w = words[i] | 0;
      const mask = fetchMask ^ (otherMask & -(w & 1));
      const line = w & mask;
      const last = (w + ((w & 12) << 2)) & mask;
      const state = hot[((line >>> 3) & slotMask) | (w & 1)] ^ line;
      if (((state & (w | ~READ_ONLY)) | absent[w >>> entryShift]) !== 0) break;
      if (line !== last && !this.passesEdge(w, line, last, mask, entryShift)) break;
      lastUse[w >>> entryShift] = time + i;
    }
    if (this.secondLines > 0) this.countSecondLines();
    return i;
  }

  /**
   * Whether a reference whose first line is hot is a plain hit of its second as well, which is counted: the tallies have one line of each.
   * A third line, or another entry of the TLB, is for others to look at.
   */
  private passesEdge(w: number, line: number, last: number, mask: number, entryShift: number): boolean {
    if ((w & 15) === WHOLE_STORE) return true; // one granule, not a span
    if (((last - line) | 0) !== -mask || (line ^ last) >>> entryShift !== 0) return false;
    const state = this.hot[((last >>> 3) & (this.slotMask << 1)) | (w & 1)] ^ last;
    if ((state & (w | ~READ_ONLY)) !== 0) return false;
    this.secondLines++;
    this.second[w & 3]++;
    return true;
  }

  private countSecondLines(): void {
    for (let kind = 0; kind < this.second.length; kind++) {
      if (this.second[kind] > 0) this.tally.add(REFERENCE_EVENT[kind], this.second[kind]);
      this.second[kind] = 0;
    }
    this.secondLines = 0;
  }

  /** Whether a line of the instruction (`data` 0) or data cache (1) is hot, for a store (`store` 1) too. */
  isHot(line: number, data: number, store: number): boolean {
    const first = line << (data === DATA ? this.dataBits : this.fetchBits);
    const state = this.hot[((first & this.slotMask) << 1) | data] ^ (first << 4);
    return (state & ((store << 1) | ~READ_ONLY)) === 0;
  }

  /** Takes in what the cache found of a line (`state`: what `FirstLevelCache.reference` returns), or that a line of this set left it. */
  set(line: number, data: number, state: number): void {
    if (!this.isOn) return;
    const first = line << (data === DATA ? this.dataBits : this.fetchBits);
    const writable = state === DIRTY && this.readOnly[first >>> this.pageGranuleBits] === 0;
    const at = ((first & this.slotMask) << 1) | data;
    this.hot[at] = state === ABSENT ? -1 : (first << 4) | (writable ? 0 : READ_ONLY);
    if (this.unified && (state === ABSENT || this.hot[at ^ 1] >>> 4 !== first)) this.hot[at ^ 1] = -1;
  }

  /** Forgets what is hot of a page. */
  forgetPage(page: number): void {
    const first = page << this.pageGranuleBits;
    const end = first + (1 << this.pageGranuleBits);
    for (let g = first; g < end; g++) {
      const slot = (g & this.slotMask) << 1;
      for (let at = slot; at <= slot + 1; at++) if (this.hot[at] >>> 4 === g) this.hot[at] = -1;
    }
  }

  /** Forgets all that is hot: caches were emptied, or pages changed frames behind it. */
  forget(): void {
    this.hot.fill(-1);
  }
}
