import { cut } from '../text/words.ts';
import type { ReportRun } from './report.ts';

/** Configurations side by side in a table of a terminal; more follow below. */
const ABREAST = 3;

/** The runs in groups that stand side by side. */
export const abreast = (runs: readonly ReportRun[]): ReportRun[][] =>
  Array.from({ length: Math.ceil(runs.length / ABREAST) }, (_, n) => runs.slice(n * ABREAST, (n + 1) * ABREAST));

/** A run's name as it heads a column in a terminal. */
export const columnName = ({ name }: ReportRun): string => cut(name, 14);
