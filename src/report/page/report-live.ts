import type { Costs } from '../../price/cost-table.ts';
import { price } from '../../price/price.ts';
import type { TraceHeader } from '../../trace/words/trace.ts';
import type { RunBands } from '../run/bands-shape.ts';
import { type Report, type ReportOptions, reportOf } from '../run/report.ts';
import type { Run } from '../run/run.ts';
import { PRICED_SECTIONS } from '../sections/priced.ts';
import type { LiveKind, Opened } from './live.ts';
import { type PackedCounts, packCounts, unpackCounts } from './packed.ts';
import type { Page } from './page.ts';
import { reportPage } from './report-page.ts';

/** Runs of a trace, without their times. */
export interface RunsContent {
  header: TraceHeader;
  /** As a command line names it; null: nobody said. */
  trace: string | null;
  /** The command that says what each mechanism is worth; null: none is known. */
  ablate: string | null;
  runs: readonly { counts: PackedCounts; bands: RunBands | null }[];
}

export const runsContent = (runs: readonly Run[], { trace, ablate }: ReportOptions = {}): RunsContent => ({
  trace: trace ?? null,
  ablate: ablate ?? null,
  header: runs[0].trace.header,
  runs: runs.map(({ counts, bands }) => ({ counts: packCounts(counts), bands: bands ?? null })),
});

/** Runs, priced again: a page of the report of them. Their bands are of the costs that the page was written with: under others there are none. */
export function openRuns(
  { header, trace: called, ablate, runs }: RunsContent,
  written: Costs,
  pageOf: (report: Report) => Page,
): Opened {
  const trace = { header, totals: undefined, notes: [] };
  const counted = runs.map(({ counts }) => unpackCounts(counts));
  return {
    counts: counted,
    priced(costs) {
      const report = reportOf(
        counted.map((counts, n) => {
          const { bands } = runs[n];
          const run = { structure: counts.structure, counts, costs, times: price(counts, costs), trace };
          return costs === written && bands !== null ? { ...run, bands } : run;
        }),
        { ...(called !== null && { trace: called }), ...(ablate !== null && { ablate }) },
      );
      const { leads, parts, figures } = pageOf(report);
      const totals = report.runs.map(({ name, sums }) => ({ group: '', name, ns: sums.total }));
      return { leads, parts, figures, totals };
    },
  };
}

/** A report, made again of its counts. */
export const reportLive: LiveKind<RunsContent> = {
  name: 'report',
  open: (content, written) => openRuns(content, written, (report) => reportPage(report, PRICED_SECTIONS)),
};
