import { UserError } from '../../../errors.ts';
import { AccessBlock, BLOCK_ACCESSES } from '../../words/encoder/access-block.ts';
import { Kind } from '../../words/layout.ts';
import { Sync } from '../../words/vocabulary.ts';
import { Blocks } from './blocks.ts';
import { INDEX_MASK, INDEX_SHIFT, SIZE_SHIFT, STORE_BIT, Synchronises, Word } from './stream.ts';

/** Who is told what a process does, in the order in which it happened. */
export interface StreamSink {
  /** A thread was created; numbers count from 1. */
  began(thread: number): void;
  /** What follows is of this thread. */
  runs(thread: number): void;
  accesses(block: AccessBlock): void;
  /** The instruction fetched last is one of `Sync`. */
  synchronises(kind: number): void;
  called(number: number): void;
  returned(number: number): void;
  /** The thread ends. */
  ended(): void;
  /** The turn was taken from a thread that did not go on. */
  stolen(): void;
}

/** The most blocks there are numbers for: of QEMU's code cache a block takes a hundred bytes at least. */
const MAX_BLOCKS = 1 << 24;
const NEVER = 0x7fffffff;
const EIGHT_BYTES = 3 << SIZE_SHIFT;
const SIZE_FIELD = 7 << SIZE_SHIFT;
/** Below it are the metas of accesses that 8 bytes more can be put to: up to 64 in all. */
const MERGEABLE = 57 << 2;

/** Where a thread is. */
class Place {
  /** The blocks its block is one of, where its instructions start in them, how many they are, and the next to be fetched. */
  blocks: Blocks;
  base = 0;
  count = 0;
  next = 0;
  /** Bits 48 to 63 of its addresses, in the place they have in the upper half. */
  high = 0;
  /** The instruction that synchronises, from which on accesses are looked at; how, and whether it has loaded. */
  watch = NEVER;
  kind = 0;
  loaded = false;
  /** The instruction that synchronises is about to be executed; nothing was seen of it yet. */
  pending = false;

  constructor(blocks: Blocks) {
    this.blocks = blocks;
  }
}

/** Turns what the plugin sends of a process into accesses and events. */
export class StreamDecoder {
  private readonly name: string;
  private readonly sink: StreamSink;
  /** Whether adjacent accesses of 8 bytes by one instruction are one, as of x86's vectors, which QEMU takes apart. */
  private readonly merges: boolean;
  private readonly places = new Map<number, Place>();
  private blocks = new Blocks();
  private readonly out = new AccessBlock();
  /** What has arrived: `have` bytes, of which the words before `at` are done. */
  private words = new Int32Array(1 << 16);
  private bytes = Buffer.from(this.words.buffer);
  private have = 0;
  private at = 0;
  /** Bytes before `words`, for errors. */
  private before: number;

  /** `before`: bytes of the connection before the first that is pushed. */
  constructor(name: string, sink: StreamSink, merges: boolean, before = 0) {
    this.name = name;
    this.sink = sink;
    this.merges = merges;
    this.before = before;
  }

  /** Bytes of the connection that are decoded, or came before the first. */
  get position(): number {
    return this.before + this.at * 4;
  }

  /** Takes what has arrived; `decode` decodes it. */
  push(chunk: Buffer): void {
    const done = this.at * 4;
    this.bytes.copyWithin(0, done, this.have);
    this.have -= done;
    this.before += done;
    this.at = 0;
    if (this.have + chunk.length > this.bytes.length) {
      const grown = new Int32Array(Math.ceil((this.have + chunk.length) / 4) * 2);
      const bytes = Buffer.from(grown.buffer);
      this.bytes.copy(bytes, 0, 0, this.have);
      this.words = grown;
      this.bytes = bytes;
    }
    chunk.copy(this.bytes, this.have);
    this.have += chunk.length;
  }

