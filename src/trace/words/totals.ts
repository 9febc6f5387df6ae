import { UserError } from '../../errors.ts';
import { Kind } from './layout.ts';
import { isEvent, Marker, markerOperand } from './markers.ts';
import type { Totals, Trace, TraceHeader } from './trace.ts';
import { eachMarker, isRegion, secondPart, tallyAt } from './walk.ts';

export const noTotals = (): Totals => ({
  references: 0, instructions: 0, fetches: 0, loads: 0, stores: 0,
  events: 0, words: 0, regions: 0, tasks: 0, windows: 0, cpus: 1,
}); // biome-ignore format: zeroes

/** Adds a batch's words to the totals, from its tallies and markers. */
export function addTotals(totals: Totals, words: Uint32Array): void {
  totals.words += words.length;
  eachMarker(words, (i, type) => {
    if (type === Marker.tally) {
      const { instructions, fetches, loads, stores } = tallyAt(words, i);
      totals.instructions += instructions;
      totals.fetches += fetches;
      totals.loads += loads;
      totals.stores += stores;
    } else if (isRegion(type)) totals.regions++;
    else if (type === Marker.task) totals.tasks++;
    else if (type === Marker.window) totals.windows++;
    else if (type === Marker.cpu) totals.cpus = Math.max(totals.cpus, markerOperand(words[i]) + 1);
    else if (type === Marker.continued) uncount(totals, secondPart(words, i));
    if (isEvent(type)) totals.events++;
  });
  totals.references = totals.fetches + totals.loads + totals.stores;
}

/** The tallies count both parts of an access that crosses a region's edge; the totals count accesses. */
function uncount(totals: Totals, kind: number): void {
  if (kind === Kind.fetch) totals.fetches--;
  else if (kind === Kind.load) totals.loads--;
  else totals.stores--;
}

/** A trace's totals: as its source knows them, else by reading it through. */
export async function totalsOfTrace(trace: Trace): Promise<Totals> {
  if (trace.totals !== undefined) return trace.totals;
  const totals = noTotals();
  for await (const { words } of trace.batches(false, true)) addTotals(totals, words);
  return trace.totals ?? totals;
}

/**
 * Throws a UserError for an input without a single reference, of which there is nothing to replay; of one that says it has events alone, where
 * it has none of these either. `truncated`: how it was cut off.
 */
export function demandRecords(
  { references, events }: Pick<Totals, 'references' | 'events'>,
  name: string,
  { only, truncated }: { only?: TraceHeader['only']; truncated?: string | undefined } = {},
): void {
  if (references > 0 || (only === 'events' && events > 0)) return;
  const what = only === 'events' ? 'event' : 'memory reference';
  throw new UserError(
    `no record in ${name}: it holds no ${what}${truncated === undefined ? '' : ` (${truncated.split(';')[0]})`}`,
  );
}
