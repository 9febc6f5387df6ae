import { withProvenance } from '../../catalogue/provenance.ts';
import { modelVersion } from '../../model-version.ts';
import { type ReportRun, reportOf } from '../run/report.ts';
import type { Run } from '../run/run.ts';
import { SECTIONS } from '../sections/index.ts';
import type { Section } from '../sections/section.ts';

/**
 * The report for programs: one run as an object, several as `{ runs: [...] }`. Keys are a stable handle. Counts are integers, measured
 * intervals only; times are nanoseconds. `caches.l2` is null when the structure has none, `tlbs.secondLevel` when it has no monitor,
 * `bands` when none were asked for, `warmup` when nothing was warm-up, `trace.provenance` when the trace is not of the catalogue,
 * `trace.sha256` when nobody read its content through (standard input; the library),
 * `locality` where CPUs share no memory: without `numa`, or with one CPU. `footprint` is in pages of `structure.pageBytes`.
 *
 * @param runs - runs of one trace; the first is the base, 100 %
 * @param sections - what the report is made of. Default: all sections
 * @returns an object for JSON.stringify
 * @example
 * ```ts
 * import { diffResults, loadCosts, loadStructures, openTrace, replayAll, resultOf, runsOf, toJson } from 'disco-replay';
 *
 * const trace = await openTrace('padded');
 * const counted = await replayAll(trace, loadStructures(['irix', 'disco']));
 * const [slow, fast] = [900, 300].map((remoteMemory) => toJson(runsOf(trace, counted, loadCosts('flash', { remoteMemory }))));
 * console.log(diffResults(resultOf(slow, 'slow'), resultOf(fast, 'fast')).rows.length);
 * ```
 */
export function toJson(runs: readonly Run[], sections: readonly Section[] = SECTIONS): object {
  const all = reportOf(runs).runs.map((run) => runToJson(run, sections));
  return all.length === 1 ? all[0] : { runs: all };
}

/**
 * As text, indented, ending in a line feed.
 *
 * @param runs - runs of one trace; the first is the base, 100 %
 * @param sections - what the report is made of. Default: all sections
 * @returns JSON
 * @example
 * ```ts
 * import { writeFileSync } from 'node:fs';
 * import { loadCosts, loadStructures, openTrace, replayAll, runsOf, toJsonText } from 'disco-replay';
 *
 * const trace = await openTrace('padded');
 * const runs = runsOf(trace, await replayAll(trace, loadStructures(['irix', 'disco'])), loadCosts('flash'));
 * writeFileSync('result.json', toJsonText(runs));
 * ```
 */
export const toJsonText = (runs: readonly Run[], sections: readonly Section[] = SECTIONS): string =>
  `${JSON.stringify(toJson(runs, sections), null, 2)}\n`;

/** What was replayed and priced, and what each section has to say of it. */
function runToJson(run: ReportRun, sections: readonly Section[]): object {
  const { structure, costs } = run;
  return {
    ...origin(run),
    structure,
    costs,
    ...Object.assign({}, ...sections.map(({ json }) => json?.(run))),
  };
}

/** What made a run, and of which trace. */
const origin = ({ trace: { header, totals, notes, sha256 } }: Run): object => ({
  program: modelVersion(),
  trace: { ...withProvenance(header), sha256: sha256 ?? null, totals: totals ?? null, notes },
});

/** What a study of runs over one trace was made from: what stands in its JSON beside its own keys. */
export const studyOrigin = (runs: readonly Run[]): object => ({
  ...origin(runs[0]),
  structures: runs.map(({ structure }) => structure),
  costs: runs[0].costs,
});
