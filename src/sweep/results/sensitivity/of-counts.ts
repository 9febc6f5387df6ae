import type { ColumnTable } from 'arquero';
import type { Costs } from '../../../price/costs.ts';
import { type SensitivityOptions, sensitivityRows } from '../../../price/sensitivity.ts';
import type { Counts } from '../../../replay/counts/counts.ts';
import { toArquero } from '../../../report/tables/arquero.ts';
import { costsTable } from './table.ts';

/** `sensitivityRows` as a table: a row for each cost, the widest swing first. */
export const sensitivity = (counts: Counts, costs: Costs, options: SensitivityOptions = {}): ColumnTable =>
  toArquero(costsTable.of(sensitivityRows(counts, costs, options)));
