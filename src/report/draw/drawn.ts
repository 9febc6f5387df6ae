import type { TopLevelSpec } from 'vega-lite';
import { toSvg } from './render.ts';

/** A chart, drawn. */
export interface Drawn {
  /** That of its files. */
  name: string;
  spec: TopLevelSpec;
  svg: string;
}

export const drawn = async (charts: Iterable<readonly [name: string, spec: TopLevelSpec]>): Promise<Drawn[]> => {
  const all: Drawn[] = [];
  for (const [name, spec] of charts) all.push({ name, spec, svg: await toSvg(spec) });
  return all;
};
