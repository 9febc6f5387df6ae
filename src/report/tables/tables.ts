import type { ColumnTable } from 'arquero';
import { COST_NAMES, Costs } from '../../price/costs.ts';
import { timeRows } from '../../price/price.ts';
import { countRows, totalsOf } from '../../replay/counts/counts.ts';
import { EVENT_NAMES, EVENTS } from '../../replay/counts/event.ts';
import { configurationNames, type Run, shownBars, timeSums } from '../run/run.ts';
import { footprint } from '../sections/footprint/footprint.ts';
import { figure8, locality } from '../sections/locality/locality.ts';
import { cacheCounts, KINDS, tlbCounts } from '../sections/rates/rates.ts';
import { type ServiceOptions, serviceRows } from '../sections/services/services.ts';
import { type Cell, tableOf } from '../text/table-of.ts';

export { figure8, locality };

/** The tidy long table: a row for each time that is not zero. Everything else about time is a view of it. */
export function times(runs: readonly Run[]): ColumnTable {
  const names = configurationNames(runs);
  const rows = runs.flatMap((run, i) =>
    Array.from(timeRows(run.times), (row) => ({ configuration: names[i], ...row })),
  );
  return tableOf(['configuration', 'window', 'cpu', 'vm', 'mode', 'service', 'part', 'bar', 'ns'], rows);
}

/** The tidy long table of the counts that are not zero, warm-up included and marked. */
export function counts(runs: readonly Run[]): ColumnTable {
  const names = configurationNames(runs);
  const rows = runs.flatMap((run, i) =>
    Array.from(countRows(run.counts), (row) => ({ configuration: names[i], ...row })),
  );
  return tableOf(['configuration', 'window', 'warmup', 'cpu', 'vm', 'mode', 'service', 'event', 'count'], rows);
}

/** Figure 5's form: each segment of each configuration's bar, and its total, in ns and in percent of the first configuration's total. */
export function breakdown(runs: readonly Run[]): ColumnTable {
  const names = configurationNames(runs);
  const sums = runs.map((run) => timeSums(run));
  const percent = (ns: number) => (sums[0].total === 0 ? 0 : (100 * ns) / sums[0].total);
  const rows = sums.flatMap(({ bars, total }, i) =>
    [...shownBars(sums).map((bar) => [bar, bars[bar]] as const), ['total', total] as const].map(([bar, ns]) => {
      return { configuration: names[i], bar, ns, percent: percent(ns) };
    }),
  );
  return tableOf(['configuration', 'bar', 'ns', 'percent'], rows);
}

/** Table 2's form, for each service and each configuration after the first; without rows when there is only one. */
export function services(runs: readonly Run[], options: ServiceOptions = {}): ColumnTable {
  return tableOf(
    [
      'configuration', 'service', 'percentOfSystemTime', 'entries', 'meanNs', 'slowdown',
      'kernelExecution', 'tlbWriteEmulation', 'otherPrivileged', 'monitorCalls', 'kernelTlbFaults',
    ], // biome-ignore format: Table 2's columns
    serviceRows(runs, options),
  );
}

/** Misses over references, null where there are none. */
const ratio = (misses: number, references: number): number | null => (references === 0 ? null : misses / references);

/** References and misses of each cache by kind. */
export function caches(runs: readonly Run[]): ColumnTable {
  const names = configurationNames(runs);
  const rows = runs.flatMap((run, i) =>
    cacheCounts(run).flatMap(({ cache, ...counted }) =>
      KINDS[cache].map((kind) => {
        const { references, misses } = counted[kind];
        return { configuration: names[i], cache, kind, references, misses, missRatio: ratio(misses, references) };
      }),
    ),
  );
  return tableOf(['configuration', 'cache', 'kind', 'references', 'misses', 'missRatio'], rows);
}

/** References and misses of the TLB and, under a monitor, of its second-level software TLB. */
export function tlbs(runs: readonly Run[]): ColumnTable {
  const names = configurationNames(runs);
  const rows = runs.flatMap((run, i) =>
    tlbCounts(run).map(({ tlb, references, misses }) => {
      return { configuration: names[i], tlb, references, misses, missRatio: ratio(misses, references) };
    }),
  );
  return tableOf(['configuration', 'tlb', 'references', 'misses', 'missRatio'], rows);
}

/** Every event: its meaning, and its count in each configuration, in the column `count:CONFIGURATION`. Measured intervals only. */
export function events(runs: readonly Run[]): ColumnTable {
  const names = configurationNames(runs);
  const totals = runs.map((run) => totalsOf(run.counts));
  const rows = EVENT_NAMES.map((event) => {
    const cells = names.map((name, i) => [`count:${name}`, totals[i][event]] as const);
    return { event, meaning: EVENTS[event], ...Object.fromEntries(cells) } as Record<string, Cell>;
  });
  return tableOf(['event', 'meaning', ...names.map((name) => `count:${name}`)], rows);
}

/** Every cost with its kind and source. `configuration` is `all` where the runs agree. */
export function assumptions(runs: readonly Run[]): ColumnTable {
  const names = configurationNames(runs);
  const rows = COST_NAMES.flatMap((cost) => {
    const meaning = Costs.shape[cost].description ?? '';
    const all = runs.map((run, i) => ({ configuration: names[i], cost, ...run.costs[cost], meaning }));
    const agree = all.every(
      ({ value, kind, source }) => value === all[0].value && kind === all[0].kind && source === all[0].source,
    );
    return agree ? [{ ...all[0], configuration: 'all' }] : all;
  });
  return tableOf(['configuration', 'cost', 'value', 'unit', 'kind', 'source', 'meaning'], rows);
}

/** All tables by name. */
export const TABLES = {
  times,
  counts,
  breakdown,
  services,
  caches,
  tlbs,
  figure8,
  locality,
  footprint,
  events,
  assumptions,
} as const;
export type TableName = keyof typeof TABLES;
