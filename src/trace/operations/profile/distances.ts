import { grown } from './sharing.ts';

/** Lines that are held outside the tree: the most recent ones, in a list that is searched. */
const TOP = 16;
const WORD_BITS = 5;
const LEAST_STAMPS = 1 << 12;

/**
 * LRU stack distances, exact: how many other lines were touched since a line was last touched. The most recent 16 lines stand in a list;
 * a line that falls out of it gets the next time stamp, and a bit in a map of stamps. The distance of an older line is 16 and the number of
 * bits after its own, which a Fenwick tree over the map's words tells. When the stamps run out, those in use are numbered anew, in order:
 * memory is bounded by the lines. Source: Bennett and Kruskal, LRU stack processing, IBM J. R&D 19 (1975).
 */
export class StackDistances {
  /** By log2: [0] distance 0, [n] from 2^(n-1) to 2^n - 1. */
  readonly buckets: Float64Array = new Float64Array(33);
  /** Touches of lines not touched before, or not since a gap. */
  cold = 0;
  /** By line: its stamp; 0 where it has none; -1 in the list. */
  private stampOf: Int32Array = new Int32Array(0);
  private readonly top: Int32Array = new Int32Array(TOP);
  private topped = 0;
  /** By stamp, from 1: its line. */
  private lineAt: Int32Array = new Int32Array(LEAST_STAMPS);
  private bits: Int32Array = new Int32Array(LEAST_STAMPS >>> WORD_BITS);
  private tree: Int32Array = new Int32Array((LEAST_STAMPS >>> WORD_BITS) + 1);
  private next = 1;
  /** Bits set. */
  private live = 0;

  makeRoom(lines: number): void {
    this.stampOf = grown(this.stampOf, lines);
  }

  touch(line: number): void {
    const { top } = this;
    if (top[0] === line && this.topped > 0) {
      this.buckets[0]++;
      return;
    }
    const stamp = this.stampOf[line];
    let at = 0;
    if (stamp < 0) {
      do at++;
      while (top[at] !== line);
      this.buckets[32 - Math.clz32(at)]++;
    } else {
      if (stamp === 0) this.cold++;
      else this.buckets[32 - Math.clz32(TOP + this.takeOut(stamp))]++;
      if (this.topped < TOP) at = this.topped++;
      else {
        at = TOP - 1;
        this.putIn(top[at]);
      }
      this.stampOf[line] = -1;
    }
    for (let i = at; i > 0; i--) top[i] = top[i - 1];
    top[0] = line;
  }

  /** Frees the stamp; returns how many later ones are in use. */
  private takeOut(stamp: number): number {
    const { bits, tree } = this;
    const word = stamp >>> WORD_BITS;
    let upTo = 0;
    for (let i = word; i > 0; i -= i & -i) upTo += tree[i]; // of the words before
    const upToStamp = bits[word] & (0xffffffff >>> (31 - (stamp & 31)));
    upTo += ones(upToStamp);
    bits[word] &= ~(1 << (stamp & 31));
    for (let i = word + 1; i < tree.length; i += i & -i) tree[i]--;
    return this.live-- - upTo;
  }

  /** Gives the line the next stamp. */
  private putIn(line: number): void {
    if (this.next === this.lineAt.length) this.renumber();
    const stamp = this.next++;
    this.lineAt[stamp] = line;
    this.stampOf[line] = stamp;
    const { tree } = this;
    const word = stamp >>> WORD_BITS;
    this.bits[word] |= 1 << (stamp & 31);
    for (let i = word + 1; i < tree.length; i += i & -i) tree[i]++;
    this.live++;
  }

  /** Numbers the stamps in use from 1, in their order, with at least as many free behind them. */
  private renumber(): void {
    const { lineAt: old, bits } = this;
    let length = LEAST_STAMPS;
    while (length < 4 * this.live) length *= 2;
    const lines = length > old.length ? new Int32Array(length) : old;
    let next = 1;
    for (let stamp = 1; stamp < this.next; stamp++)
      if ((bits[stamp >>> WORD_BITS] & (1 << (stamp & 31))) !== 0) {
        const line = old[stamp];
        lines[next] = line;
        this.stampOf[line] = next++;
      }
    this.lineAt = lines;
    this.next = next;
    this.mark();
  }

  /** The map and the tree anew, of stamps 1 to `next` - 1. */
  private mark(): void {
    const words = this.lineAt.length >>> WORD_BITS;
    if (this.bits.length < words) {
      this.bits = new Int32Array(words);
      this.tree = new Int32Array(words + 1);
    } else {
      this.bits.fill(0);
      this.tree.fill(0);
    }
    const { bits, tree } = this;
    for (let stamp = 1; stamp < this.next; stamp++) bits[stamp >>> WORD_BITS] |= 1 << (stamp & 31);
    for (let i = 1; i < tree.length; i++) {
      tree[i] += ones(bits[i - 1]);
      const above = i + (i & -i);
      if (above < tree.length) tree[above] += tree[i];
    }
  }

  /** A gap: all lines are cold from here. */
  forget(): void {
    for (let stamp = 1; stamp < this.next; stamp++) this.stampOf[this.lineAt[stamp]] = 0;
    for (let i = 0; i < this.topped; i++) this.stampOf[this.top[i]] = 0;
    this.topped = this.live = 0;
    this.next = 1;
    this.mark();
  }

  /** Bytes held for lines and stamps. */
  get bytes(): number {
    return 4 * (this.stampOf.length + this.lineAt.length + this.bits.length + this.tree.length);
  }
}

/** Bits set in a word. */
function ones(word: number): number {
  let x = word - ((word >>> 1) & 0x55555555);
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
  return Math.imul((x + (x >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
