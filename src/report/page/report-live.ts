import { price } from '../../price/price.ts';
import type { Structure } from '../../replay/structure/structure.ts';
import type { TraceHeader } from '../../trace/words/trace.ts';
import type { RunBands } from '../run/bands-shape.ts';
import { reportOf } from '../run/report.ts';
import type { Run } from '../run/run.ts';
import { PRICED_SECTIONS } from '../sections/priced.ts';
import type { LiveKind } from './live.ts';
import { type PackedCounts, packCounts, unpackCounts } from './packed.ts';
import { reportPage } from './report-page.ts';

/** Runs of a trace, without their times. */
export interface ReportContent {
  header: TraceHeader;
  runs: readonly { counts: PackedCounts; bands: RunBands | null }[];
}

export const reportContent = (runs: readonly Run[]): ReportContent => ({
  header: runs[0].trace.header,
  runs: runs.map(({ counts, bands }) => ({ counts: packCounts(counts), bands: bands ?? null })),
});

/** A report, made again of its counts. Bands are those of the costs that it was written with: under others they are left out. */
export const reportLive: LiveKind<ReportContent> = {
  name: 'report',
  open({ header, runs }) {
    const trace = { header, totals: undefined, notes: [] };
    const counted = runs.map(({ counts }) => unpackCounts(counts));
    return {
      counts: counted,
      priced(costs) {
        const report = reportOf(
          counted.map((counts) => ({ structure: counts.structure as Structure, counts, costs, times: price(counts, costs), trace })),
        ); // biome-ignore format: a line
        const { leads, parts, figures } = reportPage(report, PRICED_SECTIONS);
        const totals = report.runs.map(({ name, sums }) => ({ group: '', name, ns: sums.total }));
        return { leads, parts, figures, totals };
      },
    };
  },
};
