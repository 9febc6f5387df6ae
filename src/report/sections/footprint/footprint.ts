import { FIGURE6_BARS } from '../../../price/parts.ts';
import type { FootprintSample } from '../../../replay/counts/footprint.ts';
import { PAGE_USE_NAMES, PageUse } from '../../../replay/counts/page-use.ts';
import type { Report, ReportRun } from '../../run/report.ts';
import type { Run } from '../../run/run.ts';
import { decimal } from '../../text/words.ts';

/** What memory is used for: Figure 6's segments in its order, then what the figure leaves out. */
export const FOOTPRINT_USES = [...FIGURE6_BARS, 'replicas', 'programs', 'free lists'] as const;
export type FootprintUse = (typeof FOOTPRINT_USES)[number];
/** What replay calls a guest's uses. */
const USE_OF = {
  kernelData: 'kernel data',
  kernelText: 'kernel text',
  bufferCache: 'buffer cache',
  user: 'programs',
  free: 'free lists',
} as const satisfies Record<keyof typeof PageUse, FootprintUse>;

/** V: pages as the guests believe, and the monitor's. M: pages of the machine. */
export const SIDES = ['V', 'M'] as const;
export type Side = (typeof SIDES)[number];

/** Pages by use. */
export type Uses = Record<FootprintUse, number>;

/** Physical pages of one machine, as it believes. */
export function usesOf(pages: readonly number[]): Uses {
  const of = Object.fromEntries(PAGE_USE_NAMES.map((use) => [USE_OF[use], pages[PageUse[use]]]));
  return { ...of, monitor: 0, replicas: 0 } as Uses;
}

/**
 * A sample by side and use. The monitor's pages, its logs among them, are in both sides. Blocks of files that no machine has mapped any more
 * are in M's buffer cache all the same; only M has replicas.
 */
export function sidesOf({ virtual, machine, monitor }: FootprintSample): Record<Side, Uses> {
  const own = monitor.own + monitor.logs;
  const V = {
    ...usesOf(PAGE_USE_NAMES.map((_, use) => virtual.reduce((sum, uses) => sum + uses[use], 0))),
    monitor: own,
  };
  const M = { ...usesOf(machine), monitor: own, replicas: monitor.replicas };
  return { V, M: { ...M, 'buffer cache': M['buffer cache'] + monitor.unused } };
}

export const pagesOf = (uses: Uses, which: readonly FootprintUse[] = FOOTPRINT_USES): number =>
  which.reduce((sum, use) => sum + uses[use], 0);

/** Pages as MB, of 2^20 bytes. */
export const megabytes = (pages: number, { structure }: Run): number => (pages * structure.pageBytes) / 2 ** 20;

/** MB as the report prints them, with as many decimals wherever they stand: at most six characters up to 100,000 MB, so that all columns fit. */
export function megabytesText(all: readonly Footprint[]): (mb: number) => string {
  const most = Math.max(...all.flatMap(({ run, end }) => SIDES.map((side) => megabytes(pagesOf(end[side]), run))));
  const digits = most < 100 ? 2 : most < 1000 ? 1 : 0;
  return (mb) => decimal(mb, digits);
}

/** A run with the name that heads its rows. */
export interface Footprint {
  name: string;
  run: ReportRun;
  samples: readonly FootprintSample[];
  end: Record<Side, Uses>;
}

/** Whether V and M can differ: several virtual machines are in some run. */
export const isDivided = ({ runs }: Report): boolean =>
  runs.some(({ counts: { footprint } }) => footprint.some(({ virtual }) => virtual.length > 1));

/** The runs whose memory in use was sampled: all, where several machines are in some run; otherwise none, as V is M then. */
export const footprints = (report: Report): Footprint[] =>
  report.runs.flatMap((run) => {
    const samples = run.counts.footprint;
    if (samples.length === 0 || !isDivided(report)) return [];
    return [{ name: run.name, run, samples, end: sidesOf(samples.at(-1)!) }];
  });

/** The uses that some of the runs have. */
export const usesIn = (all: readonly Footprint[], among: readonly FootprintUse[] = FOOTPRINT_USES): FootprintUse[] =>
  among.filter((use) =>
    all.some(({ samples }) => samples.some((s) => SIDES.some((side) => sidesOf(s)[side][use] > 0))),
  );

/** Memory in use at the end, and when the machine's was most: for programs. Null where none was sampled. */
export function footprintOf({ counts }: Run): object | null {
  const samples = counts.footprint;
  if (samples.length === 0) return null;
  const at = (sample: FootprintSample) => ({ clock: sample.clock, ...sidesOf(sample) });
  const total = (sample: FootprintSample) => pagesOf(sidesOf(sample).M);
  const most = samples.reduce((best, sample) => (total(sample) > total(best) ? sample : best));
  const last = samples.at(-1)!;
  return { end: { ...at(last), machines: last.virtual.map(usesOf) }, most: at(most) };
}
