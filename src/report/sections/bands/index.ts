import type { TopLevelSpec } from 'vega-lite';
import { fromZero, notFromZero } from '../../draw/beginning.ts';
import { axisTitle, namesBeside, OVERHANG, titled, within } from '../../draw/layout.ts';
import { EDGE, INK, SCHEMA, THEME } from '../../draw/theme.ts';
import { chartsHtml, escapeHtml, part, tableHtml } from '../../markup/markup.ts';
import type { Report, ReportRun } from '../../run/report.ts';
import { headOf, number, text } from '../../tables/column.ts';
import { forPeople, tableLines } from '../../tables/for-people.ts';
import { tableOf } from '../../tables/table.ts';
import { paragraph } from '../../text/text-table.ts';
import { cut, decimal, enumerate, percent, plural } from '../../text/words.ts';
import { CONFIGURATION } from '../columns.ts';
import type { Section } from '../section.ts';

const bandsTable = tableOf({
  name: 'bands',
  meaning: 'A segment of a configuration’s bar, or its total, and what it may be by the priors of what is assumed.',
  columns: {
    configuration: CONFIGURATION,
    bar: text('The segment of the figures’ bars; `total`: all of them.'),
    percent: number('%', 'Of the first configuration’s total, as the documents have it.', { label: 'ours' }),
    low: number('%', 'What it is not less than in 95 % of the weighted draws, in each of the first configuration’s total.', { label: '5 %' }), // biome-ignore format: a line
    median: number('%', 'What it is in the middle of the weighted draws.'),
    high: number('%', 'What it does not exceed in 95 % of the weighted draws.', { label: '95 %' }),
  },
  rows: ({ runs, bars, percent: of }: Report) =>
    runs.flatMap(({ name, sums, bands }) =>
      bands === undefined
        ? []
        : [...bars, 'total' as const].map((bar) => ({
            configuration: name,
            bar,
            percent: of(bar === 'total' ? sums.total : sums.bars[bar]),
            ...bands.percent[bar],
          })),
    ),
});

const banded = ({ runs }: Report): (ReportRun & Required<Pick<ReportRun, 'bands'>>)[] =>
  runs.filter((run): run is ReportRun & Required<Pick<ReportRun, 'bands'>> => run.bands !== undefined);

function sentences(report: Report): string[] {
  const { base, others } = report;
  const [{ bands }] = banded(report);
  const uneven =
    bands.draws - bands.effective < 0.05
      ? ''
      : ` Draws that come nearer to the paper’s measurements weigh more: these tell as much as ${decimal(bands.effective, 1)} of equal weight.`;
  return [
    `Each assumption has a range in which it may lie. ${plural(bands.draws, 'draw')} from these ranges were replayed, each priced with several draws of the costs.${uneven} Notes on what a guest’s kernel inserted are of the values as they are: each draw’s kernel executes more or fewer instructions.`,
    ...banded(report).filter(({ name }) => others.some((other) => other.name === name)).map(({ name, bands: { percent: of } }) => `In 90 % of the draws ${name} takes ${percent(of.total.low)} to ${percent(of.total.high)} of ${base.name}’s time; in half of them less than ${percent(of.total.median)}.`),
  ]; // biome-ignore format: sentences
}

/** The total of each configuration, with its band: a point and a bar of error. */
function bandsChart(report: Report, width: number): TopLevelSpec | undefined {
  const rows = banded(report).map(({ name, bands: { percent: of }, sums }) => ({ configuration: name, ours: report.percent(sums.total), ...of.total })); // biome-ignore format: a line
  if (rows.length === 0) return undefined;
  const shown = rows.flatMap(({ ours, low, high }) => [ours, low, high]);
  const order = rows.map(({ configuration }) => configuration);
  const names = namesBeside(order, 0.36 * within(width));
  const y = {
    field: 'configuration',
    type: 'nominal',
    sort: order,
    title: null,
    axis: { ...names.axis, labelColor: INK },
  };
  const plot = Math.min(560, within(width) - names.room - OVERHANG);
  const x = {
    type: 'quantitative',
    scale: { zero: fromZero(shown), nice: true },
    title: axisTitle(`percent of ${cut(report.base.name, 24)}`, plot),
    axis: { tickCount: Math.floor(plot / 50) },
  };
  return {
    $schema: SCHEMA,
    description: `In 90 % of the draws ${enumerate(rows.map(({ configuration, low, median, high }) => `${configuration} takes ${percent(low)} to ${percent(high)} of ${report.base.name}’s time, half of them less than ${percent(median)}`))}.`,
    title: titled('Total time, and what it may be', ['bar: where 90 % of the draws are; point: their median; tick: without a draw', ...notFromZero([['time', shown]])], width),
    config: THEME,
    width: plot,
    height: { step: Math.max(32, 13 * names.deepest + 10) },
    data: { values: rows },
    encoding: { y },
    layer: [
      { mark: { type: 'rule', strokeWidth: 5, color: EDGE }, encoding: { x: { ...x, field: 'low' }, x2: { field: 'high' } } },
      { mark: { type: 'point', filled: true, size: 70, color: INK, opacity: 1 }, encoding: { x: { ...x, field: 'median' } } },
      { mark: { type: 'tick', thickness: 2, size: 18, color: INK, opacity: 1 }, encoding: { x: { ...x, field: 'ours' } } },
    ],
  } as TopLevelSpec; // biome-ignore format: a specification
}

/** What the result may be, if what is assumed is otherwise. */
export const bands = {
  name: 'bands',
  title: 'What it may be',
  applies: (report) => banded(report).length > 0,
  tables: [bandsTable],
  charts: [{ name: 'bands', draw: bandsChart }],
  terminal: (report) => [
    ...sentences(report).flatMap((sentence) => paragraph(sentence)),
    ...tableLines(bandsTable.of(report)),
  ],
  words: Object.fromEntries(bandsTable.columns.map((column) => [headOf(column), column.meaning])),
  page: (report, figure) => {
    const { heads, rows } = forPeople(bandsTable.of(report));
    const said = `<p>${escapeHtml(sentences(report).join(' '))}</p>\n`;
    return part(
      'What it may be',
      '',
      said + chartsHtml(figure('bands')) + tableHtml('Each segment, and what it may be', heads, rows),
    );
  },
  json: ({ bands: own }) => ({ bands: own ?? null }),
} as const satisfies Section;
