import type { Interval, Strand } from '../replay/counts/counts.ts';
import { CONTEXT_COUNT, MODE_NAMES, type ModeName, SERVICES } from '../replay/counts/event.ts';
import { SERVICE_NAMES } from '../trace/words/vocabulary.ts';
import { BARS, type Bar, barOf, PART_COUNT, PART_NAMES, type Part } from './parts.ts';

/** Nanoseconds of the measured intervals, by interval, strand, context and part: those that can be other than zero. */
export class Times {
  /** The measured intervals. */
  readonly intervals: readonly Interval[];
  /** Processors of the machine. */
  readonly cpus: number;
  /** As the counts have them. */
  readonly strands: readonly Strand[];
  /** Where in `values` each time is, ascending. */
  readonly cells: Float64Array;
  /** The times at `cells`, ns. */
  readonly ns: Float64Array;
  #values: Float64Array | undefined;

  constructor(
    { intervals, cpus, strands }: Pick<Times, 'intervals' | 'cpus' | 'strands'>,
    cells: Float64Array,
    ns: Float64Array,
  ) {
    this.intervals = intervals;
    this.cpus = cpus;
    this.strands = strands;
    this.cells = cells;
    this.ns = ns;
  }

  /** All of them, shape `[interval][strand][context][part]`; made when first asked for. */
  get values(): Float64Array {
    if (this.#values === undefined) {
      this.#values = new Float64Array(this.intervals.length * this.strands.length * CONTEXT_COUNT * PART_COUNT);
      for (let i = 0; i < this.cells.length; i++) this.#values[this.cells[i]] = this.ns[i];
    }
    return this.#values;
  }
}

/** One non-zero time. */
export interface TimeRow {
  /** Which window of the recording, from 1. */
  window: number;
  /** Processor of the machine, from 0. */
  cpu: number;
  /** Virtual machine, from 0. */
  vm: number;
  /** Who ran, and of the monitor what for. */
  mode: ModeName;
  /** Service of the guest's kernel; `none`: in no service. */
  service: string;
  /** What the time is spent on. */
  part: Part;
  /** The segment of the figures' bars. */
  bar: Bar;
  /** Processor time, ns. */
  ns: number;
}

/**
 * The non-zero times as tidy rows, in the order of their indices.
 *
 * @param times - what `price` made
 * @returns rows, one after the other
 * @example
 * ```ts
 * import { loadCosts, loadStructure, openTrace, price, replay, timeRows } from 'disco-replay';
 *
 * const counts = await replay(await openTrace('padded'), loadStructure('disco'));
 * let waiting = 0;
 * for (const { part, ns } of timeRows(price(counts, loadCosts('flash')))) if (part === 'lockWaiting') waiting += ns;
 * console.log(waiting);
 * ```
 */
export function* timeRows({ cells, ns, intervals, strands }: Times): Generator<TimeRow> {
  for (let i = 0; i < cells.length; i++) {
    if (ns[i] === 0) continue;
    const row = Math.floor(cells[i] / PART_COUNT);
    const context = row % CONTEXT_COUNT;
    const strand = Math.floor(row / CONTEXT_COUNT);
    const { cpu, vm } = strands[strand % strands.length];
    const mode = MODE_NAMES[Math.floor(context / SERVICES)];
    const part = PART_NAMES[cells[i] % PART_COUNT];
    yield {
      window: intervals[Math.floor(strand / strands.length)].window,
      cpu,
      vm,
      mode,
      service: SERVICE_NAMES[context % SERVICES],
      part,
      bar: barOf(mode, part),
      ns: ns[i],
    };
  }
}

/**
 * Nanoseconds by segment of the figures' bars, over everything measured.
 *
 * @param times - what `price` made
 * @returns ns by segment
 * @example
 * ```ts
 * import { barTimes, loadCosts, loadStructure, openTrace, price, replay } from 'disco-replay';
 *
 * const counts = await replay(await openTrace('padded'), loadStructure('disco'));
 * const { kernel, monitor } = barTimes(price(counts, loadCosts('flash')));
 * console.log(kernel, monitor);
 * ```
 */
export function barTimes(times: Times): Record<Bar, number> {
  const sums = Object.fromEntries(BARS.map((bar) => [bar, 0])) as Record<Bar, number>;
  for (const { bar, ns } of timeRows(times)) sums[bar] += ns;
  return sums;
}
