import { enumerate, integer, percent, plural, printable } from '../../../report/text/words.ts';
import type { LocatedScenario } from '../../scenario/scenario.ts';
import { NOT_REPLAYED } from '../../survivors/goes-on.ts';
import type { Played } from '../configuration.ts';

/** How survivors go on, a sentence for each configuration in which anybody does, and one for the others that are alike. */
export function survivorSentences(all: readonly Played[]): string[] {
  const replayed = all.flatMap((each) => (typeof each.after === 'string' ? [] : [goingOn(each, each.after)]));
  const others = Map.groupBy(all.filter(({ after }) => typeof after === 'string'), ({ after }) => after as keyof typeof NOT_REPLAYED);
  return [...replayed, ...[...others].map(([why, each]) => `${enumerate(each.map(({ name }) => printable(name)))}: ${NOT_REPLAYED[why]}.`)];
} // biome-ignore format: a long line

function goingOn({ name, hits, containment }: Played, { survivors, lost, spared }: Exclude<Played['after'], string>): string {
  const who = `${printable(name)}, after ${integer(hits[0].clock)} instructions: ${integer(survivors.length)} of ${plural(containment.vms, 'VM')} ${survivors.length === 1 ? 'goes' : 'go'} on`;
  if (spared.ns === 0) return `${who}, and nothing is left to do.`;
  const differs = (noun: string, of: 'pageFaults' | 'diskRequests' | 'remoteMisses'): string[] => {
    const more = lost[of] - spared[of];
    return more === 0 ? [] : [`${integer(Math.abs(more))} ${more > 0 ? 'more' : 'fewer'} ${noun}${Math.abs(more) === 1 ? '' : noun === 'remote miss' ? 'es' : 's'}`];
  };
  const events = [...differs('monitor page fault', 'pageFaults'), ...differs('disk request', 'diskRequests'), ...differs('remote miss', 'remoteMisses')];
  return `${who}. What they still do takes ${percent((100 * lost.ns) / spared.ns)} of its undisturbed time${events.length === 0 ? '' : `, with ${enumerate(events)}`}.`;
} // biome-ignore format: sentences

/** What is to be known of that. */
export const survivorNotes = ({ losses }: LocatedScenario, all: readonly Played[]): string[] => {
  if (all.every(({ after }) => typeof after === 'string')) return [];
  return [
    ...(new Set(losses.map(({ at }) => at)).size > 1 ? ['The first loss is run on from; later ones are not replayed.'] : []),
    'Time of survivors is processor time, with the monitor’s work for them and without waiting for disks; it can be less than undisturbed, as who is lost no longer competes for memory and locks. Nobody who is lost is started anew on what is left.',
    ...(all.some(({ containment }) => containment.disks.size > 0) ? ['Disks that hang on a lost node are read on by survivors as if another had them.'] : []),
  ];
}; // biome-ignore format: sentences
