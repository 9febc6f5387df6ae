import type { TopLevelSpec } from 'vega-lite';
import { WIDE } from '../../report/draw/theme.ts';
import type { Table } from '../../report/tables/table.ts';
import { heatMap } from '../charts/heat-map.ts';
import { lines } from '../charts/lines.ts';
import { pareto } from '../charts/pareto.ts';
import { type NamedRows, namedRows, type Row } from '../charts/rows.ts';
import { tornado } from '../charts/tornado.ts';
import { answerOf } from '../finding/cells.ts';
import type { PricedPlan } from '../plan/points.ts';
import { mediansOfResults } from '../results/bands.ts';
import { digitsOfResults } from '../results/digits.ts';
import type { Results } from '../results/results.ts';
import {
  bySize,
  dimensionsOf,
  heatRoles,
  heldRows,
  heldSentences,
  lineRoles,
  type Roles,
  shown,
  standingSentences,
} from './roles.ts';

export interface SweepCharts {
  plan: PricedPlan;
  results: Results;
  /** At the structures’ own settings of the axes that are no costs; undefined: the study asks nothing about costs. */
  sensitivity: Table | undefined;
  /** Two columns wanted as a Pareto front. */
  front?: readonly [x: string, y: string] | undefined;
}

/**
 * The charts that suit the shape of a sweep, by name: a line family where an axis has three numbers or more, a heat map where two axes do, how
 * the answer hangs on each cost where costs vary, and the Pareto front of two columns where one is asked for. The answer is the overhead where it
 * is an output, else the first output. `width` is that of a figure in CSS pixels, padding included. What a
 * chart has no room for stands at the structures’ own value, which subtitle and caption tell.
 */
export function chartsOfSweep(given: SweepCharts, width = WIDE): Map<string, TopLevelSpec> {
  const charts = new Map<string, TopLevelSpec>();
  const { plan, results, sensitivity, front } = given;
  const answer = answerOf(plan, results);
  const rows = filtered(given, answer);
  if (rows.rows.length > 0) {
    const dimensions = dimensionsOf(rows, plan);
    const add = (name: string, roles: Roles | undefined, draw: (table: NamedRows, roles: Roles) => TopLevelSpec) => {
      if (roles === undefined) return;
      const own = heldRows(rows, roles, plan);
      if (own.rows.length === 0) return;
      const spec = draw(own, roles);
      charts.set(name, { ...spec, description: [spec.description, ...heldSentences(plan, roles)].join(' ') });
    };
    add('lines', lineRoles(dimensions), (table, { x, second, ...others }) =>
      lines(table, { x, y: answer, ...(second === undefined ? {} : { color: second }), ...shown(plan, others) }, width),
    );
    add('heatmap', heatRoles(dimensions), (table, { x, second, ...others }) =>
      heatMap(table, { x, y: second!, color: answer, ...shown(plan, others) }, width),
    );
  }
  if (front !== undefined) charts.set('pareto', frontOf(given, front, width));
  if (sensitivity !== undefined) {
    const table = { ...namedRows(sensitivity), digits: digitsOfResults(results) };
    const facet = several(table, 'trace') ? { facet: 'trace' } : {};
    const row = several(table, 'structure') ? { row: 'structure' } : {};
    const spec = tornado(table, { ...facet, ...row }, width);
    charts.set('sensitivity', { ...spec, description: [spec.description, ...standingSentences(plan)].join(' ') });
  }
  return charts;
}

/** The front over all points of a trace, its points named by the axis with the most values. */
function frontOf(given: SweepCharts, [x, y]: readonly [string, string], width: number): TopLevelSpec {
  const all = filtered(given, x === 'overheadPercent' ? x : y);
  const label = dimensionsOf(all, given.plan)
    .filter(({ name }) => name !== 'trace' && name !== x && name !== y)
    .sort(bySize)[0]?.name;
  const facet = several(all, 'trace') ? { facet: 'trace' } : {};
  return pareto(all, { x, y, ...(label === undefined ? {} : { label }), ...facet }, width);
}

/** Rows with an answer; of an overhead, those that are not the baseline's. */
function filtered({ results, plan: { grid } }: SweepCharts, answer: string): NamedRows {
  const baseline = grid.configurations[grid.baseline].name;
  const { columns, points: length } = mediansOfResults(results);
  const all = {
    ...namedRows({ columns, values: columns.map(({ values }) => values), length }),
    digits: digitsOfResults(results),
  };
  return where(all, (row) => row[answer] !== null && (answer !== 'overheadPercent' || row.structure !== baseline));
}

const where = ({ rows, ...more }: NamedRows, holds: (row: Row) => boolean): NamedRows => ({ ...more, rows: rows.filter(holds) }); // biome-ignore format: a line

const several = ({ rows }: NamedRows, column: string): boolean => new Set(rows.map((row) => row[column])).size > 1;
