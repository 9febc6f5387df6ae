import type { PriorEntry } from '../../../config/annotations/spread.ts';

/** What a number may be by its prior, why, and what that rests on. */
export function priorText(prior: PriorEntry, unit = ''): string {
  const { reason, source } = prior;
  const rests = `: ${reason}; ${source}`;
  if ('oneOf' in prior) return `one of ${prior.oneOf.map(String).join(', ')}${rests}`;
  const { from, to, scale } = prior;
  const number = (bound: number | string): string =>
    typeof bound === 'number' ? bound.toLocaleString('en-US') : bound;
  const own = typeof to === 'number' && unit !== '' ? ` ${unit}` : '';
  return `${number(from)} to ${number(to)}${own}${scale === 'log' ? ' (in ratios)' : ''}${rests}`;
}
