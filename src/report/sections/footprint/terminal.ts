import type { Run } from '../../run/run.ts';
import { textTable } from '../../text/text-table.ts';
import { cut, decimal } from '../../text/words.ts';
import { FIGURE6_USES, type FootprintUse, footprints, megabytes, pagesOf, SIDES, usesIn } from './footprint.ts';
import { USE_STYLE } from './style.ts';

/** Shorter where the columns would not fit 80 characters. */
const HEADS: Partial<Record<FootprintUse, string>> = { kernelData: 'data', kernelText: 'text', bufferCache: 'buffers' };

/** Figure 6 in numbers: MB at the end by use, V and M of each configuration; the programs' pages, which the figure leaves out, stand behind the total. At most 80 columns. */
export function footprintLines(runs: readonly Run[]): string[] {
  const all = footprints(runs);
  if (all.length === 0) return [];
  const inFigure: readonly FootprintUse[] = [...FIGURE6_USES, ...usesIn(all, ['replicas'])];
  const most = Math.max(...all.map(({ run, end }) => megabytes(pagesOf(end.V), run)));
  // At most six characters a number, up to 100,000 MB: all columns fit.
  const digits = most < 100 ? 2 : most < 1000 ? 1 : 0;
  return textTable(
    [
      ['MB at the end', '', ...inFigure.map(head), 'total', head('user')],
      ...all.flatMap(({ name, run, end }) =>
        SIDES.map((side) => {
          const mb = (...which: FootprintUse[]) => decimal(megabytes(pagesOf(end[side], which), run), digits);
          return [
            side === 'V' ? cut(name, 14) : '',
            side,
            ...inFigure.map((use) => mb(use)),
            mb(...inFigure),
            mb('user'),
          ];
        }),
      ),
    ],
    `ll${'r'.repeat(inFigure.length + 2)}`,
  );
}

const head = (use: FootprintUse): string => HEADS[use] ?? USE_STYLE[use].label;
