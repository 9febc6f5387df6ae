import { change, type Note, remark } from '../../words/trace.ts';
import { count } from './encode.ts';
import type { TaskTracker } from './tasks.ts';

/** What was dropped or mended of a recording: numbers of events. Of the pairs the first is of TLB refills, the second of `rdhwr`. */
interface Mended {
  readonly dropped: readonly number[];
  readonly droppedInstructions: readonly number[];
  readonly missedRefills: number;
  readonly missedOthers: number;
  readonly refetched: number;
  readonly unbalanced: number;
  readonly tasks: TaskTracker;
}

/** Sentences for people on what was dropped or mended. */
export function remarksOn(mended: Mended): Note[] {
  const notes: Note[] = [];
  const { tasks } = mended;
  const [refills, reads] = mended.dropped;
  const [refillInstructions, readInstructions] = mended.droppedInstructions;
  if (refills > 0)
    notes.push(
      change(
        `dropped ${count(refills)} recorded TLB refills (${count(refillInstructions)} instructions; ${count(mended.missedRefills)} known by their address alone): the replayed TLB decides when they happen (--raw keeps them)`,
      ),
    );
  if (reads > 0)
    notes.push(
      change(
        `dropped ${count(reads)} traps of rdhwr (${count(readInstructions)} instructions): the C library's thread pointer on the recorded CPU, which an R10000 kernel does not emulate (--raw keeps them)`,
      ),
    );
  if (mended.refetched > 0)
    notes.push(
      change(
        `dropped the second fetch of ${count(mended.refetched)} instructions that an exception made the CPU fetch twice (--raw keeps them)`,
      ),
    );
  if (mended.missedOthers > 0)
    notes.push(
      remark(`${count(mended.missedOthers)} exceptions without a trap event were known by the address of their vector`),
    );
  const { inRefills, ofSaveAreas } = tasks;
  if (inRefills + ofSaveAreas > 0)
    notes.push(
      change(
        `mended ${count(inRefills + ofSaveAreas)} task events that named no task: ${count(inRefills)} a page table (in a refill), ${count(ofSaveAreas)} the area where a TLB exception saves registers`,
      ),
    );
  const misnamed = tasks.misnamed();
  if (misnamed > 0)
    notes.push(
      remark(
        `${count(misnamed)} user instructions, all right after a gap, remain under the name of a page table: which task they are of is not in the recording`,
      ),
    );
  if (mended.unbalanced > 0)
    notes.push(
      remark(
        `${count(mended.unbalanced)} returns to user code without a return event: the services under way were left there`,
      ),
    );
  return notes;
}
