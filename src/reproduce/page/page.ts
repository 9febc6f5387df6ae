import { escapeHtml, figureSlot, number, type PagePart, part, tableHtml } from '../../report/markup/markup.ts';
import type { Page } from '../../report/page/page.ts';
import { enumerate } from '../../report/text/words.ts';
import { exhibitCharts } from '../charts/index.ts';
import { EXHIBIT_FACTS } from '../exhibits/facts.ts';
import type { ExhibitName } from '../exhibits/names.ts';
import type { Tolerance } from '../experiments/comparison.ts';
import type { ShownRow } from '../shown/rows.ts';
import { metText, rowName, rowNumbers, shortTitle, summariesOf, summarySentences } from '../shown/summary.ts';
import { reasonsHtml } from './reasons.ts';
import { exhibitTable } from './table.ts';

/** What is on a page beside the rows. */
export interface PageFacts {
  /** What was set: `tlb.entries=128`. */
  set?: readonly string[] | undefined;
  /** What was fitted, a line each. */
  inputs?: readonly string[] | undefined;
  /** How this was asked for. */
  command?: string | undefined;
  /** From the page to the repository's root, where its documents are: `../../`. Absent: they are named, not linked to. */
  docs?: string | undefined;
}

/** A reproduction as a page. It follows from its arguments alone, so that rows under other costs give another page, in a browser too. */
export function reproductionPage(rows: readonly ShownRow[], facts: PageFacts = {}): Page {
  const { set = [], inputs = [], command } = facts;
  const summaries = summariesOf(rows);
  const titles = enumerate(summaries.map(({ exhibit }) => shortTitle(exhibit)));
  return {
    title: summaries.length === 6 ? 'The paper’s exhibits, published and predicted' : `${titles}, published and predicted`,
    leads: summarySentences(rows),
    parts: [
      ...part('Summary', 'What is aimed at is not what was fitted: a total is met only where its parts come near too. A prediction cannot miss where the way in which the model is built fixes it, or where it repeats another number.', summaryTable(rows)),
      ...summaries.map(({ exhibit }) => exhibitPart(exhibit, rows, facts.docs)),
      ...part('What was set', 'Before is without these settings, after with them; nothing is fitted anew.', listHtml(set)),
      ...part('What was fitted', 'To the rows that are called fitted, and to the paper’s other native numbers, with the costs that this page was written with.', listHtml(inputs)),
      ...part('How this was made', '', command === undefined ? '' : `<pre>${escapeHtml(command)}</pre>`),
    ],
    figures: exhibitCharts(rows),
  };
} // biome-ignore format: a record

const listHtml = (lines: readonly string[]): string =>
  lines.length === 0
    ? ''
    : `<ul class="notes">\n${lines.map((line) => `<li>${escapeHtml(line)}</li>`).join('\n')}\n</ul>`;

function exhibitPart(exhibit: ExhibitName, all: readonly ShownRow[], docs: string | undefined): PagePart {
  const rows = all.filter((row) => row.exhibit === exhibit);
  const { title } = EXHIBIT_FACTS[exhibit];
  const html = `<div class="charts">\n${figureSlot(exhibit)}</div>\n${exhibitTable(exhibit, rows)}\n${reasonsHtml(rows, docs)}`;
  return { id: exhibit, title, html };
}

function summaryTable(rows: readonly ShownRow[]): string {
  const body = summariesOf(rows).map(
    ({ exhibit, numbers, predictions, met, open, openMet, totals, totalsMet, worst }) => {
      const { aims } = EXHIBIT_FACTS[exhibit];
      return [
        shortTitle(exhibit),
        `${numbers}`,
        metText(met, predictions),
        metText(openMet, open),
        metText(totalsMet, totals),
        aimText(aims.total),
        aimText(aims.parts),
        worst === undefined ? '' : `${rowName(worst)}: ${rowNumbers(worst)}`,
      ];
    },
  );
  const columns = [
    { head: 'exhibit' },
    ...['numbers', 'predictions met', 'of those that can miss', 'of these totals'].map(number),
    { head: 'a total is met within' },
    { head: 'a part' },
    { head: 'farthest off, by what is aimed at', prose: true },
  ];
  return tableHtml('How many numbers are predicted, and how many of these are met', columns, body);
}

/** `±0.15 or ±25 %` */
export const aimText = ({ units, percent }: Tolerance): string =>
  [...(units === undefined ? [] : [`±${units}`]), ...(percent === undefined ? [] : [`±${percent} %`])].join(' or ');
