import { change, type Note, remark, warning } from '../../words/trace.ts';
import { short } from '../run/process-names.ts';
import type { Station } from './connection.ts';
import type { GuestConsole } from './guest-output.ts';
import type { HookKind } from './hooks.ts';

type Said = Pick<GuestConsole, 'kernelLines' | 'kernelMessages'>;

const count = (n: number): string => n.toLocaleString('en-US');

/** What there is to say of a guest's recording at its end: what was left out, what was not seen, and what does not agree. */
export function systemNotes({ guest, decoder, wrong, cpus }: Station, missing: readonly HookKind[], said: Said): Note[] {
  const { dropped, droppedInstructions, refetched, clearingInstructions, unbalanced, failedRefills, unknownCalls, locks, pages } = guest;
  const [refills, reads] = dropped;
  const notes: Note[] = [...guest.names.notes()];
  const say = (n: number, note: (text: string) => Note, text: string): void => {
    if (n > 0) notes.push(note(text));
  };
  say(refills, change, `dropped ${count(refills)} TLB refills of the emulated processor (${count(droppedInstructions[0])} instructions): the replayed TLB decides when they happen`);
  say(reads, change, `dropped ${count(reads)} traps of rdhwr (${count(droppedInstructions[1])} instructions): the C library's thread pointer on the recorded CPU, which an R10000 kernel does not emulate`);
  say(clearingInstructions, change, `dropped ${count(clearingInstructions)} instructions in which the kernel cleared ${count(pages.clearedPages)} pages: the events of cleared pages stand for them, as whoever replays these clears the pages`);
  say(refetched, change, `dropped the second fetch of ${count(refetched)} instructions that an exception made the CPU fetch twice`);
  say(failedRefills, remark, `TLB refills that left their handler, and are faults from there: ${count(failedRefills)}`);
  say(unbalanced, remark, `${count(unbalanced)} returns to user code without a return from an exception: the services under way were left there`);
  say(unknownCalls, remark, `the number of ${count(unknownCalls)} system calls is not known`);
  const leftOut = locks.acquiredTwice + locks.releasedTwice + locks.missed;
  say(leftOut, change, `of locks, ${count(locks.acquiredTwice)} acquisitions of what the CPU held were left out, ${count(locks.releasedTwice)} releases of what nobody held, and ${count(locks.missed)} releases were missed`);
  say(locks.shared, change, `${count(locks.shared)} shared acquisitions of read-write semaphores are not told of as locks: they do not exclude each other`);
  say(pages.otherRequests, change, `${count(pages.otherRequests)} requests to disks were neither reads nor writes of memory (flushes, discards, zeroes) and are not in the trace`);
  say(pages.unreachable, change, `${count(pages.unreachable)} events of pages outside of the kernel's direct map are not in the trace`);
  say(decoder?.stolen ?? 0, remark, `${count(decoder?.stolen ?? 0)} turns were taken from a CPU that did not go on: the order of what followed is as it happened, and may differ from run to run`);
  if (said.kernelLines > 0) notes.push(warning(kernelSaid(said, cpus)));
  const { same = [], different = [] } = decoder?.diskTotals.compared() ?? {};
  notes.push(...same.map(remark), ...different.map(warning));
  if (missing.length > 0)
    notes.push(warning(`the machine's symbols do not have what tells ${[...new Set(missing.map(({ gives }) => gives))].join('; ')}: none of it is in the trace`));
  if (wrong.length > 0)
    notes.push(warning(`what the emulator sent is not whole, and the trace ends there: ${wrong.slice(0, 5).join('; ')}`));
  return notes;
} // biome-ignore format: sentences

/** What the kernel had to say while the command ran. */
export function kernelSaid({ kernelLines, kernelMessages }: Said, cpus: number): string {
  const messages = [...kernelMessages].map(
    ([text, times]) => `${short(text, 160)}${times > 1 ? ` (${times} times)` : ''}`,
  );
  const others = kernelLines - [...kernelMessages.values()].reduce((sum, times) => sum + times);
  if (others > 0) messages.push(`and ${count(others)} other lines`);
  const why =
    cpus > 1 ? "; with several CPUs the guest's clock is the host's, which may have been busy with other things" : '';
  return `the guest's kernel said on its console while the command ran: ${messages.join('; ')}${why}`;
}
