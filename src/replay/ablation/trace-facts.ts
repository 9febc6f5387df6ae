import { type GuestRun, runBy } from '../../guest/systems.ts';
import { Marker, markerOperand } from '../../trace/words/markers.ts';
import type { Trace } from '../../trace/words/trace.ts';
import { isTlbWrite, Mode } from '../../trace/words/vocabulary.ts';
import { eachMarker, tallyAt } from '../../trace/words/walk.ts';
import { anythingOn, type TraceFacts } from '../why/trace-facts.ts';

export type { TraceFacts } from '../why/trace-facts.ts';

/** Facts of a trace that cannot be read twice: everything may occur in it. */
export const anything = ({ header: { cpus } }: Trace): TraceFacts => anythingOn(cpus);

/**
 * Reads a trace through, with the work of its guest inserted, and counts what is for a monitor.
 *
 * @param trace - an open trace
 * @param guest - a structure, or its guest alone
 * @param signal - ends the reading with an AbortError
 * @returns how much there is for a monitor to do
 * @example
 * ```ts
 * import { factsOf, loadStructure, openTrace } from 'disco-replay';
 *
 * const { cpus, diskRequests, messages } = await factsOf(await openTrace('padded'), loadStructure('irix'));
 * console.log(cpus, diskRequests, messages);
 * ```
 */
export async function factsOf(trace: Trace, guest: GuestRun, signal?: AbortSignal): Promise<TraceFacts> {
  const none = { kernel: 0, privileged: 0, zeroPages: 0, freedPages: 0, diskRequests: 0, messages: 0, remaps: 0 };
  const facts: TraceFacts = { cpus: 1, ...none };
  for await (const { words } of runBy(guest, trace).batches(false, true)) {
    signal?.throwIfAborted();
    addFacts(facts, words);
  }
  return facts;
}

function addFacts(facts: TraceFacts, words: Uint32Array): void {
  eachMarker(words, (i, type) => {
    const operand = markerOperand(words[i]);
    switch (type) {
      case Marker.cpu:
        facts.cpus = Math.max(facts.cpus, operand + 1);
        break;
      case Marker.mode:
        if (operand === Mode.kernel) facts.kernel++;
        break;
      case Marker.tally:
        facts.kernel += tallyAt(words, i).unmapped;
        break;
      case Marker.privileged:
        if (!isTlbWrite(operand & 255)) facts.privileged++;
        break;
      case Marker.zeroPage:
        facts.zeroPages++;
        break;
      case Marker.freePage:
        facts.freedPages++;
        break;
      case Marker.networkSend:
        facts.messages++;
        break;
      case Marker.remap:
        facts.remaps++;
        break;
      case Marker.fileBlock:
      case Marker.diskRead:
      case Marker.diskWrite:
        facts.diskRequests++;
        break;
    }
  });
}
