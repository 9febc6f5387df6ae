import { Kind } from '../../trace/words/layout.ts';
import { Event } from '../counts/event.ts';
import type { Cpu } from '../numa/cpu/cpu.ts';

/** A MIPS III kernel copies doublewords, eight to a turn of the loop: eight loads, eight stores, two additions and a branch. */
const WORD_BYTES = 8;
const INSTRUCTIONS_PER_WORD = 19 / 8;

/** What a copy of so many bytes executes. */
export const copyInstructions = (bytes: number): number =>
  Math.round(Math.ceil(bytes / WORD_BYTES) * INSTRUCTIONS_PER_WORD);

/** Bytes of a page: where a copy comes from, or goes to. */
export interface Extent {
  page: number;
  offset: number;
}

/** Copies bytes from page to page, through the caches, charged to the present context. Between its loads and its stores comes `then`. */
export function copyBytes(cpu: Cpu, from: Extent, to: Extent, bytes: number, then?: () => void): void {
  const words = Math.ceil(bytes / WORD_BYTES);
  cpu.tally.add(Event.byteCopied, bytes);
  cpu.tally.add(Event.instruction, copyInstructions(bytes));
  cpu.tally.add(Event.l1dLoad, words);
  cpu.tally.add(Event.l1dStore, words);
  touch(cpu, Kind.load, from, bytes);
  then?.();
  touch(cpu, Kind.store, to, bytes);
}

/** The first reference to each line decides; the others find it there. */
function touch(cpu: Cpu, kind: typeof Kind.load | typeof Kind.store, { page, offset }: Extent, bytes: number): void {
  const { bits } = cpu.l1d.geometry;
  const first = page * cpu.pageGranules + Math.floor(offset / cpu.granuleBytes);
  const last = page * cpu.pageGranules + Math.floor((offset + bytes - 1) / cpu.granuleBytes);
  for (let line = first >>> bits; line <= last >>> bits; line++) cpu.untranslated(kind, line << bits);
}
