import type { Architecture } from '../words/architecture.ts';
import { type CallMeans, MEANS, meansOf } from './calls.ts';
import type { Order } from './order.ts';

/** A system call that a thread is in. */
export class Call {
  readonly means: CallMeans;
  /** The events of its beginning. */
  readonly entered: Float64Array;
  /** Whether others did something since it began. */
  waits = false;
  /** Whether it set somebody going, and so did not wait. */
  wakes = false;

  constructor(means: CallMeans, entered: Float64Array) {
    this.means = means;
    this.entered = entered;
  }
}

/**
 * Which calls held up which, in the order of the recording, as far as that tells:
 *
 *     a call that returned before anybody else did something did not wait: it may have set going who waited then
 *     a call in which others did something waited, unless it was what set one of those going
 *     what waited was set going by the last such call since it began; where none is known, by the last call of all that began since
 *
 * "May have" and "the last" are on the side of order: what was recorded one after the other and may hang together stays so.
 */
export class Waits {
  private readonly order: Order;
  private readonly architecture: Architecture;
  /** The call that each thread is in. */
  private readonly calls: (Call | undefined)[] = [];
  /** Of each of `Means`, the last event that may have set somebody going; -1 before the first. */
  private readonly wakers = new Float64Array(MEANS).fill(-1);

  constructor(order: Order, architecture: Architecture) {
    this.order = order;
    this.architecture = architecture;
  }

  /** The call that the thread is in, if any. */
  of(thread: number): Call | undefined {
    return this.calls[thread];
  }

  /** What the call with this number has to do with others. */
  means(number: number): CallMeans {
    return meansOf(this.architecture, number);
  }

  /** The beginnings of the calls that wait and may be set going by these means: they have to be out before. */
  needsOf(means: number): Float64Array {
    const needs = new Float64Array(MEANS);
    if (means === 0) return needs;
    for (const call of this.calls) {
      if (call === undefined || !call.waits || call.wakes) continue;
      const common = call.means.returns & means;
      for (let m = 0; m < MEANS; m++) if ((common >> m) & 1) needs[m] = Math.max(needs[m], call.entered[m] + 1);
    }
    return needs;
  }

  /** The thread begins a call, whose beginning is these events. */
  enter(thread: number, means: CallMeans, entered: Float64Array): void {
    this.calls[thread] = new Call(means, entered);
    if (means.leaves) this.wake(entered);
  }

  /** Others go on: if the thread is in a call, it may wait. */
  leave(thread: number): void {
    const call = this.calls[thread];
    if (call !== undefined) call.waits = true;
  }

  /** The thread's call returns. What has to be out before. */
  return(thread: number): Float64Array {
    const call = this.calls[thread];
    this.calls[thread] = undefined;
    if (call === undefined || call.wakes) return new Float64Array(MEANS);
    if (call.waits) return this.wakersOf(call);
    this.wake(call.entered);
    return new Float64Array(MEANS);
  }

  /** Whether the thread waits in a call, as far as is known. */
  waits(thread: number): boolean {
    const call = this.calls[thread];
    return call?.waits === true && !call.wakes && call.means.returns !== 0;
  }

  private wake(entered: Float64Array): void {
    for (let m = 0; m < MEANS; m++) this.wakers[m] = Math.max(this.wakers[m], entered[m]);
  }

  /** What set a call going that waited. */
  private wakersOf({ means: { enters, returns }, entered }: Call): Float64Array {
    if (enters === 0) return this.order.allOf(returns);
    return entered.map((own, m) => {
      if (((returns >> m) & 1) === 0) return 0;
      if (this.wakers[m] <= own) this.find(m, own);
      return this.wakers[m] > own ? this.wakers[m] + 1 : 0;
    });
  }

  /** Of the calls under way, the last that began after event `own` is what set it going. */
  private find(m: number, own: number): void {
    let last: Call | undefined;
    for (const call of this.calls)
      if (call !== undefined && call.entered[m] > Math.max(own, last?.entered[m] ?? -1)) last = call;
    if (last === undefined) return;
    last.wakes = true;
    this.wakers[m] = last.entered[m];
  }
}
