/**
 * What stands between a trace and the machine and changes the stream: the guest kernel's inserter (of batches with their details), the
 * instances of the kernel and the monitor's schedule (of words). Calls in order:
 *
 *     push     for each batch of the trace, in order; what it gives is gone through to its end before the next call
 *     finish   once, after the last batch
 *
 * Batches end between markers, before and after. A batch given may be a view of one that was pushed, and is done with when the next
 * one is asked for. What comes out does not depend on where the batches that go in end, but for where those that come out do.
 */
export interface Stage<Batch> {
  push(batch: Batch): Iterable<Batch>;
  finish(): Iterable<Batch>;
}

/** Stages one behind the other as one. Without any, what goes in comes out. */
export function inTurn<Batch>(stages: readonly Stage<Batch>[]): Stage<Batch> {
  function* through(batch: Batch, from: number): Iterable<Batch> {
    if (from === stages.length) yield batch;
    else for (const next of stages[from].push(batch)) yield* through(next, from + 1);
  }
  return {
    push: (batch) => through(batch, 0),
    *finish() {
      for (const [n, stage] of stages.entries()) for (const batch of stage.finish()) yield* through(batch, n + 1);
    },
  };
}
