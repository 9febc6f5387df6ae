import { signed } from '../../../src/report/text/words.ts';
import { segmentName } from '../../../src/reproduce/experiments/segment-names.ts';
import { toleranceOf } from '../../../src/reproduce/experiments/verdicts.ts';
import { compareFresh, NUMBER as FRESH_NUMBER } from '../../../src/reproduce/fresh/comparison.ts';
import { FRESH_TITLES, freshByExhibit } from '../../../src/reproduce/fresh/text.ts';
import {
  type Comparison,
  EXHIBIT_NAMES,
  EXHIBITS,
  type ExhibitName,
  type Fold,
  type FoldRow,
} from '../../../src/reproduce/index.ts';
import { barText, constantText } from '../../../src/reproduce/leave-one-out/text.ts';
import { aimText } from '../../../src/reproduce/page/page.ts';
import { shownRows } from '../../../src/reproduce/shown/rows.ts';
import { metText, type Summary, summariesOf, summaryOf } from '../../../src/reproduce/shown/summary.ts';
import { predictions as fresh } from '../../fresh.ts';
import { folds, isSum, ONE_CPU, predictions, type WhatIf, whatIfs } from '../../validation.ts';
import { fromData } from '../block.ts';
import { number, table } from '../markdown.ts';

const distinct = <T>(values: readonly T[]): T[] => [...new Set(values)];
/** An exhibit: a column for each of its segments; the published numbers of a bar and ours, and what of it is met. */
function exhibit(name: ExhibitName, rows: readonly Comparison[]): string {
  const { digits } = EXHIBITS[name];
  const segments = distinct(rows.map(({ segment }) => segment));
  const bars = distinct(rows.map(({ workload, configuration }) => `${workload}, ${configuration}`));
  const body = bars.flatMap((bar) => {
    const its = rows.filter(({ workload, configuration }) => `${workload}, ${configuration}` === bar);
    const cells = (of: (row: Comparison) => number): string[] =>
      segments.map((segment) => {
        const row = its.find((row) => row.segment === segment);
        return row === undefined ? '' : number(of(row), digits);
      });
    const fitted = its.every((row) => row.fitted);
    const missed = its.filter(({ verdict }) => verdict === 'missed').map(({ segment }) => segmentName(segment));
    const verdict = fitted ? '' : missed.length === 0 ? 'met' : `missed: ${missed.join(', ')}`;
    return [
      [bar, 'published', ...cells(({ published }) => published), ''],
      ['', fitted ? 'ours, fitted' : '**ours**', ...cells(({ predicted }) => predicted), verdict],
    ];
  });
  return table(['', '', ...segments.map(segmentName), ''], `ll${'r'.repeat(segments.length)}l`, body);
}

/** Of other papers: a row's range has to hold ours, or ours has to come near its number. */
const freshSummaries = (): string[][] =>
  freshByExhibit(compareFresh(fresh())).map(([name, rows]) => {
    const judged = rows.filter(({ verdict }) => verdict !== null);
    const met = metText(judged.filter(({ verdict }) => verdict === 'met').length, judged.length);
    return [`[Other papers](fresh-exhibits.md): ${FRESH_TITLES[name]}`, '', `±${FRESH_NUMBER.percent} % of a number, or within a range`, met, met, '']; // biome-ignore format: a line
  });

/** How many of the predictions are met, by exhibit. */
function summary(rows: readonly Comparison[]): string {
  const body = EXHIBIT_NAMES.map((name) => {
    const { predictions, met, open, openMet, totals, totalsMet } = summaryOf(name, shownRows(rows));
    const { total, parts } = EXHIBITS[name].aims;
    return [EXHIBITS[name].title, aimText(total), aimText(parts), metText(met, predictions), metText(openMet, open), metText(totalsMet, totals)]; // biome-ignore format: a line
  });
  const all = summariesOf(shownRows(rows));
  const sum = (of: (summary: Summary) => number): number => all.reduce((n, summary) => n + of(summary), 0);
  body.push([
    '**all of the Disco paper**',
    '',
    '',
    metText(sum(({ met }) => met), sum(({ predictions }) => predictions)),
    metText(sum(({ openMet }) => openMet), sum(({ open }) => open)),
    metText(sum(({ totalsMet }) => totalsMet), sum(({ totals }) => totals)),
  ]); // biome-ignore format: a line
  body.push(...freshSummaries());
  const heads = ['exhibit', 'a total is met within', 'a part', 'predictions met', 'of those that can miss', 'of these totals']; // biome-ignore format: a line
  return table(heads, 'lllrrr', body);
}

