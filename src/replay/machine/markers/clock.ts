import { Marker } from '../../../trace/words/markers.ts';
import { Event } from '../../counts/event.ts';
import type { Handlers, Parts } from './parts.ts';

/** Markers that are the trace's clock: totals of each run of references, and gaps in the recording. */
export function clockMarkers({
  structure,
  hardware,
  processors,
  activities,
  account,
  footprint,
  sites,
}: Parts): Handlers {
  const { pages, directory, relocator } = hardware;
  const hasTlb = structure.tlb.entries > 0;
  const isKernelMapped = structure.monitor?.kernelSegment === 'mapped';
  /** Whether anything ran in the present window. */
  let started = false;
  return {
    [Marker.tally]: (_, words, i) => {
      const { tally } = processors.current;
      const instructions = words[i + 1];
      const fetches = words[i + 2];
      const loads = words[i + 3];
      const stores = words[i + 4];
      const unmapped = words[i + 5];
      tally.add(Event.instruction, instructions);
      tally.add(Event.l1iFetch, fetches);
      tally.add(Event.l1dLoad, loads);
      tally.add(Event.l1dStore, stores);
      if (hasTlb) tally.add(Event.tlbReference, fetches + loads + stores - (isKernelMapped ? 0 : unmapped));
      started = true;
      footprint.advance(instructions);
      relocator?.advance(instructions, processors.count);
      account.advance(instructions, processors.all);
    },
    [Marker.window]: (_, words, i) => {
      // A window at the very beginning is no gap: what it touches first, it touches first.
      pages.inUseBefore ||= started || (words[i + 1] | words[i + 2]) !== 0;
      activities.forget();
      sites.forget();
      if (!started) {
        for (const cpu of processors.all) cpu?.served.forget();
        account.beginWindow(processors.all);
        return;
      }
      // Dirty lines are written back in the window they belong to.
      processors.clear();
      directory?.clear();
      started = false;
      account.nextWindow(processors.all);
    },
  };
}
