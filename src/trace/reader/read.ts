import os from 'node:os';
import { type MessagePort, parentPort } from 'node:worker_threads';
import { UserError } from '../../errors.ts';
import { openTrace } from '../open.ts';
import type { Trace } from '../words/trace.ts';
import type { Facts, Message, Task } from './messages.ts';
import { Slots } from './slots.ts';

/** With two cores this thread and the one that replays are all there are; with more, text has one that scans besides. */
const aloneBytes = os.availableParallelism() > 2 ? undefined : Number.POSITIVE_INFINITY;

/** Reads a trace, once, for the thread that started this one, and says what there is to say of it. */
export async function read({ path, options }: Task): Promise<void> {
  const port = parentPort as MessagePort;
  const say = (message: Message): void => port.postMessage(message);
  const slots = new Slots();
  port.on('message', (slot: number) => slots.giveBack(slot));
  let said = 0;
  const factsOf = ({ header, notes, totals, cpus, placed, truncated, surplus }: Trace): Facts => {
    const fresh = notes.slice(said);
    said = notes.length;
    return { header, notes: fresh, totals, cpus, placed, truncated, surplus };
  };
  let trace: Trace | undefined;
  try {
    const onProgress = (bytes: number, total: number | undefined): void => say({ kind: 'progress', bytes, total });
    trace = await openTrace(path, { aloneBytes, ...options, onProgress });
    say({ kind: 'open', facts: factsOf(trace) });
    for await (const batch of trace.batches(false, true))
      say({ kind: 'batch', ...(await slots.put(batch)), facts: factsOf(trace) });
    say({ kind: 'end', facts: factsOf(trace) });
  } catch (error) {
    const byUser = error instanceof UserError;
    const message = byUser ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error);
    say({ kind: 'wrong', message, byUser, facts: trace && factsOf(trace) });
  } finally {
    port.close();
  }
}
