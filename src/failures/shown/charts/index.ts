import type { TopLevelSpec } from 'vega-lite';
import type { Studied } from '../configuration.ts';
import { mapChart } from './map.ts';
import { radiusChart } from './pareto.ts';
import { timeChart } from './time.ts';

/** The charts of a study by the names of their files: those that have something to show. */
export function studyCharts(all: readonly Studied[], width?: number): [name: string, spec: TopLevelSpec][] {
  const drawn: [string, TopLevelSpec | undefined][] = [
    ['failures', radiusChart(all, width)],
    ['failures-map', mapChart(all, width)],
    ['failures-time', timeChart(all, width)],
  ];
  return drawn.flatMap(([name, spec]) => (spec === undefined ? [] : [[name, spec] as [string, TopLevelSpec]]));
}
