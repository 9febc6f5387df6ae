import { COST_NAMES, type CostName, Costs } from '../../price/costs.ts';
import { PART_NAMES, type Part } from '../../price/parts.ts';
import { PART_LABELS } from '../../report/text/words.ts';

/** Names whose words do not say it. */
const SPECIAL: Readonly<Record<string, string>> = {
  totalMs: 'total, ms',
  overheadPercent: 'overhead, percent',
  cpi: 'cycles per instruction',
};
const CAPITALS: Readonly<Record<string, string>> = { tlb: 'TLB', l1: 'L1', l1i: 'L1I', l1d: 'L1D', l2: 'L2', vm: 'VM' };
/** The units of costs, by unit of `Costs`. */
const unitOf = (cost: CostName): string => Costs.shape[cost].shape.unit.value;

/** `secondLevelTlb` as `second level TLB` */
export const words = (name: string): string =>
  name
    .split(/[.\s]|(?=[A-Z])/)
    .map((word) => CAPITALS[word.toLowerCase()] ?? word.toLowerCase())
    .join(' ');

/** What people read for a column of results: `remoteMemory` is `remote memory, ns`, `userStallMs` `user stall, ms`. */
export function labelOf(column: string): string {
  const special = SPECIAL[column];
  if (special !== undefined) return special;
  if (COST_NAMES.includes(column as CostName)) return `${words(column)}, ${unitOf(column as CostName)}`;
  const ms = /^(.*)Ms$/.exec(column)?.[1];
  if (ms !== undefined) return `${PART_NAMES.includes(ms as Part) ? PART_LABELS[ms as Part] : words(ms)}, ms`;
  const rate = /^(.*)Per1000$/.exec(column)?.[1];
  if (rate !== undefined) return `${words(rate)} per 1000 instructions`;
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
  return Number(value.toPrecision(6)).toLocaleString('en-US', { maximumFractionDigits: 6 });
}

/** Vega's expression for the same on a numeric axis; undefined: its own labels are good. */
export const axisLabels = (column: string): { labelExpr: string } | undefined =>
  column.endsWith('Bytes')
    ? {
        labelExpr:
          "datum.value >= 1048576 ? datum.value / 1048576 + ' MB' : datum.value >= 1024 ? datum.value / 1024 + ' KB' : datum.value",
      }
    : undefined;
