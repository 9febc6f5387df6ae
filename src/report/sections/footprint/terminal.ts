import { FIGURE6_BARS } from '../../../price/parts.ts';
import { columnName } from '../../run/abreast.ts';
import type { Report } from '../../run/report.ts';
import { fittedTable } from '../../text/text-table.ts';
import type { Words } from '../section.ts';
import { type FootprintUse, footprints, megabytes, megabytesText, pagesOf, SIDES, usesIn } from './footprint.ts';

/** What stands in its lines and above its columns, but for the uses of memory. */
export const FOOTPRINT_WORDS: Words = {
  'MB at the end': 'Memory in use when the trace ends, by what it is used for; 1 MB is 2²⁰ bytes.',
  V: 'Memory as the guests see it, and the monitor’s own.',
  M: 'Memory of the machine: what several virtual machines share is counted once.',
  total: 'The columns before it, which are those of Figure 6, and replicas of pages.',
  programs: 'Pages of programs, which Figure 6 leaves out.',
};

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
