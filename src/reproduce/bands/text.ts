import { FEWEST } from '../../bands/weights.ts';
import { fittedTable, paragraph } from '../../report/text/text-table.ts';
import { isFixed } from '../exhibits/can-miss.ts';
import { EXHIBITS } from '../exhibits/index.ts';
import type { ExhibitName } from '../exhibits/names.ts';

import { segmentName } from '../experiments/segment-names.ts';
import { TOTAL } from '../experiments/verdicts.ts';
import type { BandRow, Bands } from './bands.ts';
import { coverageOf } from './coverage.ts';

/** For people: a table for each exhibit, what its totals hang on, how the draws count, and how many published numbers are inside. */
export function bandsText(bands: Pick<Bands, 'rows' | 'draws'> & { experiments: EffectiveNumbers }): string {
  const { rows } = bands;
  const exhibits = [...new Set(rows.map(({ exhibit }) => exhibit))] as ExhibitName[];
  const tables = exhibits.flatMap((name) => {
    const own = rows.filter(({ exhibit }) => exhibit === name);
    return [...paragraph(EXHIBITS[name].title), '', ...table(own, EXHIBITS[name].digits), '', ...hangsOn(own)];
  });
  return `${[...tables, ...draws(bands), '', ...coverage(rows), ''].join('\n')}`;
}

type EffectiveNumbers = Readonly<Record<string, { effective: number; widened: number }>>;

const number = (n: number, digits: number): string =>
  Number.isNaN(n) ? '–' : Math.abs(n) >= 1000 ? n.toFixed(0) : n.toFixed(digits);

function table(rows: readonly BandRow[], digits: number): string[] {
  const cells = rows.map((row) => [
    row.workload,
    row.configuration,
    segmentName(row.segment),
    ...[row.published, row.low, row.median, row.high].map((n) => number(n, digits)),
    row.fitted ? 'fitted' : isFixed(row) ? 'fixed' : row.verdict,
  ]);
  return fittedTable(['workload', '', '', 'published', '5 %', 'median', '95 %', 'published is'], cells, 'lllrrrrl', 3);
}

/** The assumptions that make more than so much of a total's variance are named. */
const NAMED = 0.05;

function hangsOn(rows: readonly BandRow[]): string[] {
  const totals = rows.filter(({ segment, fitted, shares }) => !fitted && TOTAL.test(segment) && shares.length > 0);
  if (totals.length === 0) return [];
  const lines = totals.flatMap(({ workload, configuration, segment, shares }) => {
    const named = shares.filter(({ share }) => share >= NAMED).slice(0, 4);
    const text = named.map(({ id, share }) => `${id} ${(100 * share).toFixed(0)} %`).join(', ');
    return paragraph(`${workload} ${configuration} ${segment}: ${text || 'many, none of them much'}`, '  ', '  ');
  });
  return ['What the variance of the totals hangs on:', ...lines, ''];
}

function draws({ draws, experiments }: { draws: Bands['draws']; experiments: EffectiveNumbers }): string[] {
  const named = Object.entries(experiments).map(([name, { effective, widened }]) => [
    name,
    `${effective.toFixed(1)} of ${draws.structural}`,
    widened === 1
      ? ''
      : `tolerances × ${widened.toFixed(2)}, and predictions carried to the rows that must be honoured`,
  ]);
  return [
    ...paragraph(
      `${draws.structural} structural draws (seed ${draws.seed}), each with ${draws.costs} of the costs, weighted by the native and fitted rows they must honour. Of the structural draws count as many as:`,
    ),
    ...named.flatMap(([name, effective, how]) => paragraph(`${name.padEnd(12)} ${effective}  ${how}`, '  ', '  ')),
    ...(Object.values(experiments).some(({ effective }) => effective < FEWEST) && draws.structural >= 2
      ? paragraph(`Below ${FEWEST} a band is a rough one: --draws 64 makes more of it.`)
      : []),
  ];
}

function coverage(rows: readonly BandRow[]): string[] {
  const cells = coverageOf(rows).map(({ exhibit, counted, inside50, inside90, width }) => [
    exhibit,
    `${counted}`,
    ...[inside50, inside90].map((n) => `${n} (${((100 * n) / Math.max(1, counted)).toFixed(0)} %)`),
    width.toFixed(1),
  ]);
  const heads = ['exhibit', 'numbers that count', 'inside 50 %', 'inside 90 %', 'median width'];
  return [
    ...paragraph('Published numbers that are not native, not fitted and not fixed by construction, and the width of the 90 % bands of totals in points:'), // biome-ignore format: a line
    '',
    ...fittedTable(heads, cells, 'lrrrr'),
  ];
}
