import { COST_NAMES, COST_TABLE, type CostName } from '../../price/cost-table.ts';
import { asGiven, words } from '../../report/text/words.ts';
import { isOutput, outputColumn } from '../results/output-columns.ts';

/** What people read for a column of results: `remoteMemory` is `remote memory, ns`, `userStallMs` `user stall, ms`; of draws `userStallMs.low` is `user stall, ms, low`. */
export function labelOf(column: string): string {
  const [, drawn, part] = /^(.*)\.(low|median|high)$/.exec(column) ?? [];
  if (drawn !== undefined && isOutput(drawn)) return `${labelOf(drawn)}, ${part}`;
  if (isOutput(column)) {
    const { label, unit, kind } = outputColumn(column);
    return unit === undefined || kind === 'integer' ? label! : `${label}, ${unit}`;
  }
  if (COST_NAMES.includes(column as CostName)) return `${words(column)}, ${COST_TABLE[column as CostName][0]}`;
  const bytes = /^(.*)Bytes$/.exec(column)?.[1];
  if (bytes !== undefined) return `${lastWords(bytes)}, bytes`;
  return column.includes('.') ? lastWords(column) : words(column);
}

/** A path's last part with the one before: `tlb.entries` of `machine.tlb.entries`. */
const lastWords = (path: string): string => words(path.split('.').slice(-2).join('.'));

/** A value as labels and legends show it: sizes in bytes by their unit. */
export function valueLabel(column: string, value: unknown): string {
  if (value === null || value === undefined) return '–';
  if (typeof value !== 'number') return String(value);
  if (column.endsWith('Bytes') && value >= 1024)
    return value % 2 ** 20 === 0 ? `${value / 2 ** 20} MB` : `${Number((value / 1024).toPrecision(4))} KB`;
  return asGiven(value);
}

/** Vega's expression for the same on a numeric axis; undefined: its own labels are good. */
export const axisLabels = (column: string): { labelExpr: string } | undefined =>
  column.endsWith('Bytes')
    ? {
        labelExpr:
          "datum.value >= 1048576 ? datum.value / 1048576 + ' MB' : datum.value >= 1024 ? datum.value / 1024 + ' KB' : datum.value",
      }
    : undefined;
