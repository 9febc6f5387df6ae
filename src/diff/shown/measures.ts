import { printable } from '../../printable.ts';
import { integer } from '../../report/text/words.ts';
import type { ResultDiff } from '../diff.ts';
import { shownFor } from './numbers.ts';

export const MEASURES = 'What changed of each output';
export const MEASURE_HEADS = ['points', 'mean change', 'least', 'greatest'] as const;

/** Of a sweep each output that changed, over all points that both have; of other results nothing. */
export function measureCells({ measures, a }: ResultDiff): { labels: string[]; cells: string[][] } {
  const changed = a.kind === 'sweep' ? measures.filter((measure) => measure.changed > 0) : [];
  return {
    labels: changed.map(({ label, unit }) => `${printable(label)}${unit === '' || unit === 'events' ? '' : `, ${unit}`}`),
    cells: changed.map((measure) => {
      const { change } = shownFor([{ ...measure, before: measure.least, after: measure.greatest }]);
      return [`${integer(measure.changed)} of ${integer(measure.compared)}`, ...[measure.mean, measure.least, measure.greatest].map(change)];
    }),
  };
} // biome-ignore format: long lines
