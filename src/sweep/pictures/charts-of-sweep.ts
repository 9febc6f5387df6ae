import type { TopLevelSpec } from 'vega-lite';
import { WIDE } from '../../report/draw/theme.ts';
import type { Table } from '../../report/tables/table.ts';
import { heatMap } from '../charts/heat-map.ts';
import { labelOf } from '../charts/labels.ts';
import { lines } from '../charts/lines.ts';
import { pareto } from '../charts/pareto.ts';
import { type NamedRows, namedRows, type Row, textOf, type Value } from '../charts/rows.ts';
import { tornado } from '../charts/tornado.ts';
import type { Results } from '../results/results.ts';

/** Values a line family, or small multiples, can have and be read. */
const MOST_LINES = 8;
const MOST_MULTIPLES = 4;
/** Values of a heat map's axis, at most. */
const MOST_CELLS = 60;

/** An axis of the results: a column and its different values. */
interface Dimension {
  name: string;
  values: readonly Value[];
  numeric: boolean;
}

export interface SweepCharts {
  results: Results;
  /** Structure that overhead is measured against. */
  baseline: string;
  /** First columns of the study's axes: others of an axis go with it. */
  axes: readonly string[];
  /** Of the first settings of the axes that are no costs; undefined: the study asks nothing about costs. */
  sensitivity: Table | undefined;
  /** Two columns wanted as a Pareto front. */
  front?: readonly [x: string, y: string] | undefined;
}

/**
 * The charts that suit the shape of a sweep, by name: a line family where an axis has three numbers or more, a heat map where two axes do, how
 * the answer hangs on each cost where costs vary, and the Pareto front of two columns where one is asked for. The answer is the overhead where it
 * is an output, else the first output. `width` is that of a figure in CSS pixels, padding included. What no chart has room for stands at its first value, which the subtitle tells.
 */
export function chartsOfSweep(given: SweepCharts, width = WIDE): Map<string, TopLevelSpec> {
  const charts = new Map<string, TopLevelSpec>();
  const { results, sensitivity, front } = given;
  const outputs = results.columns.filter(({ role }) => role === 'output').map(({ name }) => name);
  const answer = answerOf(given, outputs);
  const rows = filtered(given, answer);
  if (rows.rows.length > 0) {
    const dimensions = dimensionsOf(rows, given.axes);
    const add = (name: string, roles: Roles | undefined, draw: (table: NamedRows, roles: Roles) => TopLevelSpec) => {
      if (roles !== undefined) charts.set(name, draw(fixed(rows, roles), roles));
    };
    add('lines', lineRoles(dimensions), (table, { x, second, ...rest }) =>
      lines(table, { x, y: answer, ...(second === undefined ? {} : { color: second }), ...shown(rest) }, width),
    );
    add('heatmap', heatRoles(dimensions), (table, { x, second, ...rest }) =>
      heatMap(table, { x, y: second!, color: answer, ...shown(rest) }, width),
    );
  }
  if (front !== undefined) charts.set('pareto', frontOf(given, front, width));
  if (sensitivity !== undefined) {
    const table = namedRows(sensitivity);
    const facet = several(table, 'trace') ? { facet: 'trace' } : {};
    const row = several(table, 'structure') ? { row: 'structure' } : {};
    charts.set('sensitivity', tornado(table, { ...facet, ...row }, width));
  }
  return charts;
}

/** The front over all points of a trace, its points named by the axis with the most values. */
function frontOf(given: SweepCharts, [x, y]: readonly [string, string], width: number): TopLevelSpec {
  const all = filtered(given, x === 'overheadPercent' ? x : y);
  const label = dimensionsOf(all, given.axes)
    .filter(({ name }) => name !== 'trace' && name !== x && name !== y)
    .sort(bySize)[0]?.name;
  const facet = several(all, 'trace') ? { facet: 'trace' } : {};
  return pareto(all, { x, y, ...(label === undefined ? {} : { label }), ...facet }, width);
}