  /** Decodes the next turn, and definitions before it; false if it has not arrived whole. Throws a UserError on what the plugin does not send. */
  decode(): boolean {
    const whole = (this.have >> 3) * 2;
    const { words } = this;
    while (this.at < whole) {
      const at = this.at;
      const [low, top] = [words[at], words[at + 1]];
      const kind = top >>> 16;
      if (kind === Word.forget) {
        this.blocks = new Blocks();
        this.at += 2;
      } else if (kind === Word.begin) {
        this.sink.began(low >>> 0);
        this.at += 2;
      } else if (kind === Word.define) {
        const count = top & 0xffff;
        const length = 4 + 2 * Math.ceil(count / 8);
        if (at + length > whole) return false;
        if (low < 0 || low >= MAX_BLOCKS) this.malformed(at, `block ${low >>> 0}, expected one below ${MAX_BLOCKS}`);
        const wrong = this.blocks.define(low, count, words[at + 3], words[at + 2], words, at + 4);
        if (wrong !== undefined) this.malformed(at, wrong);
        this.at += length;
      } else if ((kind & 0xff) === Word.turn && kind >>> 8 <= 1) {
        const length = 4 + 2 * (low >>> 0);
        if ((top & 0xffff) !== 0 || low < 0 || low > 1 << 24) this.malformed(at, `a turn of ${low >>> 0} words`);
        if (at + length > whole) return false;
        this.turn(words[at + 2] >>> 0, at + 4, at + length, kind >>> 8 === 1);
        this.at += length;
        return true;
      } else this.malformed(at, `the word ${hex(top)}${hex(low)}, expected a turn, a block or their end`);
    }
    return false;
  }

  /** There is no more: decodes what there is of a turn that was cut off. Returns what was lacking. */
  end(): string | undefined {
    while (this.decode());
    const left = this.have - this.at * 4;
    if (left === 0) return undefined;
    const whole = (this.have >> 3) * 2;
    if (this.at + 4 <= whole && ((this.words[this.at + 1] >>> 16) & 0xff) === Word.turn)
      this.turn(this.words[this.at + 2] >>> 0, this.at + 4, whole, true);
    this.at = this.have >> 2;
    return `${this.name}: it was cut off within a turn, after byte ${this.before + this.have}`;
  }

  /** Words [from, to) of a thread's turn. */
  private turn(thread: number, from: number, to: number, withinBlock: boolean): void {
    const { words, out, merges } = this;
    const place = this.placeOf(thread);
    this.sink.runs(thread);
    if (place.blocks !== this.blocks) this.change(place);
    const { starts, counts, metas, highs, lows } = this.blocks;
    const { metas: outMetas, highs: outHighs, lows: outLows } = out;
    let { base, count, next, high, watch } = place;
    let n = 0;
    let last = 0; // the upper half of the access before, if this one may be a part of it
    let lastLow = 0;
    for (let at = from; at < to; at += 2) {
      const low = words[at];
      const top = words[at + 1];
      if (top < 0) {
        if (top === last && low === ((lastLow + 8) | 0) && n > 0 && outMetas[n - 1] < MERGEABLE) {
          outMetas[n - 1] += 8 << 2;
          lastLow = low;
          continue;
        }
        const index = (top >>> INDEX_SHIFT) & INDEX_MASK;
        if (index >= count) this.malformed(at, `an access by instruction ${index} of a block of ${count}`);
        if (n + index - next + 3 > BLOCK_ACCESSES) n = this.flush(n);
        const kind = (top & STORE_BIT) === 0 ? Kind.load : Kind.store;
        let also = -1; // the load of a read-modify-write of which QEMU told the store alone
        if (index >= watch) {
          place.next = next;
          n = this.beforeAccess(place, n, index);
          next = place.next;
          watch = place.watch;
          if (index === watch) {
            if (kind === Kind.load) {
              place.loaded = true;
              if (place.kind === Synchronises.storeConditional) continue;
            } else if (place.kind === Synchronises.readModifyWrite && !place.loaded) also = Kind.load;
          }
        }
        for (; next <= index; next++) {
          outMetas[n] = metas[base + next];
          outHighs[n] = highs[base + next];
          outLows[n++] = lows[base + next];
        }
        const bytes = 4 << ((top >>> SIZE_SHIFT) & 7); // << 2, as in a block
        if (also >= 0) {
          outMetas[n] = bytes | also;
          outHighs[n] = high | (top & 0xffff);
          outLows[n++] = low;
        }
        outMetas[n] = bytes | kind;
        outHighs[n] = high | (top & 0xffff);
        outLows[n++] = low;
        last = merges && (top & SIZE_FIELD) === EIGHT_BYTES ? top : 0;
        lastLow = low;
        continue;
      }
      last = 0;
      const word = (top >>> 16) & 0xff;
      if (word === Word.high) {
        high = (low & 0xffff) << 16;
        continue;
      }
      if (word === Word.sync) {
        if (low < next || low >= count) this.malformed(at, `instruction ${low} of a block of ${count}`);
        if (watch !== NEVER) {
          place.next = next;
          n = this.beforeAccess(place, n, low);
          next = place.next;
        }
        place.kind = (top >>> 24) & 0x7f;
        place.pending = true;
        place.loaded = false;
        place.watch = watch = low;
        continue;
      }
      // All else ends the thread's block.
      if (watch !== NEVER) {
        place.next = next;
        n = this.afterBlock(place, n, word === Word.block && this.restarts(place, low));
        next = place.next;
        watch = NEVER;
      }
      if (n + count - next > BLOCK_ACCESSES) n = this.flush(n);
      for (; next < count; next++) {
        outMetas[n] = metas[base + next];
        outHighs[n] = highs[base + next];
        outLows[n++] = lows[base + next];
      }
      if (word === Word.block) {
        if (low < 0 || low >= counts.length || counts[low] === 0)
          this.malformed(at, `block ${low >>> 0}, which is not defined`);
        place.base = base = starts[low];
        place.count = count = counts[low];
        next = 0;
        continue;
      }
      n = this.flush(n);
      if (word === Word.call) this.sink.called(low >>> 0);
      else if (word === Word.return) this.sink.returned(low >>> 0);
      else if (word === Word.stolen) this.sink.stolen();
      else if (word === Word.end) {
        this.sink.ended();
        this.places.delete(thread);
      } else this.malformed(at, `the word ${hex(top)}${hex(low)}, expected an access or an event`);
    }
    if (!withinBlock && !place.pending) {
      if (n + count - next > BLOCK_ACCESSES) n = this.flush(n);
      for (; next < count; next++) {
        outMetas[n] = metas[base + next];
        outHighs[n] = highs[base + next];
        outLows[n++] = lows[base + next];
      }
    }
    this.flush(n);
    place.next = next;
    place.high = high;
  }

