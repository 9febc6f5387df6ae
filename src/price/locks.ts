import { type Counts, NO_LOCK } from '../replay/counts/counts.ts';
import { SLEEPING_LOCK } from '../trace/words/vocabulary.ts';
import { solve } from './mva.ts';
import { PART_COUNT, PART_NAMES } from './parts.ts';
import { share, strandOf, sum } from './strands.ts';

const SPINNING = PART_NAMES.indexOf('lockWaiting');
const SLEEPING = PART_NAMES.indexOf('idle');

/**
 * Adds the time CPUs wait for locks of their kernel to one interval's times (shape `[strand][context][part]`, ns, changed in place).
 *
 * For each virtual machine a closed queueing network solved by mean value analysis: the customers are its CPUs, one of each class; the
 * stations are its locks, with the time spent holding them as demand, stalls and the monitor's work within included; all else a CPU
 * does is think time. A machine of its own has locks of its own: that is what splitting a kernel among machines saves.
 */
export function addLockWaiting(counts: Counts, times: Float64Array): void {
  if (!counts.strands.some(({ lock }) => lock !== NO_LOCK)) return;
  const busy = counts.strands.map((_, n) => sum(strandOf(times, n)));
  for (const vm of new Set(counts.strands.map((strand) => strand.vm))) {
    const mine = counts.strands.flatMap((strand, n) => (strand.vm === vm && busy[n] > 0 ? [{ ...strand, n }] : []));
    const cpus = [...new Set(mine.map(({ cpu }) => cpu))];
    const locks = [...new Set(mine.map(({ lock }) => lock))].filter((lock) => lock !== NO_LOCK);
    if (cpus.length < 2 || locks.length === 0) continue;
    const demand = new Float64Array(cpus.length * locks.length);
    const think = new Float64Array(cpus.length);
    for (const { cpu, lock, n } of mine) {
      const c = cpus.indexOf(cpu);
      if (lock === NO_LOCK) think[c] += busy[n];
      else demand[c * locks.length + locks.indexOf(lock)] += busy[n];
    }
    const population = new Int32Array(cpus.length).fill(1);
    const { residence } = solve({ stations: locks.length, demand, think, population });
    for (const { cpu, lock, n } of mine) {
      if (lock === NO_LOCK) continue;
      const at = cpus.indexOf(cpu) * locks.length + locks.indexOf(lock);
      const waiting = Math.max(0, residence[at] - demand[at]);
      share([strandOf(times, n)], waiting, lock >= SLEEPING_LOCK ? SLEEPING : SPINNING, timeOf);
    }
  }
}

/** All of a context's time. */
const timeOf = (times: Float64Array, context: number): number =>
  sum(times.subarray(context * PART_COUNT, (context + 1) * PART_COUNT));