function changes(all: readonly WhatIf[], rows: readonly Comparison[]): string {
  const sums = rows.filter((row) => isSum(row) && ONE_CPU.some((name) => name === row.exhibit));
  const cells = (of: (row: Comparison) => number | null): string[] =>
    sums.map((row) => number(of(row), EXHIBITS[row.exhibit as ExhibitName].digits));
  return table(['', ...sums.map(({ workload }) => workload), ''], `l${'r'.repeat(sums.length)}l`, [
    ['published', ...cells(({ published }) => published), ''],
    ['as above', ...cells(({ predicted }) => predicted), ''],
    ...all.map(({ what, set, values }) => [
      what,
      ...cells(({ workload }) => values[workload] ?? null),
      set.map((each) => `\`--set ${each}\``).join(' '),
    ]),
  ]);
}

/** The folds: a line for the fitted number and for each prediction. */
function foldsTable(all: readonly Fold[]): string {
  const body = all.flatMap(({ exhibit, constant, fitted, degreesOfFreedom, barsLeft, predictions, verdict }) => {
    const { digits, title } = EXHIBITS[exhibit];
    const numbers = ({ published, predicted, difference }: FoldRow): string[] => [
      ...[published, predicted].map((n) => number(n, digits)),
      signed(difference, digits),
    ];
    const head = `${title.split(':')[0]}: ${constantText(constant)}; degrees of freedom ${degreesOfFreedom}, bars left ${barsLeft}: **${verdict}**`;
    return [
      [head, barText(fitted), ...numbers(fitted), fitted.verdict === 'met' ? 'fitted' : 'fitted, missed'],
      ...predictions.map((row) => [
        '',
        `**${barText(row)}**`,
        ...numbers(row),
        row.verdict === 'missed' && row.missedParts.length > 0
          ? `missed (${row.missedParts.map(segmentName).join(', ')})`
          : row.verdict,
      ]),
    ];
  });
  return table(['fold', 'bar', 'published', 'ours', 'difference', ''], 'llrrrl', body);
}

/** A predicted slowdown of Table 2 as an overhead: what is added to the time on IRIX, in percent of it, and how far off that is and may be, in percent of the published one. */
function overheadOf(row: Comparison): Record<'published' | 'ours' | 'off' | 'allowed', number> {
  const percent = (slowdown: number): number => 100 * (slowdown - 1);
  const of = (difference: number): number => (100 * difference) / (row.published - 1);
  const { published, predicted } = row;
  return { published: percent(published), ours: percent(predicted), off: of(predicted - published), allowed: of(toleranceOf(EXHIBITS.table2.aims, row)) }; // biome-ignore format: a record
}

const slowdowns = (): Comparison[] => predictions().filter(({ exhibit, segment, fitted }) => exhibit === 'table2' && segment === 'slowdown' && !fitted); // biome-ignore format: a line

function overheads(): string {
  const body = slowdowns().map((row) => {
    const { published, ours, off, allowed } = overheadOf(row);
    return [row.workload, number(published, 0), number(ours, 0), signed(off, 0), `±${number(allowed, 0)}`];
  });
  return table(['service', 'published overhead, %', 'ours', 'ours is off, % of the published', 'the tolerance is, % of the published'], 'lrrrr', body); // biome-ignore format: a line
}

/** How wide Table 2's tolerance is, where it is widest for an overhead. */
function widestTolerance(): string {
  const [row] = slowdowns().toSorted((a, b) => overheadOf(b).allowed - overheadOf(a).allowed);
  const allowed = toleranceOf(EXHIBITS.table2.aims, row);
  return `For ${row.workload}, with a published slowdown of ${number(row.published, 2)}, ±${number(allowed, 2)} is ±${number(overheadOf(row).allowed, 0)} % of the overhead.`;
}

/** Of the predictions in reports/reproduction/, by their names in documents. */
export const VALIDATION = fromData({
  summary: () => summary(predictions()),
  ...Object.fromEntries(EXHIBIT_NAMES.map((name) => [name, () => exhibit(name, predictions().filter((row) => row.exhibit === name))])), // biome-ignore format: a line
  overheads,
  'widest-tolerance': widestTolerance,
  changes: () => changes(whatIfs(), predictions()),
  folds: () => foldsTable(folds()),
});
