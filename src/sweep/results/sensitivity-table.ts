import type { ColumnTable } from 'arquero';
import type { Costs } from '../../price/costs.ts';
import { type Sensitivity, type SensitivityOptions, sensitivityRows } from '../../price/sensitivity.ts';
import type { Counts } from '../../replay/counts/counts.ts';
import { tableOf } from '../../report/text/table-of.ts';

const COLUMNS = [
  'output', 'cost', 'kind', 'unit', 'base', 'low', 'high', 'atBase', 'atLow', 'atHigh', 'swing',
] as const satisfies (keyof Sensitivity)[]; // biome-ignore format: a list

/** `sensitivityRows` as a table: a row for each cost, the widest swing first. */
export const sensitivity = (counts: Counts, costs: Costs, options: SensitivityOptions = {}): ColumnTable =>
  tableOf(COLUMNS, sensitivityRows(counts, costs, options));
