/** How a unit of memory (a page, a line) was used by several: CPUs, or tasks. A *turn* is what one does to it before another touches it. */
export const SHARING_CLASSES = ['private', 'readShared', 'writeShared', 'migratory'] as const;
export type SharingClass = (typeof SHARING_CLASSES)[number];

/** Bits of a unit's state; above them who touched it last, and one, 0 where nobody has. */
const TURN_WROTE = 1;
/** A turn ended without a store. */
const IDLE_TURN = 2;
/** It was stored to since a second one touched it. */
const SHARED_WRITE = 4;
const SEVERAL = 8;
const WHO_SHIFT = 4;
/** Those numbered below this have a bit in a unit's mask; the others stand in its chain. */
const MASKED = 32;

/** Who touched each unit, and in what way. Units are dense numbers, as are those who touch. */
export class Sharers {
  private state: Int32Array = new Int32Array(0);
  private mask: Int32Array = new Int32Array(0);
  /** First link of each unit's chain, from 1; made when somebody numbered 32 or above comes. */
  private chain: Int32Array | undefined;
  private linkWho: Int32Array = new Int32Array(64);
  private linkNext: Int32Array = new Int32Array(64);
  private links = 0;
  /** Units touched, by who. */
  readonly unitsOf: number[] = [];

  makeRoom(units: number): void {
    this.state = grown(this.state, units);
    this.mask = grown(this.mask, units);
    if (this.chain !== undefined) this.chain = grown(this.chain, units);
  }

  /** A touch that may change something: the first of a turn, or its first store (1, else 0). */
  touch(unit: number, who: number, store: number): void {
    const before = this.state[unit];
    if (before >>> WHO_SHIFT === who + 1) {
      this.state[unit] = before | (store === 0 ? 0 : TURN_WROTE | ((before & SEVERAL) === 0 ? 0 : SHARED_WRITE));
      return;
    }
    const now = ((who + 1) << WHO_SHIFT) | store;
    if (before === 0) this.state[unit] = now;
    else {
      const idle = (before & TURN_WROTE) === 0 ? IDLE_TURN : 0;
      const past = before & (IDLE_TURN | SHARED_WRITE);
      this.state[unit] = now | past | idle | SEVERAL | (store === 0 ? 0 : SHARED_WRITE);
    }
    this.add(unit, who);
  }

  private add(unit: number, who: number): void {
    if (who < MASKED) {
      const bit = 1 << who;
      if ((this.mask[unit] & bit) !== 0) return;
      this.mask[unit] |= bit;
    } else {
      this.chain ??= new Int32Array(this.state.length);
      for (let link = this.chain[unit]; link !== 0; link = this.linkNext[link]) if (this.linkWho[link] === who) return;
      const link = ++this.links;
      if (link >= this.linkWho.length) {
        this.linkWho = grown(this.linkWho, 2 * link);
        this.linkNext = grown(this.linkNext, 2 * link);
      }
      this.linkWho[link] = who;
      this.linkNext[link] = this.chain[unit];
      this.chain[unit] = link;
    }
    this.unitsOf[who] = (this.unitsOf[who] ?? 0) + 1;
  }

  /** How many have touched the unit. */
  count(unit: number): number {
    let count = 0;
    for (let mask = this.mask[unit]; mask !== 0; mask &= mask - 1) count++;
    for (let link = this.chain?.[unit] ?? 0; link !== 0; link = this.linkNext[link]) count++;
    return count;
  }

  /** Undefined of a unit that nobody touched. */
  classOf(unit: number): SharingClass | undefined {
    const state = this.state[unit];
    if (state === 0) return undefined;
    if ((state & SEVERAL) === 0) return 'private';
    if ((state & SHARED_WRITE) === 0) return 'readShared';
    return (state & (TURN_WROTE | IDLE_TURN)) === TURN_WROTE ? 'migratory' : 'writeShared';
  }

  get units(): number {
    return this.state.length;
  }
}

/** Units of one size, as CPUs and as tasks share them. */
export class Sharing {
  /** By unit: what the last turn of a CPU with a task was, as `turnOf` numbers it, and one. The hot loop compares it, and calls `touch` where it is new. */
  turns: Int32Array = new Int32Array(0);
  readonly cpus: Sharers = new Sharers();
  readonly tasks: Sharers = new Sharers();

  makeRoom(units: number): void {
    this.turns = grown(this.turns, units);
    this.cpus.makeRoom(units);
    this.tasks.makeRoom(units);
  }

  /** `turn`: that of a CPU with a task which has not stored; one above it, of one that has. */
  touch(unit: number, turn: number, cpu: number, task: number, store: number): void {
    this.turns[unit] = turn + (store | (this.turns[unit] === turn + 1 ? 1 : 0));
    this.cpus.touch(unit, cpu, store);
    this.tasks.touch(unit, task, store);
  }
}

/** A copy with room for so many elements, the new ones 0. */
export function grown(old: Int32Array, length: number): Int32Array {
  if (length <= old.length) return old;
  const copy = new Int32Array(length);
  copy.set(old);
  return copy;
}
