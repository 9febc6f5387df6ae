import { drawnValues } from '../../config/annotations/spread.ts';
import { loadLocated, presetNames } from '../../config.ts';
import { COSTS, type CostName, type Costs } from '../../price/costs.ts';
import type { LiveKind, Payload } from './live.ts';

/** A page's content with the costs it is priced by, those that come with the program, and what assumed costs may be. */
export function payloadOf<Content>({ name }: LiveKind<Content>, content: Content, costs: Costs): Payload {
  const documents = presetNames(COSTS).map((preset) => loadLocated(COSTS, preset, []));
  const ranges: Partial<Record<CostName, [number, number]>> = {};
  for (const { value, priors } of documents)
    for (const prior of priors) {
      const ends = [0, 1].map((quantile) => new Map(drawnValues(prior, quantile).map(({ path, value }) => [path[0], value])));
      for (const cost of ends[0].keys() as Iterable<CostName>)
        // The prior is that of an assumption, whichever document has taken it over.
        if (costs[cost]?.kind === 'assumed' && costs[cost].source === value[cost].source)
          ranges[cost] ??= [Number(ends[0].get(cost)), Number(ends[1].get(cost))];
    } // biome-ignore format: loops
  return { kind: name, content, costs, presets: documents.map(({ value }) => value), ranges };
}
