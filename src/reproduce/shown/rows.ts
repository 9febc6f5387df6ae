import type { BandRow } from '../bands/bands.ts';
import { EXHIBIT_FACTS } from '../exhibits/facts.ts';
import type { ExhibitName } from '../exhibits/names.ts';
import type { Comparison } from '../experiments/comparison.ts';

/** What is shown of a published number: ours beside it, and, where something was set, ours before that. */
export interface ShownRow extends Comparison {
  /** Ours with nothing set; absent where nothing is. */
  before?: number;
  /** What nine tenths of the weight of ours is between; absent where it is fitted, or something is set. */
  band?: readonly [low: number, high: number];
  /** What ours is called. */
  status: Status;
}

/**
 * A prediction is met or missed. A fitted number is called fitted as long as it is the one that was fitted, and comes as near as a prediction
 * would have to; one that a setting has moved was fitted, and is met or missed.
 */
export type Status = 'met' | 'missed' | 'fitted' | 'fitted, missed' | 'was fitted, met' | 'was fitted, missed';

/** Which published number a row is of. */
export const rowKey = ({ exhibit, workload, configuration, segment }: RowName): string =>
  [exhibit, workload, configuration, segment].join(' / ');
type RowName = Pick<Comparison, 'exhibit' | 'workload' | 'configuration' | 'segment'>;

/** What is shown beside published and predicted numbers. */
export interface ShownWith {
  /** The same rows with nothing set, if something is. */
  before?: readonly Comparison[] | undefined;
  /** Bands of the same rows. Those of what is fitted, and of other rows, are left out. */
  bands?: readonly Pick<BandRow, 'exhibit' | 'workload' | 'configuration' | 'segment' | 'low' | 'high'>[] | undefined;
}

/** Rows with what else is shown of them. */
export function shownRows(rows: readonly Comparison[], { before, bands = [] }: ShownWith = {}): ShownRow[] {
  const was = new Map(before?.map((row) => [rowKey(row), row.predicted]));
  const banded = new Map(bands.map((row) => [rowKey(row), [row.low, row.high] as const]));
  return rows.map((row) => {
    const old = was.get(rowKey(row));
    const band = row.fitted || before !== undefined ? undefined : banded.get(rowKey(row));
    return {
      ...row,
      status: statusOf(row, old),
      ...(old === undefined ? {} : { before: old }),
      ...(band === undefined || !(band[0] < band[1]) ? {} : { band }),
    };
  });
}

function statusOf(row: Comparison, before: number | undefined): Status {
  const { fitted, verdict, predicted } = row;
  if (!fitted) return verdict;
  const { digits } = EXHIBIT_FACTS[row.exhibit as ExhibitName];
  if (before !== undefined && predicted.toFixed(digits) !== before.toFixed(digits)) return `was fitted, ${verdict}`;
  return verdict === 'met' ? 'fitted' : 'fitted, missed';
}
