import { CONFIGURATIONS, type Configuration, WORKLOAD_NAMES, type WorkloadName } from './configurations.ts';
import { moveRates } from './moves.ts';
import { FIGURE_8 } from './published/figure8.ts';
import { TABLE_3 } from './published/table3.ts';
import type { WorkloadRun } from './run.ts';
import { localShare, SEGMENTS, segmentTimes } from './segments.ts';

export const EXHIBITS = ['fig8', 'table3'] as const;
export type Exhibit = (typeof EXHIBITS)[number];

/** One published number beside ours. */
export interface Comparison {
  exhibit: Exhibit;
  workload: WorkloadName;
  configuration: Configuration;
  /** The exhibit's own label; `total`; `misses local %`. */
  segment: string;
  published: number;
  predicted: number;
  /** Whether a number of the workload or the structure was chosen with this one in view. */
  fitted: boolean;
}

/** Figure 8's bars in percent of the workload's IRIX time, and the printed shares of local misses. */
export function figure8(name: WorkloadName, { bars }: WorkloadRun): Comparison[] {
  const times = (configuration: Configuration) => {
    const { counts, times, costs } = bars[configuration];
    return segmentTimes(counts, times, costs);
  };
  const irix = sum(Object.values(times('irix')));
  return CONFIGURATIONS.flatMap((configuration) => {
    const published = FIGURE_8[name][configuration];
    const ours = times(configuration);
    const row = (segment: string, published: number, predicted: number): Comparison => {
      return {
        exhibit: 'fig8',
        workload: name,
        configuration,
        segment,
        published,
        predicted,
        fitted: configuration !== 'disco',
      };
    };
    return [
      ...SEGMENTS.map((segment) => row(segment, published[segment], (100 * ours[segment]) / irix)),
      row('total', sum(SEGMENTS.map((segment) => published[segment])), (100 * sum(Object.values(ours))) / irix),
      row('misses local %', published.missesLocal, 100 * localShare(bars[configuration].counts)),
    ];
  });
}

/** Table 3's rates and mean times of page moves. */
export function table3(name: WorkloadName, { bars }: WorkloadRun): Comparison[] {
  const ours = moveRates(bars.disco);
  return Object.entries(TABLE_3[name]).map(([segment, published]) => {
    const predicted = ours[segment as keyof typeof ours];
    return { exhibit: 'table3', workload: name, configuration: 'disco', segment, published, predicted, fitted: false };
  });
}

/** The exhibits' comparisons, in the order of the exhibits and the workloads. */
export function compare(exhibits: readonly Exhibit[], runs: Record<WorkloadName, WorkloadRun>): Comparison[] {
  const of = { fig8: figure8, table3 };
  return exhibits.flatMap((exhibit) => WORKLOAD_NAMES.flatMap((name) => of[exhibit](name, runs[name])));
}

const sum = (values: readonly number[]): number => values.reduce((total, x) => total + x, 0);
