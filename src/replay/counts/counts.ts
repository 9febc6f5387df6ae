import { UserError } from '../../errors.ts';
import { SERVICE_NAMES } from '../../trace/words/vocabulary.ts';
import { MAX_VMS } from '../structure/shapes/vms.ts';
import type { Structure } from '../structure/structure.ts';
import type { Dependences } from './dependence.ts';
import {
  BLOCK,
  CONTEXT_COUNT,
  EVENT_COUNT,
  EVENT_NAMES,
  Event,
  type EventName,
  MODE_NAMES,
  type ModeName,
  SERVICES,
} from './event.ts';
import type { FootprintSample } from './footprint.ts';
import type { PageMove } from './page-move.ts';
import { DISKS } from './tally.ts';

/** A stretch of the trace that is counted apart. */
export interface Interval {
  /** Which window of the recording, from 1; a recording without gaps is one window. */
  window: number;
  /** Warm-up is counted, and left out of every report. */
  warmup: boolean;
}

/** What one virtual machine does on one CPU while it holds one lock: a part of the work that is counted apart. Natively there is one VM, 0. */
export interface Strand {
  /** Processor of the machine, from 0. */
  cpu: number;
  /** Virtual machine, from 0. */
  vm: number;
  /** The lock of the kernel acquired last and still held, or NO_LOCK. */
  lock: number;
  /** Locks acquired before that one and still held, at most MOST_AROUND, the outermost first. */
  around: readonly number[];
}
/** The lock of a strand that holds none. */
export const NO_LOCK = -1;
/** Most locks around a lock that are told of: those that were acquired last before it. */
export const MOST_AROUND = 3;
/** Most blocks of counts, of 2 GB: a trace may have that many windows, CPUs and locks, multiplied. */
const MOST_BLOCKS = Math.floor(2 ** 31 / (8 * BLOCK));
/** Locks are numbered with 24 bits. */
const LOCKS = 2 ** 25;
/** Lists of locks held at a time that a trace may have. */
const HOLDINGS = 2 ** 28;

/** What happened: the result of a replay, and all that `price` needs. */
export interface Counts {
  /** What was replayed through; costs that depend on a size are formulas over it. */
  readonly structure: Structure;
  /** Stretches that are counted apart: windows, and their warm-ups. */
  readonly intervals: readonly Interval[];
  /** Processors of the machine. */
  readonly cpus: number;
  /** In order of CPU, then of virtual machine, then of lock, without a lock first, then of those around it. */
  readonly strands: readonly Strand[];
  /** Shape `[interval][strand][context][event]`, contexts and events as in `event.ts`. Counts, exact up to 2^53. */
  readonly values: Float64Array;
  /** Nodes of the machine. */
  readonly nodes: number;
  /** Transactions of each CPU with each node's memory (reads, upgrades, write-backs), shape `[interval][cpu][node]`; a coherent machine's. */
  readonly visits: Float64Array;
  /** What each CPU asks of each disk, shape `[interval][cpu][disk][requests, sectors]`, DISKS of them. */
  readonly disks: Float64Array;
  /** Processes that can wait for a disk at the same time, of the whole machine. */
  readonly jobs: number;
  /** What was done with hot pages, in order. */
  readonly moves: readonly PageMove[];
  /** Memory in use, in order of time; the last is the end's. */
  readonly footprint: readonly FootprintSample[];
  /** What depended on what, where a replay was asked for it. */
  readonly dependences?: Dependences;
  /** The first window after the loss, where a replay had one and came to it. */
  readonly afterLoss?: number;
}

/** One non-zero count. */
export interface CountRow {
  /** Which window of the recording, from 1. */
  window: number;
  /** Whether it is warm-up, which reports leave out. */
  warmup: boolean;
  /** Processor of the machine, from 0. */
  cpu: number;
  /** Virtual machine, from 0. */
  vm: number;
  /** Who ran, and of the monitor what for. */
  mode: ModeName;
  /** Service of the guest's kernel; `none`: in no service. */
  service: string;
  /** What happened. */
  event: EventName;
  /** How often. */
  count: number;
}

