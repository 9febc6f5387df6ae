import { Entry, SERVICE_OF } from '../../words/kernel/entry.ts';
import { ToldServices } from '../../words/kernel/told-services.ts';
import type { Service } from '../../words/vocabulary.ts';
import { newRow } from './row.ts';
import { Vectors } from './vectors.ts';

/** An exception taken and not yet returned from. */
export interface Frame {
  entry: Entry;
  service: Service;
  /** The rows of this level are left out. */
  dropped: boolean;
  fromUser: boolean;
  /** The last instruction fetched before the exception, and whether it was still to be fetched again. */
  high: number;
  low: number;
  again: boolean;
  /** The event of that instruction, '' if it had none. */
  event: string;
}

/** What the mending knows of one CPU. */
export class CpuState {
  readonly number: number;
  readonly vectors = new Vectors();
  /** The task that truly runs, as far as known; the row's column may name another. */
  task = '0';
  /** The column of the last row, undefined before the first and after a gap. */
  column: string | undefined;
  /** The task was taken from the column at the start or after a gap, and nothing has confirmed it yet. */
  uncertain = true;
  /** The recorder's word for a new task, until the next row tells whether it belongs to a return. */
  claim: string | undefined;
  /** A claim that was not believed, until the next return confirms the doubt. */
  doubted: string | undefined;
  /** Exceptions of the running task, innermost last. */
  frames: Frame[] = [];
  /** Services the trace was told of. */
  readonly told: ToldServices;
  /** Offset of the trap whose first instruction comes next, or -1. */
  trap = -1;
  /** A system call instruction was the last row. */
  call = false;
  /** A `rdhwr` row that waits for the next row to tell whether it trapped. */
  readonly held = newRow();
  holds = false;

  /** Last instruction fetched, and whether an exception ended with it to be fetched again. */
  high = 0;
  low = 0;
  again = false;
  /** The event of the last row, '' if that was a reference. */
  event = '';
  /** After a second fetch, the event that it repeats. */
  repeat = '';
  /** Low half of the last store's address. */
  store = 0;

  constructor(number: number) {
    this.number = number;
    this.told = new ToldServices(number);
  }

  get top(): Frame | undefined {
    return this.frames[this.frames.length - 1];
  }

  push(entry: Entry, dropped: boolean, fromUser: boolean): Frame {
    const { high, low, again, event } = this;
    const frame: Frame = { entry, service: SERVICE_OF[entry], dropped, fromUser, high, low, again, event };
    this.frames.push(frame);
    this.again = false;
    this.event = '';
    return frame;
  }

  /** Returns from the innermost exception: the instruction it interrupted is fetched again if it faulted. */
  pop(): void {
    const frame = this.frames.pop();
    if (frame === undefined) return;
    this.high = frame.high;
    this.low = frame.low;
    this.again = frame.again || frame.entry === Entry.refill || frame.entry === Entry.fault;
    this.repeat = '';
    this.event = frame.event;
  }

  /** After a gap nothing is known. */
  reset(): void {
    this.column = undefined;
    this.uncertain = true;
    this.claim = this.doubted = undefined;
    this.frames = [];
    this.trap = -1;
    this.call = this.holds = this.again = false;
    this.event = this.repeat = '';
  }
}
