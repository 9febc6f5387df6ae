import { withProvenance } from '../../catalogue/provenance.ts';
import { type ReportRun, reportOf } from '../run/report.ts';
import type { Run } from '../run/run.ts';
import { SECTIONS } from '../sections/index.ts';
import type { Section } from '../sections/section.ts';

/**
 * The report for programs: one run as an object, several as `{ runs: [...] }`. Keys are a stable handle. Counts are integers, measured
 * intervals only; times are nanoseconds. `caches.l2` is null when the structure has none, `tlbs.secondLevel` when it has no monitor,
 * `bands` when none were asked for, `warmup` when nothing was warm-up, `trace.provenance` when the trace is not of the catalogue,
 * `locality` where CPUs share no memory: without `numa`, or with one CPU. `footprint` is in pages of `structure.pageBytes`.
 */
export function toJson(runs: readonly Run[], sections: readonly Section[] = SECTIONS): object {
  const all = reportOf(runs).runs.map((run) => runToJson(run, sections));
  return all.length === 1 ? all[0] : { runs: all };
}

/** As text, indented, ending in a line feed. */
export const toJsonText = (runs: readonly Run[], sections: readonly Section[] = SECTIONS): string =>
  `${JSON.stringify(toJson(runs, sections), null, 2)}\n`;

/** What was replayed and priced, and what each section has to say of it. */
function runToJson(run: ReportRun, sections: readonly Section[]): object {
  const { trace, structure, costs } = run;
  return {
    trace: { ...withProvenance(trace.header), totals: trace.totals ?? null, notes: trace.notes },
    structure,
    costs,
    ...Object.assign({}, ...sections.map(({ json }) => json?.(run))),
  };
}
