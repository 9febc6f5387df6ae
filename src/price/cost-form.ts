import { type Counts, countRows, NO_LOCK, totalsOf } from '../replay/counts/counts.ts';
import { type EventName, isMonitor, MODE_NAMES, type ModeName } from '../replay/counts/event.ts';
import type { Costs } from './costs.ts';
import { EVENT_COSTS } from './event-costs.ts';
import { BARS, barOf, PART_COUNT, PART_NAMES, PART_OF_MONITOR, type Part } from './parts.ts';
import { price, timeRows } from './price.ts';
import { MAX_USERS, QueueForm } from './queue-form.ts';
import { inNanoseconds } from './units.ts';

/** Times of everything measured, ns. */
export interface TimeTotals {
  totalNs: number;
  /** In the order of `BARS`. */
  bars: Float64Array;
  /** In the order of `PART_NAMES`. */
  parts: Float64Array;
}

/** Events of one kind in one mode, and the cells their time goes to. */
interface Terms {
  event: EventName;
  mode: ModeName;
  cells: Int32Array;
  counts: Float64Array;
}

const MODES = MODE_NAMES.length;
/** Cells of one sum: `[mode][part]`. */
const CELLS = MODES * PART_COUNT;
const BAR_OF_CELL = Int32Array.from({ length: CELLS }, (_, cell) =>
  BARS.indexOf(barOf(MODE_NAMES[Math.floor(cell / PART_COUNT)], PART_NAMES[cell % PART_COUNT])),
);

const partNumber = (part: Part): number => PART_NAMES.indexOf(part);
const MEMORY_STALL = partNumber('memoryStall');
const REMOTE_STALL = partNumber('remoteStall');
const LOCAL_CONTENTION = partNumber('localContention');
const REMOTE_CONTENTION = partNumber('remoteContention');

/**
 * Counts made ready for pricing under many costs. `price` keeps every interval, CPU and context apart; here they are summed beforehand
 * as far as time is a plain sum of count × cost, so that a point takes some tens of products. Intervals in which CPUs may queue for memory
 * keep their CPUs apart, and the queueing is solved for each point (`QueueForm`); where that does not serve, or where CPUs wait for locks or
 * disks, `price` itself does. Equal to `price` but for the order of additions: within 1e-12 of the total.
 */
export class CostForm {
  readonly events: Readonly<Record<EventName, number>>;
  private readonly counts: Counts;
  /** Measured intervals in which two CPUs or more use memory; null: `price` itself has to do it. */
  private readonly contended: readonly { form: QueueForm; busy: Float64Array }[] | null;
  private readonly terms: Terms[];
  /** `[mode][part]` of all that cannot queue, then `[cpu][mode][part]` of each contended interval; a scratch pad. */
  private readonly cells: Float64Array;
  private readonly result: TimeTotals = {
    totalNs: 0,
    bars: new Float64Array(BARS.length),
    parts: new Float64Array(PART_COUNT),
  };

  constructor(counts: Counts) {
    this.counts = counts;
    this.events = totalsOf(counts);
    const users = counts.intervals.map(({ warmup }, interval) => (warmup ? [] : usersOf(counts, interval)));
    // One that is alone with memory never waits.
    const contended = users.map((_, interval) => interval).filter((interval) => users[interval].length > 1);
    const waits =
      this.events.diskRequest + this.events.diskSector + this.events.nfsRequest > 0 ||
      counts.strands.some(({ lock }) => lock !== NO_LOCK);
    this.contended =
      waits || users.some(({ length }) => length > MAX_USERS)
        ? null
        : contended.map((interval) => ({
            form: new QueueForm(counts, interval, users[interval]),
            busy: new Float64Array(users[interval].length),
          }));
    this.cells = new Float64Array(CELLS * (1 + contended.length * counts.cpus));
    this.terms = this.contended === null ? [] : termsOf(counts, contended);
  }

  /** The times under these costs; the same object every time, with new numbers. */
  price(costs: Costs): TimeTotals {
    if (this.contended === null) return this.byPrice(costs);
    const units = inNanoseconds(costs);
    const { cells, result } = this;
    const { structure } = this.counts;
    cells.fill(0);
    for (const { event, mode, cells: to, counts } of this.terms) {
      const ns = EVENT_COSTS[event].ns(units, structure, mode);
      if (ns !== 0) for (let i = 0; i < to.length; i++) cells[to[i]] += counts[i] * ns;
    }
    for (let n = 0; n < this.contended.length; n++)
      if (!this.queue(this.contended[n], CELLS * (1 + n * this.counts.cpus), units.memoryOccupancy))
        return this.byPrice(costs);
    this.clear();
    for (let cell = 0; cell < CELLS; cell++) {
      const ns = cells[cell];
      result.totalNs += ns;
      result.bars[BAR_OF_CELL[cell]] += ns;
      result.parts[cell % PART_COUNT] += ns;
    }
    return result;
  }

