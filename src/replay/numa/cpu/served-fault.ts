import { Service } from '../../../trace/words/vocabulary.ts';

/** No word has this index. */
const NEVER = Number.NEGATIVE_INFINITY;

/**
 * The fault that the kernel has just served, whose access comes again with a word still to come: what that access needs (a frame, a TLB
 * entry) is charged to the fault's service. Words are given by their index in the batch.
 */
export class ServedFault {
  service: number = Service.none;
  private word = NEVER;

  /** The kernel has served a fault, and the access that caused it comes with word `index`, or the next. `Service.none`: no fault. */
  serve(service: number, index: number): void {
    this.service = service;
    this.word = service === Service.none ? NEVER : index;
  }

  /** Another takes the CPU at word `index`: the fault whose access is still to come, or `Service.none`. */
  take(index: number): number {
    const fault = this.word === index ? this.service : Service.none;
    this.word = NEVER;
    return fault;
  }

  /** A gap: whatever comes next was not caused by it. */
  forget(): void {
    this.serve(Service.none, 0);
  }

  /** A marker stood between a fault and its access, up to word `to`. */
  passMarker(from: number, to: number): void {
    if (this.word === from) this.word = to;
  }

  /** Whether word `index` is the access that caused the fault. */
  isCausedBy(index: number): boolean {
    return index === this.word || index === this.word + 1;
  }

  /** The batch with this many words is done. */
  advance(words: number): void {
    this.word -= words;
  }
}
