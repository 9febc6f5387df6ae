import { FIGURE6_BARS } from '../../../price/parts.ts';
import { columnName } from '../../run/abreast.ts';
import type { Report } from '../../run/report.ts';
import { fittedTable } from '../../text/text-table.ts';
import { type FootprintUse, footprints, megabytes, megabytesText, pagesOf, SIDES, usesIn } from './footprint.ts';

/** Figure 6 in numbers: MB at the end by use, V and M of each configuration; the programs' pages, which the figure leaves out, stand behind the total. */
export function footprintLines(report: Report): string[] {
  const all = footprints(report);
  const inFigure: readonly FootprintUse[] = [...FIGURE6_BARS, ...usesIn(all, ['replicas'])];
  const text = megabytesText(all);
  return fittedTable(
    ['MB at the end', '', ...inFigure, 'total', 'programs'],
    all.flatMap(({ run, end }) =>
      SIDES.map((side) => {
        const mb = (...which: FootprintUse[]) => text(megabytes(pagesOf(end[side], which), run));
        return [
          side === 'V' ? columnName(run) : '',
          side,
          ...inFigure.map((use) => mb(use)),
          mb(...inFigure),
          mb('programs'),
        ];
      }),
    ),
    `ll${'r'.repeat(inFigure.length + 2)}`,
    2,
  );
}
