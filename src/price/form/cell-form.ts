import { type Counts, NO_LOCK } from '../../replay/counts/counts.ts';
import { PART_COUNT } from '../parts.ts';
import type { Units } from '../units.ts';
import { BY_CONTEXT, Cells, type Grain } from './cells.ts';
import { isMemoryStall, MEMORY_PARTS, MemoryQueues, memoryUsers } from './contention.ts';
import { asksOf, DiskQueues, IDLE } from './idle.ts';
import { LinearForm, type Place, termsOf } from './linear.ts';
import { LockQueues, lockingVms, sleepingVms, waitingFor, workKeys } from './locks.ts';
import { SleepWork } from './sleep-work.ts';

/** Who may wait in one interval; in the order in which waiting is added. */
interface Queues {
  memory: MemoryQueues | null;
  locks: readonly LockQueues[];
  disks: DiskQueues | null;
}

/** Times of counts at one grain: a sparse product of counts and costs, and the waiting that follows from it. */
export class CellForm {
  readonly cells: Cells;
  private readonly linear: LinearForm;
  private readonly queues: readonly Queues[];
  /** The work of sleeping for a lock; null: nobody does. */
  private readonly work: SleepWork | null;

  constructor(counts: Counts, grain: Grain) {
    const { strands, structure } = counts;
    const vms = lockingVms(counts);
    const measured = counts.intervals.map((_, n) => n).filter((n) => !counts.intervals[n].warmup);
    const waits = measured.map((interval) => ({
      contended: memoryUsers(counts, interval).length > 1,
      asks: asksOf(counts, interval),
    }));
    const waiting = waits.map(({ contended, asks }) => contended || asks !== null || vms.length > 0);
    // Where nobody waits, times are plain sums, which the coarse grain takes over all of these intervals.
    const places = measured.map((interval, n): Place => {
      const apart = grain === BY_CONTEXT || waiting[n];
      return { interval, place: apart ? n : measured.length, apart };
    });
    const terms = termsOf(counts, places, grain);
    const strandSize = grain.rows * PART_COUNT;
    const keys = new Set(terms.flatMap(({ counts }) => [...counts.keys()]));
    for (const key of [...keys]) {
      const place = Math.floor(key / strandSize / strands.length);
      if (!waiting[place]) continue;
      const { vm, lock } = strands[Math.floor(key / strandSize) % strands.length];
      const row = key - (key % PART_COUNT);
      if (waits[place].contended && isMemoryStall(key - row)) for (const part of MEMORY_PARTS) keys.add(row + part);
      if (lock !== NO_LOCK && vms.includes(vm)) keys.add(row + waitingFor(lock));
    }
    const sleeping = sleepingVms(counts);
    const work = sleeping.length === 0 ? null : new SleepWork(counts);
    const keysOfWork = (vm: number, place: number): number[][] =>
      work === null || !sleeping.includes(vm) ? [] : workKeys(counts, vm, place, work, grain);
    this.work = work;
    measured.forEach((_, place) => {
      for (const vm of sleeping) for (const key of keysOfWork(vm, place).flat()) keys.add(key);
    });
    waits.forEach(({ asks }, place) => {
      if (asks === null) return;
      strands.forEach(({ cpu }, n) => {
        if (strands.findIndex((other) => other.cpu === cpu) === n)
          keys.add((place * strands.length + n) * strandSize + IDLE);
      });
    });
    this.cells = new Cells(keys, strands.length, grain);
    this.linear = new LinearForm(structure, terms, this.cells);
    this.queues = waits.flatMap(({ contended, asks }, place): Queues | [] =>
      waiting[place]
        ? {
            memory: contended ? new MemoryQueues(counts, measured[place], this.cells, place, grain) : null,
            locks: vms.map(
              (vm) => new LockQueues(counts, vm, this.cells, [measured[place], place], work, keysOfWork(vm, place)),
            ),
            disks: asks === null ? null : new DiskQueues(counts, asks, this.cells, place),
          }
        : [],
    );
  }

  /** Adds the times under these costs, in ns, to cells that hold zero. */
  add(units: Units, ns: Float64Array): void {
    this.linear.add(units, ns);
    this.work?.price(units);
    for (const { memory, locks, disks } of this.queues) {
      memory?.add(units, ns);
      for (const queues of locks) queues.add(ns);
      disks?.add(units, ns);
    }
  }
}
