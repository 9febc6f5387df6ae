import type { ColumnTable } from 'arquero';
import type { TopLevelSpec } from 'vega-lite';
import { BAR_COLORS, INK, SCHEMA, THEME } from '../../report/draw/theme.ts';
import { acrossOf, type Facets, multiplied } from './facets.ts';
import { labelOf } from './labels.ts';
import { capital, heading } from './lines.ts';
import { fieldOf, numericAxis, type Row, rowsOf, safeRows, textOf } from './rows.ts';

export interface ParetoOptions extends Facets {
  /** A column of numbers, of which less is better. */
  x: string;
  /** A column of numbers, of which less is better. */
  y: string;
  /** What names a point of the front. */
  label?: string;
  title?: string;
  subtitle?: string;
}

/** Points of the front that bear their names, at most. */
const MOST_LABELS = 12;

/** Numbers of the points that no other beats in one of two values without losing in the other, by rising x; of equal ones the first. */
export function paretoFront(points: readonly (readonly [x: number, y: number])[]): number[] {
  const order = points
    .map((_, n) => n)
    .sort((a, b) => points[a][0] - points[b][0] || points[a][1] - points[b][1] || a - b);
  const front: number[] = [];
  let least = Number.POSITIVE_INFINITY;
  for (const n of order)
    if (points[n][1] < least) {
      front.push(n);
      least = points[n][1];
    }
  return front;
}

/** All points by two values of which less is better, and the front of those that none is better than in both. Each small multiple has its own. */
export function pareto(table: ColumnTable, options: ParetoOptions): TopLevelSpec {
  const { x, y, label, facet, row, title = capital(`${heading(y)} against ${heading(x)}`), subtitle } = options;
  const columns = [x, y, label, facet, row].filter((name) => name !== undefined);
  const texts = [label, facet, row].filter((name) => name !== undefined && name !== x && name !== y) as string[];
  const rows = rowsOf(table, { columns, numbers: [x, y] });
  const best = new Set(frontRows(rows, options));
  const values = safeRows(rows, columns, texts).map((cell, n) => ({
    ...cell,
    standing: best.has(rows[n]) ? 'on the front' : 'beaten by another',
    name: label === undefined ? '' : textOf(label, rows[n][label]),
  }));
  const width = acrossOf(rows, options) > 1 ? 220 : 420;
  const axis = (column: string) => numericAxis(column, rows.map((each) => each[column] as number)); // biome-ignore format: short
  const scale = { domain: ['on the front', 'beaten by another'], range: [BAR_COLORS.monitor, '#8b95a1'] };
  const only = { filter: "datum.standing === 'on the front'" };
  const labelled = label !== undefined && best.size <= MOST_LABELS;
  const points = {
    mark: { type: 'point', filled: true, opacity: 1, size: 46 },
    encoding: {
      color: { field: 'standing', type: 'nominal', scale },
      shape: { field: 'standing', type: 'nominal', scale: { domain: scale.domain, range: ['circle', 'diamond'] } },
    },
  };
  const chart = {
    width,
    height: width > 300 ? 260 : 200,
    encoding: { x: axis(x), y: axis(y) },
    layer: [
      {
        transform: [only],
        mark: { type: 'line', interpolate: 'step-after', color: BAR_COLORS.monitor, strokeWidth: 1 },
        encoding: { order: { field: fieldOf(x), type: 'quantitative' } },
      },
      { transform: [{ filter: "datum.standing !== 'on the front'" }], ...points },
      { transform: [only], ...points },
      ...(labelled
        ? [
            {
              transform: [only],
              mark: { type: 'text', align: 'left', baseline: 'bottom', dx: 5, dy: -4, fontSize: 10, color: INK },
              encoding: { text: { field: 'name' } },
            },
          ]
        : []),
    ],
  };
  return {
    $schema: SCHEMA,
    description: `${labelOf(y)} against ${labelOf(x)}, less of both is better; ${best.size} of ${rows.length} points are on the front.`,
    title: {
      text: title,
      subtitle: subtitle ?? `less of both is better${labelled ? `; at points: ${labelOf(label!)}` : ''}`,
    },
    config: THEME,
    data: { values },
    ...multiplied(chart, rows, options),
  } as TopLevelSpec;
}

/** The rows on the front, of each small multiple. */
function frontRows(rows: readonly Row[], { x, y, facet, row }: ParetoOptions): Row[] {
  const key = (each: Row): string => JSON.stringify([facet, row].map((name) => name && each[name]));
  return [...Map.groupBy(rows, key).values()].flatMap((group) =>
    paretoFront(group.map((each) => [each[x] as number, each[y] as number])).map((n) => group[n]),
  );
}
