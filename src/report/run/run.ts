import type { Costs } from '../../price/costs.ts';
import { BARS, type Bar, PART_NAMES, type Part } from '../../price/parts.ts';
import { price, type Times, timeRows } from '../../price/price.ts';
import type { Counts } from '../../replay/counts/counts.ts';
import type { Structure } from '../../replay/structure/structure.ts';
import type { Note, Totals, Trace, TraceHeader } from '../../trace/words/trace.ts';
import type { RunBands } from './bands-shape.ts';

/** The trace of a run, as far as a report speaks of it. */
export interface TraceOfRun {
  header: TraceHeader;
  totals: Totals | undefined;
  notes: readonly Note[];
  /** Of its content, where somebody read it through for that. */
  sha256?: string;
}

/** One replay of a trace, priced. A report takes one, or several over the same trace; the first is the base, 100 %. */
export interface Run {
  /** What was replayed through. */
  structure: Structure;
  /** What happened. */
  counts: Counts;
  /** What prices it. */
  costs: Costs;
  /** How long it took. */
  times: Times;
  /** What was replayed. */
  trace: TraceOfRun;
  /** What it may be, if somebody asked. */
  bands?: RunBands;
}

/**
 * Runs out of what `replayAll` counted of a trace, in its order, priced by one set of costs: what reports and charts take.
 *
 * @param trace - an open trace, read to its end
 * @param counted - what `replayAll` counted, in its order
 * @param costs - how long things take
 * @returns a run for each structure
 * @example
 * ```ts
 * import { charts, loadCosts, loadStructures, openTrace, replayAll, runsOf, tables, toSvg } from 'disco-replay';
 *
 * const trace = await openTrace('padded');
 * const runs = runsOf(trace, await replayAll(trace, loadStructures(['irix', 'disco'])), loadCosts('flash'));
 * tables.breakdown(runs).print();
 * console.log((await toSvg(charts.breakdown(runs))).length);
 * ```
 */
export const runsOf = ({ header, totals, notes }: Trace, counted: readonly Counts[], costs: Costs): Run[] => {
  const shown = totals === undefined ? header : { ...header, cpus: totals.cpus };
  return counted.map((counts) => ({
    structure: counts.structure,
    counts,
    costs,
    times: price(counts, costs),
    trace: { header: shown, totals, notes },
  }));
};

/** A run's nanoseconds, summed over everything measured. */
export interface TimeSums {
  total: number;
  bars: Record<Bar, number>;
  parts: Record<Part, number>;
}

/** Sums of a run's times: by segment of the figures' bars and by part. With `window`, of that window alone. */
export function timeSums({ times }: Run, window?: number): TimeSums {
  const zero = <K extends string>(names: readonly K[]) =>
    Object.fromEntries(names.map((name) => [name, 0])) as Record<K, number>;
  const sums: TimeSums = { total: 0, bars: zero(BARS), parts: zero(PART_NAMES) };
  for (const row of timeRows(times)) {
    if (window !== undefined && row.window !== window) continue;
    sums.total += row.ns;
    sums.bars[row.bar] += row.ns;
    sums.parts[row.part] += row.ns;
  }
  return sums;
}

/** The bars' segments that are of use: waiting for locks and idle time only where there is any. */
export const shownBars = (sums: readonly TimeSums[]): Bar[] =>
  BARS.filter((bar) => (bar !== 'idle' && bar !== 'sync') || sums.some(({ bars }) => bars[bar] > 0));

/** Windows with measured time, in order. */
export function measuredWindows(runs: readonly Run[]): number[] {
  const windows = new Set(runs.flatMap(({ times }) => times.intervals.map(({ window }) => window)));
  return [...windows].sort((a, b) => a - b);
}
