import { type ColumnTable, table } from 'arquero';
import type { ResultColumn } from './point-prices.ts';
import type { Results } from './results.ts';

/**
 * The results as an arquero table, a row for each point in the order of the points: `trace`, `structure`, a column for each setting that
 * varies, named by its path, and the outputs, whose names say their units. Numbers without gaps are `Float64Array`s; a column in which a
 * setting or output means nothing to some structure is an array with nulls.
 *
 * @param results - what `sweep` found
 * @returns an arquero table
 * @example
 * ```ts
 * import { resultsTable, sweep } from 'disco-replay';
 *
 * const { results } = await sweep({ traces: ['padded'], vary: { remoteMemory: [600, 900] } });
 * resultsTable(results).orderby('totalMs').print();
 * ```
 */
export const resultsTable = ({ columns }: Results): ColumnTable =>
  table(
    columns.map((column) => [column.name, valuesOf(column)]),
    columns.map(({ name }) => name),
  );

const valuesOf = ({ values }: ResultColumn): Float64Array | unknown[] =>
  values.length > 0 && values.every((value) => typeof value === 'number')
    ? Float64Array.from(values as readonly number[])
    : [...values];
