import { Marker } from '../../../trace/words/markers.ts';
import { type Tally, tallyAt } from '../../../trace/words/walk.ts';
import { Event } from '../../counts/event.ts';
import type { Handlers, Parts } from './parts.ts';

/** Markers that are the trace's clock: totals of each run of references, ends of warm-ups, and gaps in the recording. */
export function clockMarkers({
  structure,
  hardware,
  processors,
  activities,
  account,
  footprint,
  dependences,
  sites,
}: Parts): Handlers {
  const { pages, directory, relocator } = hardware;
  const hasTlb = structure.tlb.entries > 0;
  const isKernelMapped = structure.monitor?.kernelSegment === 'mapped';
  /** Whether anything ran in the present window. */
  let started = false;
  const count = (instructions: number, fetches: number, loads: number, stores: number, unmapped: number): void => {
    const { tally } = processors.current;
    tally.add(Event.instruction, instructions);
    tally.add(Event.l1iFetch, fetches);
    tally.add(Event.l1dLoad, loads);
    tally.add(Event.l1dStore, stores);
    if (hasTlb) tally.add(Event.tlbReference, fetches + loads + stores - (isKernelMapped ? 0 : unmapped));
  };
  const countAll = ({ instructions, fetches, loads, stores, unmapped }: Tally): void =>
    count(instructions, fetches, loads, stores, unmapped);
  return {
    [Marker.tally]: (_, words, i) => {
      const instructions = words[i + 1];
      const { warmed, mode } = account.warms ? activities.on(processors.current) : NEVER_WARM;
      if (warmed === null) count(instructions, words[i + 2], words[i + 3], words[i + 4], words[i + 5]);
      else countAll(remainder(tallyAt(words, i), warmed[mode & 1]));
      started = true;
      footprint.advance(instructions);
      dependences?.advance(processors.current, instructions);
      relocator?.advance(instructions, processors.count);
    },
    // The warm-up ends within a run: what came before is counted at once, and the run's tally, which tells of it too, counts the rest.
    [Marker.measure]: (late, words, i) => {
      const cpu = processors.current;
      const part = tallyAt(words, i);
      const activity = activities.on(cpu);
      if (late === 1) account.measure(cpu, false);
      countAll(part);
      account.measure(cpu);
      activity.warmed ??= Array.from({ length: MODES }, () => new Float64Array(PARTS.length));
      const warmed = activity.warmed[activity.mode & 1];
      for (const [k, name] of PARTS.entries()) warmed[k] += part[name];
    },
    [Marker.window]: (_, words, i) => {
      // A window at the very beginning is no gap: what it touches first, it touches first.
      pages.inUseBefore ||= started || (words[i + 1] | words[i + 2]) !== 0;
      // Dirty lines are written back in the window they belong to.
      if (started) account.endWindow(processors.all);
      activities.forget();
      sites.forget();
      if (!started) {
        for (const cpu of processors.all) cpu?.served.forget();
        account.beginWindow(processors.all);
        return;
      }
      processors.clear();
      directory?.clear();
      started = false;
      account.nextWindow(processors.all);
    },
  };
}

const MODES = 2;
const PARTS = ['instructions', 'fetches', 'loads', 'stores', 'unmapped'] as const satisfies (keyof Tally)[];
const NEVER_WARM = { warmed: null, mode: 0 };

/** What of a tally was not counted in the warm-up already; that is taken off what was. */
function remainder(tally: Tally, warmed: Float64Array): Tally {
  for (const [k, name] of PARTS.entries()) {
    const already = Math.min(tally[name], warmed[k]);
    warmed[k] -= already;
    tally[name] -= already;
  }
  return tally;
}
