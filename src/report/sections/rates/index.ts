import { number, type PagePart, part, tableHtml } from '../../markup/markup.ts';
import { abreast, columnName } from '../../run/abreast.ts';
import type { Report, ReportRun } from '../../run/report.ts';
import { fittedTable } from '../../text/text-table.ts';
import type { Section } from '../section.ts';
import { RATE_WORDS, rateRows } from './rates.ts';

/** The key rates of each run, side by side. */
export const rates = {
  name: 'rates',
  title: 'Rates',
  terminal: ({ runs }) => abreast(runs).flatMap((group, n) => [...(n === 0 ? [] : ['']), ...lines(group)]),
  words: RATE_WORDS,
  page: ratesPage,
} as const satisfies Section;

function lines(group: readonly ReportRun[]): string[] {
  const { others, perThousand } = rateRows(group);
  return fittedTable(
    ['', ...group.map(columnName)],
    [...others, ['per 1000 instructions'], ...perThousand.map(([label, ...cells]) => [`  ${label}`, ...cells])],
    `l${'r'.repeat(group.length)}`,
  );
}

function ratesPage({ runs }: Report): PagePart[] {
  const { others, perThousand } = rateRows(runs);
  const rows = [...others, ...perThousand.map(([label, ...cells]) => [`${label} per 1000 instructions`, ...cells])];
  return part(
    'Rates',
    '',
    tableHtml(
      'Events for every thousand instructions, and instructions for every cycle',
      [{ head: '' }, ...runs.map(({ name }) => number(name))],
      rows,
    ),
  );
}
