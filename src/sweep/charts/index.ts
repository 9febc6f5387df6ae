/** Vega-Lite specifications by name, in the house theme: of runs, and of result tables. `toSvg` and `toPng` draw them. */

export { breakdownChart as breakdown, monitorChart as monitor } from '../../report/charts.ts';
export { figure8Chart as figure8 } from '../../report/locality-charts.ts';
export { movesChart as moves } from '../../report/locality-moves-chart.ts';
export { nodesChart as nodes } from '../../report/locality-nodes-chart.ts';
export { windowsChart as windows } from '../../report/windows-chart.ts';
export { type HeatMapOptions, heatMap } from './heat-map.ts';
export { type LinesOptions, lines } from './lines.ts';
export { type ParetoOptions, pareto } from './pareto.ts';
export { type TornadoOptions, tornado } from './tornado.ts';
