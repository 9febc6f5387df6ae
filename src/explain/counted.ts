import type { Costs } from '../price/costs.ts';
import { withSettings } from '../replay/ablation/mechanisms.ts';
import type { Monitored } from '../replay/ablation/plan.ts';
import { type Counts, totalsOf } from '../replay/counts/counts.ts';
import { type ReplayOptions, replayAll } from '../replay/replay.ts';
import { runsOf, timeSums } from '../report/run/run.ts';
import type { Trace } from '../trace/words/trace.ts';
import type { Replayed, Sample, Variant } from './form/explanation.ts';
import { inPieces } from './pieces.ts';

/** Words between two looks at the counts. */
const PIECE = 1 << 12;

/** Replays a trace through the structure as each variant has it, all in one reading, and prices the counts. With `series`, counts are kept at so many points of time at least. */
export async function countVariants(
  trace: Trace,
  structure: Monitored,
  variants: readonly Variant[],
  costs: Costs,
  { series = 0, ...options }: ReplayOptions & { series?: number | undefined },
): Promise<Replayed[]> {
  const structures = variants.map(({ name, changes }) => ({ ...withSettings(structure, changes), name }));
  const samples = variants.map((): Omit<Sample, 'share'>[] => []);
  const at: number[] = [];
  const pieces = inPieces(trace, PIECE);
  const look = (all: readonly Counts[]): void => {
    at.push(pieces.read());
    for (const [n, counts] of all.entries()) samples[n].push({ totals: totalsOf(counts) });
  };
  const watch = new Watch(4 * series, look);
  const counted = await replayAll(series === 0 ? trace : pieces.trace, structures, {
    ...options,
    ...(series === 0 ? {} : { onBatch: (soFar) => watch.look(soFar) }),
  });
  if (series > 0) look(counted);
  const kept = thinned(at, series);
  return runsOf(trace, counted, costs).map((run, n) => ({
    ...variants[n],
    run,
    totals: totalsOf(run.counts),
    ns: timeSums(run).total,
    series: kept.map((k) => ({ share: at[k] / (at.at(-1) || 1), totals: samples[n][k].totals })),
  }));
}

/** Looks at counts as often as keeps at least half of so many samples, whatever the length of the trace: each time that there are too many, half as often from then on. */
class Watch {
  private readonly most: number;
  private readonly take: (all: Counts[]) => void;
  private every = 1;
  private batches = 0;

  constructor(most: number, take: (all: Counts[]) => void) {
    this.most = most;
    this.take = take;
  }

  look(soFar: () => Counts[]): void {
    this.batches++;
    if (this.batches % this.every !== 0) return;
    this.take(soFar());
    if (this.batches / this.every >= this.most) this.every *= 2;
  }
}

/** Of so many points, in order, the first at or after the end of each of so many equal parts, and the last. */
function thinned(at: readonly number[], parts: number): number[] {
  const last = at.length - 1;
  const kept: number[] = [];
  let next = 1;
  for (const [n, words] of at.entries()) {
    // No sliver before the last.
    if (words * parts < next * at[last] || words > at[last] * (1 - 1 / (2 * parts))) continue;
    kept.push(n);
    next = Math.floor((words * parts) / at[last]) + 1;
  }
  return last < 0 ? [] : [...kept, last];
}
