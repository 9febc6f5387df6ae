import type { Comparison } from '../experiments/comparison.ts';
import type { ShownRow } from './rows.ts';

/** The rows of `--json`: keys are a stable handle. With settings they have `before` and `status` too. */
export const jsonRows = (rows: readonly ShownRow[]): (Comparison & Partial<Pick<ShownRow, 'before' | 'status'>>)[] =>
  rows.map(({ status, band: _, ...row }) => (row.before === undefined ? row : { ...row, status }));
