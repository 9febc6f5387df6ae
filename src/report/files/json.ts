import { totalsOf } from '../../replay/counts/counts.ts';
import { type Run, timeSums } from '../run/run.ts';
import { footprintOf } from '../sections/footprint/footprint.ts';
import { localityOf, localityRuns } from '../sections/locality/locality.ts';
import { type Counted, cacheCounts, tlbCounts } from '../sections/rates/rates.ts';

/**
 * The report for programs: one run as an object, several as `{ runs: [...] }`. Keys are a stable handle. Counts are integers, measured
 * intervals only; times are nanoseconds. `caches.l2` is null when the structure has none, `tlbs.secondLevel` when it has no monitor,
 * `warmup` when nothing was warm-up,
 * `locality` where CPUs share no memory: without `numa`, or with one CPU. `footprint` is in pages of `structure.pageBytes`.
 */
export function toJson(runs: readonly Run[]): object {
  return runs.length === 1 ? runToJson(runs[0]) : { runs: runs.map(runToJson) };
}

/** As text, indented, ending in a line feed. */
export const toJsonText = (runs: readonly Run[]): string => `${JSON.stringify(toJson(runs), null, 2)}\n`;

function runToJson(run: Run): object {
  const { trace, structure, costs, counts } = run;
  const { total, bars, parts } = timeSums(run);
  const caches: Record<string, object> = Object.fromEntries(
    cacheCounts(run).map(({ cache, ...counted }) => [cache, counted]),
  );
  const tlbs: Record<string, Counted> = Object.fromEntries(
    tlbCounts(run).map(({ tlb, references, misses }) => [tlb, { references, misses }]),
  );
  return {
    trace: { ...trace.header, totals: trace.totals ?? null, notes: trace.notes },
    structure,
    costs,
    times: { totalNs: total, bars, parts },
    caches: { ...caches, l2: caches.l2 ?? null },
    tlbs: { ...tlbs, secondLevel: tlbs.secondLevel ?? null },
    locality: localityRuns([run]).length === 0 ? null : localityOf(run),
    footprint: footprintOf(run),
    events: totalsOf(counts),
    warmup: counts.intervals.some(({ warmup }) => warmup) ? totalsOf(counts, true) : null,
  };
}
