import { MONITOR_PARTS, PART_LABELS } from '../../../price/parts.ts';
import { chartsHtml, number, type PagePart, part, tableHtml } from '../../markup/markup.ts';
import type { Report, ReportRun } from '../../run/report.ts';
import { decimal } from '../../text/words.ts';

/** The charts, Figure 5 in numbers, and under the monitor's segment what it is made of. */
export function breakdownPage(
  { runs, base, bars, percent, ms }: Report,
  figure: (chart: string) => string,
): PagePart[] {
  const line = (label: string, ns: (sums: ReportRun['sums']) => number) => [
    label,
    ...runs.flatMap(({ sums }) => [ms(ns(sums)), base.sums.total === 0 ? '–' : decimal(percent(ns(sums)), 1)]),
  ];
  const monitored = runs.some(({ structure }) => structure.monitor !== null);
  const rows = [
    ...bars.map((bar) => line(bar, (sums) => sums.bars[bar])),
    line('total', ({ total }) => total),
    ...(monitored ? MONITOR_PARTS : []).map((part) => line(`of monitor: ${PART_LABELS[part]}`, ({ parts }) => parts[part])),
  ]; // biome-ignore format: a line each
  const columns = [{ head: '' }, ...runs.flatMap(({ name }) => [number(`${name}, ms`), number(`% of ${base.name}`)])];
  return part(
    'Execution time',
    'Processor time, in the manner of Figures 5 and 7 of the paper.',
    chartsHtml(figure('breakdown'), figure('monitor')) +
      tableHtml('Processor time by segment', columns, rows, new Set([bars.length])),
  );
}
