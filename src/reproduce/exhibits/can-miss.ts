import type { Pair } from '../experiments/comparison.ts';

/** Whether a row can come out wrong, and so says something of the model: what coverage and the summaries count. */
export const canMiss = (row: Pair): boolean => uncountedBecause(row) === undefined;

/** Whether how the model is built fixes a number that nothing was fitted to. */
export const isFixed = (row: Pair): boolean => uncountedBecause(row)?.startsWith('fixed: ') ?? false;

/**
 * Why a row says nothing of the model, and is left out of coverage: it is IRIX's or UMA's, it was fitted to, or it is fixed by construction.
 * Undefined: it counts. Which do was decided before any draw was made; `reports/reproduction/counted-rows.json` lists them.
 */
export function uncountedBecause({ exhibit, workload, configuration, segment, fitted }: Pair): string | undefined {
  if (fitted) return 'fitted, or native';
  if (exhibit === 'fig5' && segment === 'idle' && workload !== 'pmake') return 'fixed: the trace has no disk request';
  if (exhibit === 'fig6') return fixedInFigure6(configuration, segment);
  if (exhibit !== 'fig7') return undefined;
  if (segment === 'user') return 'fixed: bars are of the same work, so that user instructions are equal';
  if (configuration === 'splashos' && ['kernel', 'sync', 'idle'].includes(segment)) return 'fixed: SPLASHOS has none';
  return undefined;
}

function fixedInFigure6(configuration: string, segment: string): string | undefined {
  if (segment.endsWith(' text')) return "fixed: the profile's pages of text, once for each kernel or once in all";
  if (segment === 'V DISCO') return 'the same number as M DISCO';
  if (configuration !== '1vm') return undefined;
  if (segment === 'V total') return 'the same number as M total';
  return segment === 'M DISCO' || segment === 'M total'
    ? undefined
    : 'fixed: one machine has what IRIX has, which is given';
}
