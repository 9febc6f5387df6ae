import { MOST_WORDS } from '../words/encoder/batch-builder.ts';
import type { Batch } from '../words/trace.ts';

/** Batches that may wait to be taken: 40 MB, some six million references, which are read while a program starts. */
const SLOTS = 24;

interface Slot {
  readonly words: Uint32Array<SharedArrayBuffer>;
  readonly details: Uint16Array<SharedArrayBuffer>;
}

const slotOf = (words: number): Slot => ({
  words: new Uint32Array(new SharedArrayBuffer(4 * words)),
  details: new Uint16Array(new SharedArrayBuffer(2 * words)),
});

/** Shared memory that batches are put into and that comes back; made as it is needed. */
export class Slots {
  private readonly slots: Slot[] = [];
  private readonly free: number[] = [];
  private wake: () => void = () => {};

  /** Copies a batch into a slot, once there is one: its number, -1 for one so long that it has memory of its own. */
  async put({ words, details }: Batch): Promise<{ slot: number; batch: Batch }> {
    const slot = words.length > MOST_WORDS ? -1 : await this.next();
    const memory = slot < 0 ? slotOf(words.length) : this.slots[slot];
    memory.words.set(words);
    memory.details.set(details);
    return {
      slot,
      batch: { words: memory.words.subarray(0, words.length), details: memory.details.subarray(0, details.length) },
    };
  }

  giveBack(slot: number): void {
    if (slot >= 0) this.free.push(slot);
    this.wake();
  }

  private async next(): Promise<number> {
    if (this.free.length === 0 && this.slots.length < SLOTS) return this.slots.push(slotOf(MOST_WORDS)) - 1;
    while (this.free.length === 0) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.wake = resolve;
      await promise;
    }
    return this.free.pop() as number;
  }
}