  private placeOf(thread: number): Place {
    let place = this.places.get(thread);
    if (place === undefined) {
      place = new Place(this.blocks);
      this.places.set(thread, place);
    }
    return place;
  }

  /** The thread's block is one of those that were forgotten: it is done. */
  private change(place: Place): void {
    let n = this.afterBlock(place, 0, false);
    n = this.fetch(place, n, place.count - 1);
    this.flush(n);
    place.blocks = this.blocks;
    place.count = place.next = 0;
  }

  /** Before an access of an instruction at the one that synchronises, or beyond. Returns the accesses in `out`. */
  private beforeAccess(place: Place, n: number, index: number): number {
    n = this.tell(place, n);
    if (index > place.watch) place.watch = NEVER;
    return n;
  }

  /** The block of an instruction that synchronises is over; `restarted`: before that instruction. Returns the accesses in `out`. */
  private afterBlock(place: Place, n: number, restarted: boolean): number {
    if (restarted) {
      n = this.fetch(place, n, place.watch - 1);
      place.next = place.count;
    } else n = this.tell(place, n);
    place.watch = NEVER;
    place.pending = false;
    return n;
  }

  /** The instruction that synchronises is fetched, if it was not yet, and told of. */
  private tell(place: Place, n: number): number {
    if (!place.pending) return n;
    place.pending = false;
    n = this.flush(this.fetch(place, n, place.watch));
    if (place.kind === Synchronises.loadLinked) this.sink.synchronises(Sync.loadLinked);
    else this.sink.synchronises(place.kind === Synchronises.storeConditional ? Sync.storeConditional : Sync.sync);
    return n;
  }

  /** Fetches up to and with an instruction of the thread's block. */
  private fetch(place: Place, n: number, last: number): number {
    const { out } = this;
    const { metas, highs, lows } = place.blocks;
    if (n + last - place.next + 1 > BLOCK_ACCESSES) n = this.flush(n);
    for (; place.next <= last; place.next++) {
      out.metas[n] = metas[place.base + place.next];
      out.highs[n] = highs[place.base + place.next];
      out.lows[n++] = lows[place.base + place.next];
    }
    return n;
  }

  /**
   * Whether QEMU left the thread's block before its atomic instruction, which it could not do beside other threads, to do it in this
   * block, which is that instruction alone. It accesses memory unless it was left.
   */
  private restarts(place: Place, block: number): boolean {
    const { blocks } = this;
    if (!place.pending || place.kind === Synchronises.fence || place.blocks !== blocks) return false;
    const [here, there] = [place.base + place.watch, blocks.starts[block]];
    return (
      blocks.counts[block] === 1 &&
      blocks.lows[here] === blocks.lows[there] &&
      blocks.highs[here] === blocks.highs[there]
    );
  }

  /** Gives away the accesses in `out`; none are left. */
  private flush(n: number): 0 {
    this.out.count = n;
    if (n > 0) this.sink.accesses(this.out);
    return 0;
  }

  private malformed(at: number, found: string): never {
    throw new UserError(`${this.name}: byte ${this.before + at * 4}: found ${found}`);
  }
}

const hex = (half: number): string => (half >>> 0).toString(16).padStart(8, '0');
