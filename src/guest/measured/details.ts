import { Kind, PAGE_BITS, SPAN_MAX } from '../../trace/words/layout.ts';
import type { Wide } from '../../trace/words/walk.ts';
import { lastGranule } from '../../trace/words/walk.ts';
import type { KernelPages } from './pages.ts';
import { Spread } from './spread.ts';

/** log2 of the bytes in a line of code. */
const LINE_BITS = 6;
export const CODE_LINE_BYTES: number = 1 << LINE_BITS;
/** A page is filled by an entry that stores to it so often, 8 bytes at a time or fewer, and loads one in sixteen times at most. */
const FILLING_STORES = 512;
const LOADS_OF_FILLED = 1 / 16;
/** In `Notes.uses`: loads below, stores above. */
const STORE = 2 ** 26;
/** A page belongs to all calls of a service if this share of them touches it. */
const ALWAYS = 0.9;

/** What is noted of one entry under way: lines of code; of pages of data how often they were loaded from and stored to. */
export interface Notes {
  readonly lines: Set<number>;
  readonly uses: Map<number, number>;
}

/** An entry that is complete. */
interface CompleteEntry extends Notes {
  readonly instructions: number;
  readonly privileged: number;
  /** Pages touched, dense page x 2 + (1: data), so many of them. */
  readonly touches: Int32Array;
  readonly touched: number;
}

/** What is kept of a service's complete entries for a guest profile. */
export class Details {
  readonly instructions = new Spread();
  readonly privileged = new Spread();
  readonly text = new Spread();
  /** Pages of kernel data, without those that were filled. */
  readonly data = new Spread();
  /** Lines of code. */
  readonly lines = new Spread();
  /** Pages filled, by zeroes or a copy, and stores to them. */
  readonly filled = new Spread();
  readonly fillingStores = new Spread();
  /** Entries that touched each page of data. */
  private readonly touched = new Map<number, number>();

  /** Pages of data that nearly all entries touch. */
  get fixedPages(): number {
    return [...this.touched.values()].filter((times) => times >= ALWAYS * this.instructions.count).length;
  }

  /** An entry is complete. */
  add(entry: CompleteEntry, pages: KernelPages, all: KernelPagesSeen): void {
    let [filled, fillingStores] = [0, 0];
    const isFilled = (page: number): boolean => {
      const uses = entry.uses.get(page) ?? 0;
      const stores = Math.floor(uses / STORE);
      if (stores < FILLING_STORES || uses % STORE > stores * LOADS_OF_FILLED) return false;
      filled++;
      fillingStores += stores;
      return true;
    };
    let [text, data] = [0, 0];
    for (const touch of entry.touches.subarray(0, entry.touched)) {
      const page = touch >>> 1;
      if (!pages.isKernel(page)) continue;
      if ((touch & 1) === 0) {
        text++;
        all.text.add(page);
      } else if (!isFilled(page)) {
        data++;
        all.data.add(page);
        this.touched.set(page, (this.touched.get(page) ?? 0) + 1);
      }
    }
    this.instructions.add(entry.instructions);
    this.privileged.add(entry.privileged);
    this.text.add(text);
    this.data.add(data);
    this.lines.add(entry.lines.size);
    this.filled.add(filled);
    this.fillingStores.add(fillingStores);
  }
}

/** The kernel's pages that complete entries touched, whatever the service. */
export class KernelPagesSeen {
  readonly text = new Set<number>();
  readonly data = new Set<number>();
}

/** Notes references [from, to) of an entry, one word each: lines of code, and how often which page is loaded and stored to. */
export function noteDetails(notes: Notes, words: Uint32Array, from: number, to: number, granuleBits: number): void {
  const line = 4 + LINE_BITS - granuleBits;
  for (let i = from; i < to; i++) {
    const word = words[i];
    if ((word & 3) !== Kind.fetch) use(notes, word >>> (4 + PAGE_BITS - granuleBits), (word & 3) === Kind.store);
    else for (let n = word >>> line; n <= (word + ((word & (SPAN_MAX << 2)) << 2)) >>> line; n++) notes.lines.add(n);
  }
}

/** The same of an access that is spelled out. */
export function noteWide(notes: Notes, access: Wide, granuleBits: number): void {
  const [first, last] = [access.granule, lastGranule(access, granuleBits)];
  if (access.kind === Kind.fetch)
    for (let n = first >>> (LINE_BITS - granuleBits); n <= last >>> (LINE_BITS - granuleBits); n++) notes.lines.add(n);
  else use(notes, first >>> (PAGE_BITS - granuleBits), access.kind === Kind.store);
}

function use({ uses }: Notes, page: number, isStore: boolean): void {
  uses.set(page, (uses.get(page) ?? 0) + (isStore ? STORE : 1));
}
