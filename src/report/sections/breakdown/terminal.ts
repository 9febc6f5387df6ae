import { MONITOR_PARTS, PART_LABELS } from '../../../price/parts.ts';
import { abreast, columnName } from '../../run/abreast.ts';
import type { Report, ReportRun } from '../../run/report.ts';
import { fittedTable, paragraph, textBar, textTable } from '../../text/text-table.ts';
import { lineWidth } from '../../text/width.ts';
import { decimal } from '../../text/words.ts';
import type { Words } from '../section.ts';
import { resultSentences } from './sentences.ts';

/** What stands in its lines and above its columns, but for the segments and the parts. */
export const BREAKDOWN_WORDS: Words = {
  'time in ms': 'Of one or two configurations: processor time by segment, summed over the CPUs, and in percent of the first one’s total; the bars have one scale.',
  '% of CONFIGURATION': 'Of three and more: a line for each, its time by segment in percent of the first one’s total.',
  total: 'All segments. Time that passes is this over the number of CPUs.',
  ms: 'The total in milliseconds.',
  points: 'In the sentence below: differences of segments, in percent of the first configuration’s total.',
  'The monitor’s time': 'What the segment `monitor` is made of, in the words of the parts below.',
}; // biome-ignore format: sentences

/** The times by segment, the result in sentences, and where the monitor's time goes. */
export function breakdownLines(report: Report): string[] {
  const monitored = report.runs.filter(({ structure }) => structure.monitor !== null);
  return [
    ...(report.runs.length > 2 ? compact(report) : sideBySide(report)),
    '',
    ...resultSentences(report).flatMap((sentence) => paragraph(sentence)),
    ...abreast(monitored).flatMap((group) => ['', ...monitorTime(report, group)]),
  ];
}

/** Bar by bar for one or two configurations: ms, percent of the first, and the share drawn. */
function sideBySide({ runs, bars, percent, ms }: Report): string[] {
  const longest = Math.max(...runs.flatMap(({ sums }) => bars.map((bar) => sums.bars[bar])), 1e-9);
  const table = (drawn: number) => {
    const line = (label: string, ns: (sums: ReportRun['sums']) => number, draw: boolean) => [
      label,
      ...runs.flatMap(({ sums }) => {
        const bar = draw ? textBar(ns(sums) / longest, drawn) : '';
        return [ms(ns(sums)), decimal(percent(ns(sums)), 1), bar.padEnd(drawn)];
      }),
    ];
    return textTable(
      [
        ['time in ms', ...runs.flatMap((run) => [columnName(run), '%', ''])],
        ...bars.map((bar) => line(bar, (sums) => sums.bars[bar], true)),
        line('total', ({ total }) => total, false),
      ],
      `l${'rrl'.repeat(runs.length)}`,
    );
  };
  const bare = Math.max(...table(0).map((line) => line.length)) + 2;
  const drawn = Math.floor((lineWidth() - bare) / runs.length);
  return table(drawn < 4 ? 0 : Math.min(24, drawn));
}

/** A line for each configuration: percent of the first by bar, total, ms. */
function compact({ runs, base, bars, percent, ms }: Report): string[] {
  return fittedTable(
    [`% of ${columnName(base)}`, ...bars, 'total', 'ms'],
    runs.map((run) => [
      columnName(run),
      ...[...bars.map((bar) => run.sums.bars[bar]), run.sums.total].map((ns) => decimal(percent(ns), 1)),
      ms(run.sums.total),
    ]),
    `lrr${'r'.repeat(bars.length)}`,
  );
}

/** Table 2's columns as lines. */
function monitorTime({ base, percent, ms }: Report, group: readonly ReportRun[]): string[] {
  const both = group.length <= 2;
  const cells = (ns: number) => [...(both ? [ms(ns)] : []), decimal(percent(ns), 1)];
  return [
    ...paragraph(`The monitor's time, in ${both ? 'ms and ' : ''}percent of ${columnName(base)}:`),
    ...fittedTable(
      ['', ...group.flatMap((run) => (both ? [columnName(run), '%'] : [columnName(run)]))],
      [
        ...MONITOR_PARTS.filter((part) => group.some(({ sums }) => sums.parts[part] > 0)).map((part) => [
          `  ${PART_LABELS[part]}`,
          ...group.flatMap(({ sums }) => cells(sums.parts[part])),
        ]),
        ['  monitor', ...group.flatMap(({ sums }) => cells(sums.bars.monitor))],
      ],
      `l${(both ? 'rr' : 'r').repeat(group.length)}`,
    ),
  ];
}
