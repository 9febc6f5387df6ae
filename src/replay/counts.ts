import { SERVICE_NAMES } from '../trace/record.ts';
import {
  BLOCK,
  CONTEXT_COUNT,
  CONTEXT_MODES,
  type ContextMode,
  EVENT_COUNT,
  EVENT_NAMES,
  Event,
  type EventName,
  SERVICES,
} from './event.ts';
import type { PageMove } from './page-move.ts';
import type { Structure } from './structure.ts';

/** A stretch of the trace that is counted apart. */
export interface Interval {
  /** Which window of the recording, from 1; a recording without gaps is one window. */
  window: number;
  /** Warm-up is counted, and left out of every report. */
  warmup: boolean;
}

/** What happened: the result of a replay, and all that `price` needs. */
export interface Counts {
  /** What was replayed through; costs that depend on a size are formulas over it. */
  readonly structure: Structure;
  readonly intervals: readonly Interval[];
  readonly cpus: number;
  /** Shape `[interval][cpu][context][event]`, contexts and events as in `event.ts`. Counts, exact up to 2^53. */
  readonly values: Float64Array;
  readonly nodes: number;
  /** Transactions of each CPU with each node's memory (reads, upgrades, write-backs), shape `[interval][cpu][node]`; a coherent machine's. */
  readonly visits: Float64Array;
  /** What was done with hot pages, in order. */
  readonly moves: readonly PageMove[];
}

/** One non-zero count. */
export interface CountRow {
  window: number;
  warmup: boolean;
  cpu: number;
  mode: ContextMode;
  service: string;
  event: EventName;
  count: number;
}

/** The non-zero counts as tidy rows, in the order of their indices. */
export function* countRows(counts: Counts): Generator<CountRow> {
  const { values, intervals, cpus } = counts;
  let i = 0;
  for (const { window, warmup } of intervals)
    for (let cpu = 0; cpu < cpus; cpu++)
      for (let context = 0; context < CONTEXT_COUNT; context++)
        for (let event = 0; event < EVENT_COUNT; event++, i++)
          if (values[i] !== 0) {
            const mode = CONTEXT_MODES[Math.floor(context / SERVICES)];
            yield {
              window,
              warmup,
              cpu,
              mode,
              service: SERVICE_NAMES[context % SERVICES],
              event: EVENT_NAMES[event],
              count: values[i],
            };
          }
}

/** Sum of each event over the measured intervals (or, asked for, the warm-up), all CPUs and contexts. */
export function totalsOf(counts: Counts, warmup = false): Record<EventName, number> {
  const sums = new Float64Array(EVENT_COUNT);
  const { values, intervals, cpus } = counts;
  const rows = cpus * CONTEXT_COUNT;
  intervals.forEach((interval, n) => {
    if (interval.warmup !== warmup) return;
    for (let row = n * rows; row < (n + 1) * rows; row++)
      for (let event = 0; event < EVENT_COUNT; event++) sums[event] += values[row * EVENT_COUNT + event];
  });
  return Object.fromEntries(EVENT_NAMES.map((name) => [name, sums[Event[name]]])) as Record<EventName, number>;
}

/** Collects blocks of counts while a replay runs: one `[context][event]` array for each interval and CPU, made when first used. */
export class CountsBuilder {
  private readonly intervals: Interval[] = [];
  private readonly blocks: Float64Array[][] = [];
  private readonly traffic: Float64Array[][] = [];
  private readonly nodes: number;

  constructor(nodes: number) {
    this.nodes = nodes;
  }

  /** Starts an interval; later blocks are its. */
  begin(interval: Interval): void {
    this.intervals.push(interval);
    this.blocks.push([]);
    this.traffic.push([]);
  }

  /** The present interval's counts of a CPU, shape `[context][event]`. */
  block(cpu: number): Float64Array {
    const present = this.blocks[this.blocks.length - 1];
    present[cpu] ??= new Float64Array(BLOCK);
    return present[cpu];
  }

  /** The present interval's transactions of a CPU with memory, by node. */
  visits(cpu: number): Float64Array {
    const present = this.traffic[this.traffic.length - 1];
    present[cpu] ??= new Float64Array(this.nodes);
    return present[cpu];
  }

  /** Everything so far, in one array; intervals in which nothing was counted are left out. */
  finish(structure: Structure, moves: readonly PageMove[]): Counts {
    const used = this.intervals
      .map((_, n) => n)
      .filter((n) => this.blocks[n].some((block) => block.some((x) => x !== 0)));
    const cpus = Math.max(1, ...used.map((n) => this.blocks[n].length));
    const values = new Float64Array(used.length * cpus * BLOCK);
    used.forEach((n, i) => {
      this.blocks[n].forEach((block, cpu) => {
        values.set(block, (i * cpus + cpu) * BLOCK);
      });
    });
    const { nodes } = this;
    const visits = new Float64Array(used.length * cpus * nodes);
    used.forEach((n, i) => {
      this.traffic[n].forEach((row, cpu) => {
        visits.set(row, (i * cpus + cpu) * nodes);
      });
    });
    return { structure, intervals: used.map((n) => this.intervals[n]), cpus, values, nodes, visits, moves };
  }
}
