import type { Entry } from '../../../words/kernel/entry.ts';
import type { Service } from '../../../words/vocabulary.ts';

/** An instruction that an exception came after. */
export interface Interrupted {
  /** Its address; -1: not known. */
  readonly low: number;
  /** It is executed together with the branch before it, with which it begins again. */
  readonly inDelaySlot: boolean;
  /** It was not completed: it will be fetched a second time. */
  readonly again: boolean;
}

/** An exception taken and not yet returned from. */
export interface Frame extends Interrupted {
  entry: Entry;
  service: Service;
  /** What is done in it is left out. */
  dropped: boolean;
  /** The window in which it was taken; the service is told of in no other. */
  readonly window: number;
}
