import { fittedTable, hanging, paragraph } from '../report/text/text-table.ts';
import { EXHIBIT_FACTS } from './exhibits/facts.ts';
import type { ExhibitName } from './exhibits/names.ts';
import { segmentName } from './experiments/segment-names.ts';
import { differenceText, numberText } from './shown/number.ts';
import type { ShownRow } from './shown/rows.ts';
import { metText, rowName, rowNumbers, shortTitle, summariesOf, summarySentences } from './shown/summary.ts';

/** What is printed after the summary. */
export interface TextOptions {
  /** Exhibits whose rows are printed. */
  exhibits?: readonly ExhibitName[];
  /** What was fitted, a line each; absent: it is not printed. */
  inputs?: readonly string[];
  /** What else there is, for who wants more. */
  more?: readonly string[];
}

/** For people: the summary, a table for each exhibit that is asked for, and what was fitted. */
export function comparisonText(
  rows: readonly ShownRow[],
  { exhibits = [], inputs, more = [] }: TextOptions = {},
): string {
  // biome-ignore format: a line
  const tables = exhibits.flatMap((exhibit) => [
    ...paragraph(EXHIBIT_FACTS[exhibit].title),
    '',
    ...table(exhibit, rows.filter((row) => row.exhibit === exhibit)),
    '',
  ]); // biome-ignore format: lines
  const fitted = inputs === undefined ? [] : ['What was fitted:', ...inputs.flatMap((line) => paragraph(line, '  ', '  ')), '']; // biome-ignore format: a list
  return `${[...summary(rows), '', ...tables, ...fitted, ...more].join('\n').trimEnd()}\n`;
}

function summary(rows: readonly ShownRow[]): string[] {
  const all = summariesOf(rows);
  const cells = all.map(({ exhibit, numbers, predictions, met, open, openMet, totals, totalsMet }) => [
    shortTitle(exhibit),
    `${numbers}`,
    metText(met, predictions),
    metText(openMet, open),
    metText(totalsMet, totals),
  ]);
  const worst = all.flatMap(({ exhibit, worst }) =>
    worst === undefined ? [] : hanging(`  ${shortTitle(exhibit)}  `, `${rowName(worst)}: ${rowNumbers(worst)}`),
  );
  return [
    ...summarySentences(rows).flatMap((sentence) => paragraph(sentence)),
    '',
    ...fittedTable(['', 'numbers', 'predictions met', 'of those that can miss', 'of these totals'], cells, 'lrrrr'),
    ...(worst.length === 0 ? [] : ['', 'Farthest off, by what is aimed at:', ...worst]),
  ];
}

/** Of Table 2 without configurations: its columns say them. */
function table(exhibit: ExhibitName, rows: readonly ShownRow[]): string[] {
  const { digits } = EXHIBIT_FACTS[exhibit];
  const changed = rows.some(({ before }) => before !== undefined);
  const cells = rows.map((row) => {
    const { workload, configuration, segment, published, predicted, before = Number.NaN, status } = row;
    const numbers = changed
      ? [published, before, predicted].map((n) => numberText(n, digits))
      : [...[published, predicted].map((n) => numberText(n, digits)), differenceText(predicted - published, digits)];
    const named = exhibit === 'table2' ? [workload] : [workload, configuration];
    return [...named, segmentName(segment), ...numbers, status.replace(/^(was fitted),.*/, '$1')];
  });
  const named = exhibit === 'table2' ? ['service'] : ['workload', 'configuration'];
  const heads = [...named, '', 'paper', ...(changed ? ['before', 'after'] : ['ours', 'difference']), ''];
  return fittedTable(heads, cells, `${'l'.repeat(named.length)}lrrrl`, named.length + 1);
}