/**
 * The non-zero counts as tidy rows, in the order of their indices.
 *
 * @param counts - what `replay` counted
 * @returns rows, one after the other
 * @example
 * ```ts
 * import { countRows, loadStructure, openTrace, replay } from 'disco-replay';
 *
 * const counts = await replay(await openTrace('padded'), loadStructure('disco'));
 * for (const { cpu, mode, event, count } of countRows(counts)) if (event === 'trapForwarded') console.log(cpu, mode, count);
 * ```
 */
export function* countRows(counts: Counts): Generator<CountRow> {
  const { values, intervals, strands } = counts;
  let i = 0;
  for (const { window, warmup } of intervals)
    for (const { cpu, vm } of strands)
      for (let context = 0; context < CONTEXT_COUNT; context++)
        for (let event = 0; event < EVENT_COUNT; event++, i++)
          if (values[i] !== 0) {
            const mode = MODE_NAMES[Math.floor(context / SERVICES)];
            yield {
              window,
              warmup,
              cpu,
              vm,
              mode,
              service: SERVICE_NAMES[context % SERVICES],
              event: EVENT_NAMES[event],
              count: values[i],
            };
          }
}

/**
 * Sum of each event over the measured intervals (or, asked for, the warm-up), all strands and contexts.
 *
 * @param counts - what `replay` counted
 * @param warmup - of the warm-up instead. Default false
 * @returns a sum for each event
 * @example
 * ```ts
 * import { loadStructure, openTrace, replay, totalsOf } from 'disco-replay';
 *
 * const counts = await replay(await openTrace('padded'), loadStructure('irix'));
 * console.log(totalsOf(counts).tlbMiss);
 * ```
 */
export function totalsOf(counts: Counts, warmup = false): Record<EventName, number> {
  const sums = new Float64Array(EVENT_COUNT);
  const { values, intervals, strands } = counts;
  const rows = strands.length * CONTEXT_COUNT;
  intervals.forEach((interval, n) => {
    if (interval.warmup !== warmup) return;
    for (let row = n * rows; row < (n + 1) * rows; row++)
      for (let event = 0; event < EVENT_COUNT; event++) sums[event] += values[row * EVENT_COUNT + event];
  });
  return Object.fromEntries(EVENT_NAMES.map((name) => [name, sums[Event[name]]])) as Record<EventName, number>;
}

/** Collects blocks of counts while a replay runs: one `[context][event]` array for each interval and strand, made when first used. */
export class CountsBuilder {
  private readonly intervals: Interval[] = [];
  private readonly blocks: Map<number, Float64Array>[] = [];
  private readonly traffic: Float64Array[][] = [];
  private readonly requests: Float64Array[][] = [];
  private readonly nodes: number;
  private readonly most: number;
  private made = 0;
  /** What is held, by number: nothing, then each list of locks as it appears. */
  private readonly holdings: Pick<Strand, 'lock' | 'around'>[] = [{ lock: NO_LOCK, around: [] }];
  /** The number of a list with another lock at its end, by the list's number and that lock. */
  private readonly longer = new Map<number, number>();

  /** `most`: blocks of counts there may be. */
  constructor(nodes: number, most: number = MOST_BLOCKS) {
    this.nodes = nodes;
    this.most = most;
  }

  /** A new interval; its number. */
  begin(interval: Interval): number {
    this.intervals.push(interval);
    this.blocks.push(new Map());
    this.traffic.push([]);
    this.requests.push([]);
    return this.last;
  }

  private get last(): number {
    return this.intervals.length - 1;
  }

  /** An interval's (the last one's, unless said otherwise) counts of a strand, shape `[context][event]`. Throws UserError on more than memory holds. */
  block(
    cpu: number,
    vm: number,
    lock: number = NO_LOCK,
    interval = this.last,
    around: readonly number[] = [],
  ): Float64Array {
    const present = this.blocks[interval];
    const strand = (cpu * MAX_VMS + vm) * HOLDINGS + this.holding(lock, around);
    let block = present.get(strand);
    if (block === undefined) {
      this.check(++this.made);
      block = new Float64Array(BLOCK);
      present.set(strand, block);
    }
    return block;
  }

