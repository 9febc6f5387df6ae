import { Kind } from './layout.ts';
import { Marker, markerLength, markerOperand, markerType } from './markers.ts';
import type { Totals, Trace } from './trace.ts';

export const noTotals = (): Totals => ({
  references: 0, instructions: 0, fetches: 0, loads: 0, stores: 0,
  events: 0, words: 0, regions: 0, tasks: 0, windows: 0, cpus: 1,
}); // biome-ignore format: zeroes

/** Markers that keep the books and are no events in the totals. */
export const BOOKKEEPING: ReadonlySet<Marker> = new Set([
  Marker.cpu, Marker.tally, Marker.region, Marker.task, Marker.wide, Marker.continued,
]); // biome-ignore format: a list

/** Adds a batch's words to the totals, from its tallies and markers. */
export function addTotals(totals: Totals, words: Uint32Array): void {
  totals.words += words.length;
  for (let i = 0; i < words.length; ) {
    const word = words[i];
    if ((word & 3) !== Kind.marker) {
      i++;
      continue;
    }
    const type = markerType(word);
    if (type === Marker.tally) {
      totals.instructions += words[i + 1];
      totals.fetches += words[i + 2];
      totals.loads += words[i + 3];
      totals.stores += words[i + 4];
    } else if (type === Marker.region) totals.regions++;
    else if (type === Marker.task) totals.tasks++;
    else if (type === Marker.window) totals.windows++;
    else if (type === Marker.cpu) totals.cpus = Math.max(totals.cpus, markerOperand(word) + 1);
    else if (type === Marker.continued) uncount(totals, secondPart(words, i));
    if (!BOOKKEEPING.has(type)) totals.events++;
    i += markerLength(word);
  }
  totals.references = totals.fetches + totals.loads + totals.stores;
}

/** The tallies count both parts of an access that crosses a region's edge; the totals count accesses. */
function uncount(totals: Totals, kind: number): void {
  if (kind === Kind.fetch) totals.fetches--;
  else if (kind === Kind.load) totals.loads--;
  else totals.stores--;
}

/** Kind of the access whose second part follows the `continued` at words[i]; its region may be introduced in between. */
export function secondPart(words: Uint32Array, i: number): number {
  let k = i + 1;
  while ((words[k] & 3) === Kind.marker && markerType(words[k]) !== Marker.wide) k += markerLength(words[k]);
  return (words[k] & 3) === Kind.marker ? markerOperand(words[k]) : words[k] & 3;
}

/** A trace's totals: as its source knows them, else by reading it through. */
export async function totalsOfTrace(trace: Trace): Promise<Totals> {
  if (trace.totals !== undefined) return trace.totals;
  const totals = noTotals();
  for await (const { words } of trace.batches()) addTotals(totals, words);
  return trace.totals ?? totals;
}
