import type { ColumnTable } from 'arquero';
import type { FootprintSample } from '../../../replay/counts/footprint.ts';
import { PAGE_USE_NAMES, PageUse } from '../../../replay/numa/memory/page-use.ts';
import { configurationNames, type Run } from '../../run/run.ts';
import { tableOf } from '../../text/table-of.ts';

/** What memory is used for: Figure 6's segments in its order, then what the figure leaves out. */
export const FIGURE6_USES = ['kernelData', 'kernelText', 'bufferCache', 'monitor'] as const;
export const FOOTPRINT_USES = [...FIGURE6_USES, 'replicas', 'user', 'free'] as const;
export type FootprintUse = (typeof FOOTPRINT_USES)[number];

/** V: pages as the guests believe, and the monitor's. M: pages of the machine. */
export const SIDES = ['V', 'M'] as const;
export type Side = (typeof SIDES)[number];

/** Pages by use. */
export type Uses = Record<FootprintUse, number>;

/** Physical pages of one machine, as it believes. */
function usesOf(pages: readonly number[]): Uses {
  const of = Object.fromEntries(PAGE_USE_NAMES.map((use) => [use, pages[PageUse[use]]]));
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
  return { V, M: { ...M, bufferCache: M.bufferCache + monitor.unused } };
}

export const pagesOf = (uses: Uses, which: readonly FootprintUse[] = FOOTPRINT_USES): number =>
  which.reduce((sum, use) => sum + uses[use], 0);

/** Pages as MB, of 2^20 bytes. */
export const megabytes = (pages: number, { structure }: Run): number => (pages * structure.pageBytes) / 2 ** 20;

/** A run with the name that heads its rows. */
export interface Footprint {
  name: string;
  run: Run;
  samples: readonly FootprintSample[];
  end: Record<Side, Uses>;
}

/** The runs whose memory in use was sampled: all, where several machines are in some run; otherwise none, as V is M then. */
export function footprints(runs: readonly Run[]): Footprint[] {
  const names = configurationNames(runs);
  const some = runs.some(({ counts: { footprint } }) => footprint.some(({ virtual }) => virtual.length > 1));
  if (!some) return [];
  return runs.flatMap((run, i) => {
    const samples = run.counts.footprint;
    return samples.length === 0 ? [] : [{ name: names[i], run, samples, end: sidesOf(samples.at(-1)!) }];
  });
}

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

/** Memory in use over the trace's clock, a row for what is not zero. `vm` is null where pages are of no single machine: in M, and the monitor's. */
export function footprint(runs: readonly Run[]): ColumnTable {
  const names = configurationNames(runs);
  const rows = runs.flatMap((run, i) =>
    run.counts.footprint.flatMap((sample) => {
      const { V, M } = sidesOf(sample);
      const row = (side: Side, vm: number | null, uses: Uses, which: readonly FootprintUse[]) =>
        which
          .filter((use) => uses[use] > 0)
          .map((use) => {
            const pages = uses[use];
            return { configuration: names[i], clock: sample.clock, side, vm, use, pages, MB: megabytes(pages, run) };
          });
      return [
        ...sample.virtual.flatMap((pages, vm) => row('V', vm, usesOf(pages), FOOTPRINT_USES)),
        ...row('V', null, V, ['monitor']),
        ...row('M', null, M, FOOTPRINT_USES),
      ];
    }),
  );
  return tableOf(['configuration', 'clock', 'side', 'vm', 'use', 'pages', 'MB'], rows);
}
