import { reportCharts } from '../../report/library.ts';
import { heatMap } from './heat-map.ts';
import { lines } from './lines.ts';
import { pareto } from './pareto.ts';
import { tornado } from './tornado.ts';

const { locality: figure8, ...others } = reportCharts;

/** Vega-Lite specifications by name, in the house theme: of runs, and of result tables. `toSvg` and `toPng` draw them. */
export const charts = { ...others, figure8, heatMap, lines, pareto, tornado };
