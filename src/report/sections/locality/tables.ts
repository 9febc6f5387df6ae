import { FIGURE8_BARS } from '../../../price/parts.ts';
import type { Report } from '../../run/report.ts';
import { number, text } from '../../tables/column.ts';
import { tableOf } from '../../tables/table.ts';
import { CONFIGURATION, listed } from '../columns.ts';
import { isShared, type LocalityReport, localityReport } from './locality.ts';

const runsOf = (report: Report): LocalityReport['runs'] =>
  report.runs.some(isShared) ? localityReport(report).runs : [];

/** Figure 8's form. */
export const figure8Table = tableOf({
  name: 'figure8',
  meaning: 'A segment of a configuration’s bar in Figure 8’s form, or its total; of runs whose CPUs share memory.',
  columns: {
    configuration: CONFIGURATION,
    bar: text(`The segment: ${listed(FIGURE8_BARS)}; \`total\`: all of them. Idle time is in none.`),
    ns: number('ns', 'Processor time.'),
    percent: number('%', 'Of the first configuration’s total.'),
  },
  rows: (report: Report) =>
    runsOf(report).flatMap(({ name, sums }) =>
      ([...FIGURE8_BARS, 'total'] as const).map((bar) => {
        return { configuration: name, bar, ns: sums[bar], percent: localityReport(report).percent(sums[bar]) };
      }),
    ),
});

/** Every number of `localityOf` but the visits, and Figure 8's percentages. */
export const localityTable = tableOf({
  name: 'locality',
  meaning: 'A number about where memory is, of runs whose CPUs share it.',
  columns: {
    configuration: CONFIGURATION,
    measure: text(
      'Which number: its path in the JSON, as `reads.local`; `figure8.SEGMENT`: percent of the first total.',
    ),
    value: number('', 'The number.', { empty: 'There was nothing to measure.' }),
  },
  rows: (report: Report) =>
    runsOf(report).flatMap(({ name, sums, locality: { visits: _, moves, ...misses } }) => {
      const { percent } = localityReport(report);
      const percents = Object.fromEntries(Object.entries(sums).map(([bar, ns]) => [bar, percent(ns)]));
      return flatten('', { ...misses, ...(moves === null ? {} : { moves }), figure8: percents }).map(
        ([measure, value]) => ({ configuration: name, measure, value }),
      );
    }),
});

function flatten(path: string, value: object | number | null): [string, number | null][] {
  if (value === null || typeof value === 'number') return [[path, value]];
  return Object.entries(value).flatMap(([key, inner]) => flatten(path === '' ? key : `${path}.${key}`, inner));
}
