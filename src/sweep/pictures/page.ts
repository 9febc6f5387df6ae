import { WIDE } from '../../report/draw/theme.ts';
import { chartsHtml, figureSlot, type Column as Head, part, tableHtml } from '../../report/markup/markup.ts';
import { type Figure, numbered, type Page } from '../../report/page/page.ts';
import { isNumeric } from '../../report/tables/column.ts';
import { decimal, digitsFor, integer, plural, printable } from '../../report/text/words.ts';
import { labelOf } from '../charts/labels.ts';
import type { ResultColumn } from '../results/point-prices.ts';
import type { Results } from '../results/results.ts';

/** Rows shown; the files beside the page have all. */
const ROWS = 200;

/** What a page tells of a study beside its results; `traces`: sentences on those that come along. */
export interface SweepFacts {
  title: string;
  description: string;
  replays: number;
  traces: readonly string[];
}

/** A sweep's charts and results as a page. */
export function sweepPage(
  { title, description, replays, traces }: SweepFacts,
  results: Results,
  figures: readonly Figure[],
): Page {
  const { points, columns, warnings } = results;
  const lead = `${plural(points, 'point')} from ${plural(replays, 'replay')}`;
  const cut = points > ROWS ? `The first ${ROWS} of ${integer(points)}; results.csv has all.` : '';
  const rows = rowsOf(columns, Math.min(ROWS, points));
  return {
    title,
    leads: [description, figures[0]?.draw(WIDE).description, lead, ...traces, ...warnings].flatMap((text) => (text ? [printable(text)] : [])), // biome-ignore format: a line
    parts: numbered([
      ...part('Charts', '', chartsHtml(...figures.map(({ name }) => figureSlot(name)))),
      ...part('Results', cut, tableHtml('Points, each with its columns', columns.map(headOf), rows)),
    ]),
    figures,
  };
}

const headOf = (column: ResultColumn): Head => ({ head: labelOf(column.name), numeric: isNumeric(column) });

function rowsOf(columns: readonly ResultColumn[], count: number): string[][] {
  const formats = columns.map((column) => {
    const reals = column.values.slice(0, count).filter((value) => typeof value === 'number');
    const digits = digitsFor(Math.max(0, ...reals.map(Math.abs)));
    return (value: ResultColumn['values'][number]): string => {
      if (value === null) return '–';
      if (typeof value !== 'number' || column.role === 'label') return printable(String(value));
      return column.kind === 'integer' ? integer(value) : decimal(value, digits);
    };
  });
  return Array.from({ length: count }, (_, n) => columns.map(({ values }, i) => formats[i](values[n])));
}
