import { WIDE } from '../../report/draw/theme.ts';
import { chartsHtml, figureSlot, type Column as Head, part, tableHtml } from '../../report/markup/markup.ts';
import { type Figure, numbered, type Page } from '../../report/page/page.ts';
import { isNumeric } from '../../report/tables/column.ts';
import { decimal, plural, printable } from '../../report/text/words.ts';
import { labelOf } from '../charts/labels.ts';
import { findingOf } from '../finding/finding.ts';
import { findingSentences } from '../finding/sentences.ts';
import { type ShownRows, shownRows } from '../finding/shown-rows.ts';
import type { PricedPlan } from '../plan/points.ts';
import { digitsOfOutput } from '../results/digits.ts';
import type { ResultColumn } from '../results/point-prices.ts';
import type { Results } from '../results/results.ts';

/** What a page tells of a study beside its results; sentences on traces that come along, and on costs. */
export interface SweepFacts {
  title: string;
  description: string;
  replays: number;
  traces: readonly string[];
  /** On costs that nobody named. */
  costs: readonly string[];
}

/** A sweep's charts and results as a page. */
export function sweepPage(
  { title, description, replays, traces, costs }: SweepFacts,
  plan: PricedPlan,
  results: Results,
  figures: readonly Figure[],
): Page {
  const { points, warnings } = results;
  const finding = findingOf(plan, results);
  const shown = shownRows(plan, results, finding);
  const lead = `${plural(points, 'point')} from ${plural(replays, 'replay')}`;
  const found = finding === undefined ? [figures[0]?.draw(WIDE).description] : findingSentences(finding);
  return {
    title,
    leads: [...found, description, lead, ...traces, ...costs, ...warnings].flatMap((text) => (text ? [printable(text)] : [])), // biome-ignore format: a line
    parts: numbered([
      ...part('Charts', '', chartsHtml(...figures.map(({ name }) => figureSlot(name)))),
      ...part('Results', shown.said, tableHtml('Points, each with its columns', headsOf(shown), rowsOf(shown))),
    ]),
    figures,
  };
}

const headsOf = ({ columns, why }: ShownRows): Head[] => [
  ...columns.map((column) => ({ head: labelOf(column.name), numeric: isNumeric(column) })),
  ...(why === undefined ? [] : [{ head: 'why it is shown' }]),
];

function rowsOf({ columns, digits, numbers, why }: ShownRows): string[][] {
  const formats = columns.map((column) => (value: ResultColumn['values'][number]): string => {
    if (value === null) return '–';
    if (typeof value !== 'number' || column.role === 'label') return printable(String(value));
    return decimal(value, digitsOfOutput(digits, column.name));
  });
  return numbers.map((n, row) => [
    ...columns.map(({ values }, i) => formats[i](values[n])),
    ...(why === undefined ? [] : [why[row]]),
  ]);
}
