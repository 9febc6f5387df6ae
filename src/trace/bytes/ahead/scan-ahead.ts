import { FormatError } from '../../../errors.ts';
import type { OpenOptions } from '../../words/trace.ts';
import type { ChunkScanner } from '../text-trace.ts';
import { type Listener, Player } from './journal.ts';
import type { MovableScanner } from './movable.ts';
import { SLOT_BYTES, Slot } from './slot.ts';
import type { Answer, Wrong } from './station.ts';
import type { Connect, Link } from './thread.ts';

/** Slots under way: one is scanned, one waits to be, one is played. */
const SLOTS = 3;
/** Bytes that this thread scans before it asks for another to help: what a thread costs to start is some 40 ms of its core. */
const ALONE_BYTES = 1 << 20;

/**
 * A scanner that another thread takes over once the text turns out to be long, and is there to: it scans ahead while this one encodes
 * and replays what was scanned. What comes to the listener, which is the scanner's sink, is the same block by block, and so are errors and their places.
 */
export class ScanAhead implements ChunkScanner {
  private readonly scanner: MovableScanner<unknown>;
  private readonly player: Player;
  private readonly connect: Connect | undefined;
  private readonly aloneBytes: number | undefined;
  private readonly slotBytes: number;
  private scanned = 0;
  /** The link to the other thread, once it was asked for. */
  private other: Link | undefined;
  private moved = false;
  private slots: readonly Slot[] = [];
  /** Slots that are free, and those under way in their order. */
  private readonly free: number[] = [];
  private readonly busy: number[] = [];
  private playedLine = 0;
  private dropped: string | undefined;

  /** Without `connect`, or where that gives nothing, this thread scans alone. */
  constructor(scanner: MovableScanner<unknown>, listener: Listener, connect: Connect | undefined, { aloneBytes }: OpenOptions, slotBytes: number = SLOT_BYTES) {
    this.scanner = scanner;
    this.player = new Player(listener);
    this.connect = connect;
    this.aloneBytes = aloneBytes;
    this.slotBytes = slotBytes;
  } // biome-ignore format: a signature

  get line(): number {
    return this.moved ? this.playedLine : this.scanner.line;
  }

  /** Takes a chunk; between its steps what came to the listener can be used, before what follows turns out to be wrong. */
  async *push(chunk: Buffer): AsyncGenerator<void> {
    const { slotBytes } = this;
    for (let from = 0; from < chunk.length; from += slotBytes) {
      const piece = chunk.subarray(from, from + slotBytes);
      if (await this.isThere()) yield* this.send(piece);
      else this.scanner.push(piece);
      this.scanned += piece.length;
    }
    while (this.other?.hasAnswer && this.busy.length > 0) {
      await this.play();
      yield;
    }
  }

  /** No more chunks: what is under way comes to its end, in steps. */
  async *finish(truncated: boolean): AsyncGenerator<void> {
    if (!this.moved) return;
    yield* this.send(Buffer.alloc(0), { truncated });
    for (;;) {
      const { state, dropped } = await this.play();
      yield;
      if (state === undefined) continue;
      this.scanner.resume(state); // whoever asks for what it saw finds it here
      this.dropped = dropped;
      return;
    }
  }

  /** As of a `LineScanner`, after `finish`. */
  end(truncated: boolean): string | undefined {
    return this.moved ? this.dropped : this.scanner.end(truncated);
  }

  close(): void {
    this.other?.close();
  }

  /** Whether the other thread scans what comes now. */
  private async isThere(): Promise<boolean> {
    if (this.moved) return true;
    if (this.connect === undefined || this.scanned < (this.aloneBytes ?? ALONE_BYTES)) return false;
    if (this.other === undefined) {
      this.slots = Array.from({ length: SLOTS }, () => new Slot(this.slotBytes));
      this.other = this.connect(this.slots.map(({ buffer }) => buffer));
    }
    if (this.aloneBytes !== undefined) await this.other.ready;
    if (!this.other.isReady) return false;
    this.other.send({ resume: this.scanner.snapshot() });
    this.free.push(...this.slots.keys());
    this.moved = true;
    return true;
  }

  /** Has a slot scanned, once one is free. */
  private async *send(piece: Buffer, end?: { truncated: boolean }): AsyncGenerator<void> {
    while (this.free.length === 0) {
      await this.play();
      yield;
    }
    const slot = this.free.pop() as number;
    this.slots[slot].bytes.set(piece);
    this.busy.push(slot);
    this.other?.send({ slot, bytes: piece.length, ...(end === undefined ? {} : { end }) });
  }

  /** Tells the listener what was found in the oldest slot under way. */
  private async play(): Promise<Answer> {
    const answer = await (this.other as Link).answer();
    const slot = this.busy.shift() as number;
    this.player.play(this.slots[slot], answer.entry, (line) => {
      this.playedLine = line;
    });
    this.free.push(slot);
    if (answer.wrong !== undefined) throw errorOf(answer.wrong);
    return answer;
  }
}

const errorOf = (wrong: Wrong): Error =>
  'fault' in wrong ? new Error(wrong.fault) : new FormatError(wrong.place, wrong.found, wrong.expected);
