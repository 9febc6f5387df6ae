import type { ColumnTable } from 'arquero';
import type { Costs } from '../../../price/costs.ts';
import { type SensitivityOptions, sensitivityRows } from '../../../price/sensitivity.ts';
import type { Counts } from '../../../replay/counts/counts.ts';
import { toArquero } from '../../../report/tables/arquero.ts';
import { costsTable } from './table.ts';

/**
 * `sensitivityRows` as a table: a row for each cost, the widest swing first.
 *
 * @param counts - what `replay` counted
 * @param costs - the values in the middle
 * @param options - which answer, against which baseline, between which values
 * @returns an arquero table, which `charts.tornado` draws
 * @example
 * ```ts
 * import { charts, loadCosts, loadStructures, openTrace, replayAll, sensitivity, toSvg } from 'disco-replay';
 *
 * const [irix, disco] = await replayAll(await openTrace('padded'), loadStructures(['irix', 'disco']));
 * const hangsOn = sensitivity(disco, loadCosts('flash'), { baseline: irix, factor: 1.5 });
 * hangsOn.print(5);
 * console.log((await toSvg(charts.tornado(hangsOn))).length);
 * ```
 */
export const sensitivity = (counts: Counts, costs: Costs, options: SensitivityOptions = {}): ColumnTable =>
  toArquero(costsTable.of(sensitivityRows(counts, costs, options)));
