import { toSvg } from '../../draw/render.ts';
import { type Column, figureHtml, sectionHtml, tableHtml } from '../../markup/markup.ts';
import type { Run } from '../../run/run.ts';
import { decimal } from '../../text/words.ts';
import { footprintCharts } from './charts.ts';
import { FOOTPRINT_USES, type FootprintUse, footprints, megabytes, pagesOf, SIDES, usesIn } from './footprint.ts';
import { USE_STYLE } from './style.ts';

const number = (head: string): Column => ({ head, numeric: true });

/** Memory in use: Figure 6's form, its numbers, and over time. Empty where V is M. */
export async function footprintSection(runs: readonly Run[]): Promise<string> {
  const all = footprints(runs);
  if (all.length === 0) return '';
  const figures: string[] = [];
  for (const chart of footprintCharts(runs).values())
    figures.push(`<div class="charts">${figureHtml(await toSvg(chart))}</div>`);
  const uses = usesIn(all);
  const apart: readonly FootprintUse[] = ['user', 'free'];
  const inFigure = FOOTPRINT_USES.filter((use) => !apart.includes(use));
  const line = (label: string, which: readonly FootprintUse[]) => [
    label,
    ...all.flatMap(({ run, end }) => SIDES.map((side) => decimal(megabytes(pagesOf(end[side], which), run), 2))),
  ];
  const each = (among: readonly FootprintUse[]) =>
    among.filter((use) => uses.includes(use)).map((use) => line(USE_STYLE[use].label, [use]));
  const rows = [...each(inFigure), line('total, as in Figure 6', inFigure), ...each(apart)];
  const columns = [
    { head: 'MB at the end' },
    ...all.flatMap(({ name }) => SIDES.map((side) => number(`${name}, ${side}`))),
  ];
  const [bars, time] = figures;
  return sectionHtml(
    'Memory in use',
    'As in Figure 6 of the paper, in MB of 2²⁰ bytes: V is the physical memory the virtual machines believe they use, M the machine’s memory behind it; the monitor’s own is in both. The programs’ pages, and pages on the guests’ free lists, are not in the figure.',
    bars + tableHtml(columns, rows, new Set([each(inFigure).length])) + time,
  );
}