  private holding(lock: number, around: readonly number[]): number {
    if (lock === NO_LOCK) return 0;
    let number = 0;
    for (let n = 0; n <= around.length; n++) {
      const key = number * LOCKS + (n < around.length ? around[n] : lock);
      let next = this.longer.get(key);
      if (next === undefined) {
        next = this.holdings.push({ lock: n < around.length ? around[n] : lock, around: around.slice(0, n) }) - 1;
        this.longer.set(key, next);
      }
      number = next;
    }
    return number;
  }

  /** An interval's requests and sectors of a CPU, by disk. */
  disks(cpu: number, interval = this.last): Float64Array {
    const present = this.requests[interval];
    present[cpu] ??= new Float64Array(2 * DISKS);
    return present[cpu];
  }

  /** An interval's transactions of a CPU with memory, by node. */
  visits(cpu: number, interval = this.last): Float64Array {
    const present = this.traffic[interval];
    present[cpu] ??= new Float64Array(this.nodes);
    return present[cpu];
  }

  /**
   * Everything so far, in one array; intervals in which nothing was counted are left out. `complete` may put another block in the
   * place of each: one with what was counted apart.
   */
  finish(
    rest: Pick<Counts, 'structure' | 'moves' | 'jobs' | 'footprint' | 'dependences' | 'afterLoss'>,
    complete: (block: Float64Array) => Float64Array = (block) => block,
  ): Counts {
    const blocks = this.blocks.map(
      (row) =>
        new Map([...row].map(([n, block]) => [n, complete(block)] as const).filter(([, b]) => b.some((x) => x !== 0))),
    );
    const used = this.intervals.map((_, n) => n).filter((n) => blocks[n].size > 0);
    const present = new Set(used.flatMap((n) => [...blocks[n].keys()]));
    const each = [...(present.size === 0 ? [0] : present)].map((number): [number, Strand] => {
      const onVm = Math.floor(number / HOLDINGS);
      const held = this.holdings[number % HOLDINGS];
      return [number, { cpu: Math.floor(onVm / MAX_VMS), vm: onVm % MAX_VMS, ...held }];
    });
    each.sort(([, a], [, b]) => a.cpu - b.cpu || a.vm - b.vm || a.lock - b.lock || inOrder(a.around, b.around));
    const numbers = each.map(([number]) => number);
    const strands = each.map(([, strand]) => strand);
    const cpus = strands[strands.length - 1].cpu + 1;
    this.check(used.length * strands.length);
    const values = new Float64Array(used.length * strands.length * BLOCK);
    const { nodes } = this;
    const visits = new Float64Array(used.length * cpus * nodes);
    const disks = new Float64Array(used.length * cpus * 2 * DISKS);
    used.forEach((n, i) => {
      numbers.forEach((number, strand) => {
        const block = blocks[n].get(number);
        if (block !== undefined) values.set(block, (i * strands.length + strand) * BLOCK);
      });
      this.traffic[n].forEach((row, cpu) => {
        if (cpu < cpus) visits.set(row, (i * cpus + cpu) * nodes);
      });
      this.requests[n].forEach((row, cpu) => {
        if (cpu < cpus) disks.set(row, (i * cpus + cpu) * 2 * DISKS);
      });
    });
    return { ...rest, intervals: used.map((n) => this.intervals[n]), cpus, strands, values, nodes, visits, disks };
  }

  private check(blocks: number): void {
    if (blocks > this.most)
      throw new UserError(
        `the trace has more windows, CPUs and locks than counts have room for (multiplied; at most ${this.most}); replay some of its windows (disco trace convert --windows)`,
      );
  }
}

/** Shorter lists first, then by what is in them. */
function inOrder(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length) return a.length - b.length;
  const n = a.findIndex((lock, i) => lock !== b[i]);
  return n < 0 ? 0 : a[n] - b[n];
}
