/** Vega-Lite specifications by name, in the house theme: of runs, and of result tables. `toSvg` and `toPng` draw them. */

export { figure8Chart as figure8 } from '../../report/sections/locality/charts.ts';
export { movesChart as moves } from '../../report/sections/locality/moves-chart.ts';
export { nodesChart as nodes } from '../../report/sections/locality/nodes-chart.ts';
export { breakdownChart as breakdown, monitorChart as monitor } from '../../report/sections/times/breakdown-chart.ts';
export { windowsChart as windows } from '../../report/sections/times/windows-chart.ts';
export { type HeatMapOptions, heatMap } from './heat-map.ts';
export { type LinesOptions, lines } from './lines.ts';
export { type ParetoOptions, pareto } from './pareto.ts';
export { type TornadoOptions, tornado } from './tornado.ts';
