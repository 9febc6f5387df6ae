import type { TopLevelSpec } from 'vega-lite';
import type { Run } from '../../run/run.ts';
import { footprintChart } from './chart.ts';
import { footprintTimeChart } from './time-chart.ts';

export const FOOTPRINT_CHARTS = ['memory', 'memory-time'] as const;
export type FootprintChart = (typeof FOOTPRINT_CHARTS)[number];

/** The charts of memory in use, by file name; none where there is nothing to show. */
export function footprintCharts(runs: readonly Run[]): Map<FootprintChart, TopLevelSpec> {
  const charts = [
    ['memory', footprintChart(runs)],
    ['memory-time', footprintTimeChart(runs)],
  ] as const;
  return new Map(charts.flatMap(([name, chart]) => (chart === undefined ? [] : [[name, chart]])));
}
