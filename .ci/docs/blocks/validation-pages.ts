import { EXHIBIT_FACTS } from '../../../src/reproduce/exhibits/facts.ts';
import { EXHIBIT_NAMES, type ExhibitName } from '../../../src/reproduce/exhibits/names.ts';
import { TOTAL } from '../../../src/reproduce/experiments/verdicts.ts';
import { aimText } from '../../../src/reproduce/page/page.ts';
import { numberText } from '../../../src/reproduce/shown/number.ts';
import { type ShownRow, shownRows } from '../../../src/reproduce/shown/rows.ts';
import { rowName, rowNumbers, summaryOf } from '../../../src/reproduce/shown/summary.ts';
import { predictions } from '../../validation.ts';
import { fromData } from '../block.ts';

/** An exhibit's picture, for a document in docs/validation/: its alternative text has the numbers that it shows. */
function picture(exhibit: ExhibitName, rows: readonly ShownRow[]): string {
  const { title, digits } = EXHIBIT_FACTS[exhibit];
  const shown = rows.filter((row) => row.exhibit === exhibit && !row.fitted && (exhibit === 'table3' || TOTAL.test(row.segment))); // biome-ignore format: a line
  const numbers = shown.map((row) => `${rowName(row)} ${numberText(row.published, digits)} and ${numberText(row.predicted, digits)}`); // biome-ignore format: a line
  return `![${title}. Published and ours: ${numbers.join('; ')}.](../../reports/reproduction/${exhibit}.svg)`;
}

/** How many of an exhibit's predictions are met, what that takes, and which is farthest off. */
function verdict(exhibit: ExhibitName, rows: readonly ShownRow[]): string {
  const { predictions, met, open, openMet, totals, totalsMet, worst } = summaryOf(exhibit, rows);
  const { total, parts } = EXHIBIT_FACTS[exhibit].aims;
  return [
    `${met} of ${predictions} predictions are met.`,
    open === predictions
      ? 'All of them can miss.'
      : `${predictions - open} of them cannot miss: the way in which the model is built fixes them, or they repeat another number.\nOf the other ${open}, ${openMet} are met.`,
    ...(totals === 0
      ? []
      : [`Of the ${totals} totals among those that can miss, ${totalsMet} ${totalsMet === 1 ? 'is' : 'are'} met.`]),
    totals === 0
      ? `A prediction is met within ${aimText(parts)}.`
      : `A total is met within ${aimText(total)}, a part within ${aimText(parts)}.`,
    ...(worst === undefined
      ? []
      : [`The farthest off, in units of what is allowed, is ${rowName(worst)}:`, `${rowNumbers(worst)}.`]),
  ].join('\n');
}

const ofEach = (name: string, text: typeof picture): [string, () => string][] =>
  EXHIBIT_NAMES.map((exhibit) => [`${name}-of-${exhibit}`, () => text(exhibit, shownRows(predictions()))]);

/** What the page of each exhibit in docs/validation/ has beside its table. */
export const VALIDATION_PAGES = fromData(
  Object.fromEntries([...ofEach('picture', picture), ...ofEach('verdict', verdict)]),
);
