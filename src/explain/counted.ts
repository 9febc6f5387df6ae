import type { Costs } from '../price/costs.ts';
import { withSettings } from '../replay/ablation/mechanisms.ts';
import type { Monitored } from '../replay/ablation/plan.ts';
import { type Counts, totalsOf } from '../replay/counts/counts.ts';
import { CONTEXT_COUNT, EVENT_COUNT, Event, GUEST_CONTEXTS } from '../replay/counts/event.ts';
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
  const samples = variants.map((): Sample[] => []);
  const watch = new Watch(2 * series, (all) => {
    for (const [n, counts] of all.entries()) samples[n].push(sampleOf(counts));
  });
  const read = series === 0 ? trace : inPieces(trace, PIECE);
  const counted = await replayAll(read, structures, {
    ...options,
    ...(series === 0 ? {} : { onBatch: (soFar) => watch.look(soFar) }),
  });
  return runsOf(trace, counted, costs).map((run, n) => ({
    ...variants[n],
    run,
    totals: totalsOf(run.counts),
    ns: timeSums(run).total,
    series: series === 0 ? [] : thinned([...samples[n], sampleOf(run.counts)], series),
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

const sampleOf = (counts: Counts): Sample => ({ clock: clockOf(counts), totals: totalsOf(counts) });

/** The trace's instructions so far: all but the monitor's own, the warm-up's included. */
function clockOf({ values, intervals, strands }: Counts): number {
  let sum = 0;
  for (let row = 0; row < intervals.length * strands.length * CONTEXT_COUNT; row++)
    if (row % CONTEXT_COUNT < GUEST_CONTEXTS) sum += values[row * EVENT_COUNT + Event.instruction];
  return sum;
}

/** The first sample at or after each of so many equal parts of the time, the end among them. */
function thinned(samples: readonly Sample[], parts: number): Sample[] {
  const end = samples.at(-1)!.clock;
  const kept: Sample[] = [];
  let next = 1;
  for (const sample of samples) {
    if (sample.clock < (next * end) / parts || sample.clock === kept.at(-1)?.clock) continue;
    kept.push(sample);
    next = Math.floor((sample.clock * parts) / end) + 1;
  }
  // What is written back at the end belongs to the last, which is no sliver.
  return [...kept.filter(({ clock }) => clock < end - end / parts / 2), samples.at(-1)!];
}
