import type { Bar } from '../../price/parts.ts';
import { totalsOf } from '../../replay/counts/counts.ts';
import type { EventName } from '../../replay/counts/event.ts';
import type { Note, TraceHeader } from '../../trace/words/trace.ts';
import { decimal, digitsFor, printable } from '../text/words.ts';
import { lockNotes } from './lock-note.ts';
import { measuredWindows, type Run, shownBars, type TimeSums, timeSums } from './run.ts';

/** A run of a report: the same, with what every section says of it. */
export interface ReportRun extends Run {
  /** What heads its column and its rows: its structure's name, numbered where one occurs twice. */
  name: string;
  /** Nanoseconds, summed over everything measured. */
  sums: TimeSums;
  /** Counts, summed over everything measured. */
  totals: Record<EventName, number>;
  /** Whether something was left out as warm-up. */
  warmup: boolean;
}

/** What every section of a report is given: the runs, and what follows from them, derived once. */
export interface Report {
  runs: readonly ReportRun[];
  /** The first run, 100 %. */
  base: ReportRun;
  /** The others, in order. */
  others: readonly ReportRun[];
  /** Segments of the bars that are of use. */
  bars: readonly Bar[];
  /** Windows with measured time, in order. */
  windows: readonly number[];
  /** What there is to say of the trace, each once. */
  notes: readonly Note[];
  /** Nanoseconds in percent of the base's total; 0 where that is 0. */
  percent(ns: number): number;
  /** Nanoseconds as ms, with as many decimals wherever they stand in the report: four digits of the longest run's total. */
  ms(ns: number): string;
  /** The command line that makes it again. */
  command: string | undefined;
  /** The trace, as a command line names it. */
  trace: string | undefined;
  /** What charts call the trace: see `traceNameOf`. */
  traceName: string;
  /** The command that says what each mechanism is worth, under the same conditions. */
  ablate: string | undefined;
}

/** What a report says besides its runs. */
export interface ReportOptions {
  /** The command line that makes it again. */
  command?: string;
  /** The trace, as a command line names it. */
  trace?: string;
  /** The command that says what each mechanism of the monitor is worth to the same trace under the same conditions. */
  ablate?: string | undefined;
}

/** What pages and charts call a trace: as a command line names it, unless that is standard input; else what was recorded, or where it came from. */
export const traceNameOf = ({ command, source }: TraceHeader, named?: string): string =>
  named === undefined || named === '-' ? (command ?? source) : named;

/** One run, or several over the same trace, as a report; the first is the base. */
export function reportOf(runs: readonly Run[], { command, trace, ablate }: ReportOptions = {}): Report {
  if (runs.length === 0) throw new RangeError('a report needs a run at least');
  const names = configurationNames(runs);
  const all = runs.map((run, n): ReportRun => {
    const { counts } = run;
    const warmup = counts.intervals.some((interval) => interval.warmup);
    return { ...run, name: names[n], sums: timeSums(run), totals: totalsOf(counts), warmup };
  });
  const [base, ...others] = all;
  const digits = digitsFor(Math.max(...all.map(({ sums }) => sums.total)) / 1e6);
  const notes = new Map(runs.flatMap(({ trace }) => trace.notes).map((note) => [note.text, note])).values();
  return {
    runs: all,
    base,
    others,
    bars: shownBars(all.map(({ sums }) => sums)),
    windows: measuredWindows(runs),
    notes: [...notes, ...lockNotes(all)],
    percent: (ns) => (base.sums.total === 0 ? 0 : (100 * ns) / base.sums.total),
    ms: (ns) => decimal(ns / 1e6, digits),
    command,
    trace,
    traceName: traceNameOf(base.trace.header, trace),
    ablate,
  };
}

/** The names that head the runs' columns: those of their structures, numbered where one occurs twice. */
export function configurationNames(runs: readonly Run[]): string[] {
  const taken = new Set<string>();
  return runs.map(({ structure }) => {
    const name = printable(structure.name);
    let unique = name;
    for (let n = 2; taken.has(unique); n++) unique = `${name} (${n})`;
    taken.add(unique);
    return unique;
  });
}
