import { reportCharts } from '../../report/library.ts';
import { heatMap } from './heat-map.ts';
import { lines } from './lines.ts';
import { pareto } from './pareto.ts';
import { tornado } from './tornado.ts';

/** Vega-Lite specifications by name, in the house theme: of runs, and of result tables. `toSvg` and `toPng` draw them. */
export const charts = { ...reportCharts, figure8: reportCharts.locality, heatMap, lines, pareto, tornado };