/** What a sweep's charts show: the overhead if it is an output and there is anything to be over. */
function answerOf({ results, baseline }: SweepCharts, outputs: readonly string[]): string {
  const structure = results.columns.find(({ name }) => name === 'structure')!;
  return outputs.includes('overheadPercent') && structure.values.some((name) => name !== baseline)
    ? 'overheadPercent'
    : outputs[0];
}

/** Rows with an answer; of an overhead, those that are not the baseline's. */
function filtered({ results, baseline }: SweepCharts, answer: string): NamedRows {
  const { columns, points: length } = results;
  const all = namedRows({ columns, values: columns.map(({ values }) => values), length });
  return where(all, (row) => row[answer] !== null && (answer !== 'overheadPercent' || row.structure !== baseline));
}

const where = ({ columns, rows }: NamedRows, holds: (row: Row) => boolean): NamedRows => ({ columns, rows: rows.filter(holds) }); // biome-ignore format: a line

function dimensionsOf({ rows }: NamedRows, axes: readonly string[]): Dimension[] {
  return ['trace', 'structure', ...axes].flatMap((name) => {
    const values = [...new Set(rows.map((row) => row[name]))].filter((value) => value !== null);
    return values.length < 2 ? [] : [{ name, values, numeric: values.every((value) => typeof value === 'number') }];
  });
}

/** Which dimension is what in a chart; `rest` has a value fixed. */
interface Roles {
  x: string;
  second: string | undefined;
  facet: string | undefined;
  row: string | undefined;
  rest: ReadonlyMap<string, Value>;
}

const bySize = (a: Dimension, b: Dimension): number => b.values.length - a.values.length;

function lineRoles(dimensions: readonly Dimension[]): Roles | undefined {
  const x = dimensions.filter(({ numeric, values }) => numeric && values.length > 2).sort(bySize)[0];
  if (x === undefined) return undefined;
  const second = dimensions
    .filter((each) => each !== x && each.name !== 'trace' && each.values.length <= MOST_LINES)
    .sort(bySize)[0];
  return rolesOf(dimensions, x, second);
}

function heatRoles(dimensions: readonly Dimension[]): Roles | undefined {
  const [x, second] = dimensions
    .filter(({ name, values }) => !['trace', 'structure'].includes(name) && values.length <= MOST_CELLS)
    .sort(bySize);
  return second === undefined || x.values.length < 3 ? undefined : rolesOf(dimensions, x, second);
}

/** Traces stand side by side, else what comes next; the one after that in rows; the others at their first value. */
function rolesOf(dimensions: readonly Dimension[], x: Dimension, second: Dimension | undefined): Roles {
  const left = dimensions
    .filter((each) => each !== x && each !== second)
    .sort((a, b) => Number(b.name === 'trace') - Number(a.name === 'trace'));
  const small = left.filter(({ name, values }) => name === 'trace' || values.length <= MOST_MULTIPLES);
  const [facet, row] = small;
  const rest = new Map(
    left.filter((each) => each !== facet && each !== row).map(({ name, values }) => [name, values[0]]),
  );
  return { x: x.name, second: second?.name, facet: facet?.name, row: row?.name, rest };
}

function fixed(rows: NamedRows, { rest }: Roles): NamedRows {
  return rest.size === 0 ? rows : where(rows, (row) => [...rest].every(([name, value]) => row[name] === value));
}

const shown = ({ facet, row, rest }: Pick<Roles, 'facet' | 'row' | 'rest'>) => ({
  ...(facet === undefined ? {} : { facet }),
  ...(row === undefined ? {} : { row }),
  ...(rest.size === 0
    ? {}
    : {
        subtitle: `at ${Array.from(rest, ([name, value]) => `${labelOf(name).split(',')[0]} ${textOf(name, value)}`).join(', ')}`,
      }),
});

const several = ({ rows }: NamedRows, column: string): boolean => new Set(rows.map((row) => row[column])).size > 1;
