import { Kind } from '../../trace/words/layout.ts';
import { Event } from '../counts/event.ts';
import type { Cpu } from '../numa/cpu/cpu.ts';

/** A MIPS III kernel clears with doublewords, eight to a turn of the loop: eight stores, an addition and a branch. */
const STORE_BYTES = 8;
const INSTRUCTIONS_PER_STORE = 10 / 8;

/** Fills granules with zeroes, through the caches: the stores and instructions of a simple loop, charged to the present context. */
export function clear(cpu: Cpu, first: number, granules: number): void {
  const stores = (granules * cpu.granuleBytes) / STORE_BYTES;
  cpu.tally.count(Event.pageCleared);
  cpu.tally.add(Event.instruction, stores * INSTRUCTIONS_PER_STORE);
  cpu.tally.add(Event.l1dStore, stores);
  const line = 1 << cpu.l1d.geometry.bits;
  cpu.stored(Math.floor(first / cpu.pageGranules));
  // The first store to each line decides; the others find it there.
  for (let g = first; g < first + granules; g += line) cpu.untranslated(Kind.store, g);
}