  private clear(): void {
    this.result.bars.fill(0);
    this.result.parts.fill(0);
    this.result.totalNs = 0;
  }

  /** The same from `price` itself. */
  private byPrice(costs: Costs): TimeTotals {
    const { result } = this;
    this.clear();
    for (const { bar, part, ns } of timeRows(price(this.counts, costs))) {
      result.totalNs += ns;
      result.bars[BARS.indexOf(bar)] += ns;
      result.parts[PART_NAMES.indexOf(part)] += ns;
    }
    return result;
  }

  /** Adds a contended interval's times, which begin at cell `first`, and its queueing to the sums. False if its form does not serve. */
  private queue({ form, busy }: { form: QueueForm; busy: Float64Array }, first: number, occupancy: number): boolean {
    const { cells } = this;
    for (let user = 0; user < busy.length; user++) {
      const from = first + form.users[user] * CELLS;
      busy[user] = 0;
      for (let cell = from; cell < from + CELLS; cell++) busy[user] += cells[cell];
      if (busy[user] === 0) return false;
    }
    for (let cpu = 0, cell = first; cpu < this.counts.cpus; cpu++)
      for (let to = 0; to < CELLS; to++) cells[to] += cells[cell++];
    if (occupancy === 0) return true;
    if (!form.solve(occupancy, busy)) return false;
    for (let user = 0; user < busy.length; user++)
      this.share(first + form.users[user] * CELLS, form.local[user], form.remote[user]);
    return true;
  }

  /** Shares a CPU's queueing among its modes in proportion to their waiting for memory, as `addContention` does among contexts. */
  private share(from: number, local: number, remote: number): void {
    const { cells } = this;
    let all = 0;
    for (let mode = 0; mode < MODES; mode++) all += this.waiting(from, mode);
    if (all === 0) return;
    for (let mode = 0; mode < MODES; mode++) {
      const weight = this.waiting(from, mode) / all;
      cells[mode * PART_COUNT + LOCAL_CONTENTION] += local * weight;
      cells[mode * PART_COUNT + REMOTE_CONTENTION] += remote * weight;
    }
  }

  private waiting(from: number, mode: number): number {
    const row = from + mode * PART_COUNT;
    return this.cells[row + MEMORY_STALL] + this.cells[row + REMOTE_STALL];
  }
}

/** The measured counts, by event and cell. */
function termsOf(counts: Counts, contended: readonly number[]): Terms[] {
  const places = new Map(
    contended.map((interval, n) => [counts.intervals[interval].window, CELLS * (1 + n * counts.cpus)]),
  );
  const terms = new Map<string, { event: EventName; mode: ModeName; cells: Map<number, number> }>();
  for (const { window, warmup, cpu, mode, event, count } of countRows(counts)) {
    if (warmup) continue;
    const first = places.get(window);
    const part = PART_NAMES.indexOf(isMonitor(mode) ? PART_OF_MONITOR[mode] : EVENT_COSTS[event].part);
    const cell = (first === undefined ? 0 : first + cpu * CELLS) + MODE_NAMES.indexOf(mode) * PART_COUNT + part;
    const key = `${event} ${mode}`;
    const { cells } = terms.get(key) ?? { cells: new Map<number, number>() };
    terms.set(key, { event, mode, cells: cells.set(cell, (cells.get(cell) ?? 0) + count) });
  }
  return Array.from(terms.values(), ({ cells, ...term }) => {
    return { ...term, cells: Int32Array.from(cells.keys()), counts: Float64Array.from(cells.values()) };
  });
}

/** CPUs with transactions in an interval of a coherent machine. */
function usersOf({ structure, visits, cpus, nodes }: Counts, interval: number): number[] {
  if (structure.numa === null) return [];
  return Array.from({ length: cpus }, (_, cpu) => cpu).filter((cpu) => {
    const first = (interval * cpus + cpu) * nodes;
    return visits.subarray(first, first + nodes).some((n) => n > 0);
  });
}
