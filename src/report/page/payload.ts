import { drawnValues } from '../../config/annotations/spread.ts';
import { type ConfigKind, loadLocated, presetNames } from '../../config.ts';
import { type CostSet, costIn } from '../../price/cost-list.ts';
import { COSTS, type Costs } from '../../price/costs.ts';
import type { LiveKind, Payload } from './live.ts';

/** A page's content with the costs it is priced by, those that come with the program, and what assumed costs may be. */
export const payloadOf = <Content>(kind: LiveKind<Content>, content: Content, costs: Costs): Payload => payloadWith(COSTS, kind, content, costs); // biome-ignore format: a line

/** The same of a kind with costs of its own: documents of `sets`. */
export function payloadWith<Content, Set extends CostSet>(
  sets: ConfigKind<Set>,
  { name }: LiveKind<Content, Set>,
  content: Content,
  costs: Set,
): Payload {
  const documents = presetNames(sets).map((preset) => loadLocated(sets, preset, []));
  const ranges: Partial<Record<string, [number, number]>> = {};
  for (const { value, priors } of documents)
    for (const prior of priors) {
      const ends = [0, 1].map((quantile) => new Map(drawnValues(prior, quantile).map(({ path, value }) => [path[0], value])));
      for (const cost of ends[0].keys())
        // The prior is that of an assumption, whichever document has taken it over.
        if (costIn(costs, cost)?.kind === 'assumed' && costIn(costs, cost).source === costIn(value, cost).source)
          ranges[cost] ??= [Number(ends[0].get(cost)), Number(ends[1].get(cost))];
    } // biome-ignore format: loops
  return { kind: name, content, costs, presets: documents.map(({ value }) => value), ranges };
}
