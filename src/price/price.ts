import type { Counts, Interval, Strand } from '../replay/counts/counts.ts';
import {
  CONTEXT_COUNT,
  EVENT_COUNT,
  EVENT_NAMES,
  isMonitor,
  MODE_NAMES,
  type ModeName,
  SERVICES,
} from '../replay/counts/event.ts';
import { SERVICE_NAMES } from '../trace/words/vocabulary.ts';
import { addContention } from './contention.ts';
import type { Costs } from './costs.ts';
import { EVENT_COSTS } from './event-costs.ts';
import { addIdle } from './idle.ts';
import { addLockWaiting } from './locks.ts';
import { BARS, type Bar, barOf, PART_COUNT, PART_NAMES, PART_OF_MONITOR, type Part } from './parts.ts';
import { inNanoseconds } from './units.ts';

/** Nanoseconds, shape `[interval][strand][context][part]`: the measured intervals only. */
export interface Times {
  readonly intervals: readonly Interval[];
  readonly cpus: number;
  readonly strands: readonly Strand[];
  readonly values: Float64Array;
}

/** Turns counts into time: the sum over events of count x cost, kept apart by interval, strand, context and part; and queueing at the nodes and disks. */
export function price(counts: Counts, costs: Costs): Times {
  const { strands, cpus, structure } = counts;
  const measured = counts.intervals.map((_, n) => n).filter((n) => !counts.intervals[n].warmup);
  const rows = strands.length * CONTEXT_COUNT;
  const values = new Float64Array(measured.length * rows * PART_COUNT);
  const units = inNanoseconds(costs);
  const modes = MODE_NAMES.map((_, mode) => contextsOf(mode, strands.length));
  EVENT_NAMES.forEach((name, event) => {
    MODE_NAMES.forEach((mode, m) => {
      const ns = EVENT_COSTS[name].ns(units, structure, mode);
      if (ns === 0) return;
      const part = PART_NAMES.indexOf(isMonitor(mode) ? PART_OF_MONITOR[mode] : EVENT_COSTS[name].part);
      measured.forEach((interval, i) => {
        for (const row of modes[m])
          values[(i * rows + row) * PART_COUNT + part] +=
            counts.values[(interval * rows + row) * EVENT_COUNT + event] * ns;
      });
    });
  });
  measured.forEach((interval, i) => {
    const times = values.subarray(i * rows * PART_COUNT, (i + 1) * rows * PART_COUNT);
    addContention(counts, interval, units.memoryOccupancy, times);
    addLockWaiting(counts, times);
    addIdle(counts, interval, units, times);
  });
  return { intervals: measured.map((n) => counts.intervals[n]), cpus, strands, values };
}

/** Rows of all strands' contexts in this mode. */
function contextsOf(mode: number, strands: number): Int32Array {
  return Int32Array.from(
    { length: strands * SERVICES },
    (_, i) => Math.floor(i / SERVICES) * CONTEXT_COUNT + mode * SERVICES + (i % SERVICES),
  );
}

/** One non-zero time. */
export interface TimeRow {
  window: number;
  cpu: number;
  vm: number;
  mode: ModeName;
  service: string;
  part: Part;
  bar: Bar;
  ns: number;
}

/** The non-zero times as tidy rows. */
export function* timeRows({ values, intervals, strands }: Times): Generator<TimeRow> {
  let i = 0;
  for (const { window } of intervals)
    for (const { cpu, vm } of strands)
      for (let context = 0; context < CONTEXT_COUNT; context++)
        for (let n = 0; n < PART_COUNT; n++, i++)
          if (values[i] !== 0) {
            const mode = MODE_NAMES[Math.floor(context / SERVICES)];
            const part = PART_NAMES[n];
            yield {
              window,
              cpu,
              vm,
              mode,
              service: SERVICE_NAMES[context % SERVICES],
              part,
              bar: barOf(mode, part),
              ns: values[i],
            };
          }
}

/** Nanoseconds by segment of the figures' bars, over everything measured. */
export function barTimes(times: Times): Record<Bar, number> {
  const sums = Object.fromEntries(BARS.map((bar) => [bar, 0])) as Record<Bar, number>;
  for (const { bar, ns } of timeRows(times)) sums[bar] += ns;
  return sums;
}
