import { chartsHtml, number, type PagePart, part, tableHtml } from '../../markup/markup.ts';
import type { Report } from '../../run/report.ts';
import {
  FOOTPRINT_USES,
  type FootprintUse,
  footprints,
  megabytes,
  megabytesText,
  pagesOf,
  SIDES,
  usesIn,
} from './footprint.ts';

/** Memory in use: Figure 6's form, its numbers, and over time. */
export function footprintPage(report: Report, figure: (chart: string) => string): PagePart[] {
  const all = footprints(report);
  const uses = usesIn(all);
  const mb = megabytesText(all);
  const apart: readonly FootprintUse[] = ['programs', 'free lists'];
  const inFigure = FOOTPRINT_USES.filter((use) => !apart.includes(use));
  const line = (label: string, which: readonly FootprintUse[]) => [
    label,
    ...all.flatMap(({ run, end }) => SIDES.map((side) => mb(megabytes(pagesOf(end[side], which), run)))),
  ];
  const each = (among: readonly FootprintUse[]) =>
    among.filter((use) => uses.includes(use)).map((use) => line(use, [use]));
  const rows = [...each(inFigure), line('total, as in Figure 6', inFigure), ...each(apart)];
  const columns = [
    { head: 'MB at the end' },
    ...all.flatMap(({ name }) => SIDES.map((side) => number(`${name}, ${side}`))),
  ];
  return part(
    'Memory in use',
    'As in Figure 6 of the paper, in MB of 2²⁰ bytes: V is the physical memory the virtual machines believe they use, M the machine’s memory behind it; the monitor’s own is in both. The programs’ pages, and pages on the guests’ free lists, are not in the figure.',
    chartsHtml(figure('memory')) +
      tableHtml('Memory in use, in MB', columns, rows, new Set([each(inFigure).length])) +
      chartsHtml(figure('memory-time')),
  );
}
