import type { CommittedBands } from '../../../src/reproduce/bands/committed.ts';
import { coverageOf } from '../../../src/reproduce/bands/coverage.ts';
import { TOTAL } from '../../../src/reproduce/experiments/verdicts.ts';
import { EXHIBITS, type ExhibitName, type ExperimentName, experiment } from '../../../src/reproduce/index.ts';
import { readBands } from '../../bands.ts';
import { fromData } from '../block.ts';
import { number, table } from '../markdown.ts';

/** Of each exhibit: numbers that count, how many are inside the bands, and how wide these are. */
const coverage = ({ rows }: CommittedBands): string =>
  table(
    ['exhibit', 'numbers that count', 'inside the 50 % band', 'inside the 90 % band', 'median width of totals, points'],
    'lrrrr',
    coverageOf(rows).map(({ exhibit, counted, inside50, inside90, width }) => [
      exhibit === 'all' ? 'all' : EXHIBITS[exhibit].title,
      `${counted}`,
      ...[inside50, inside90].map((n) => `${n} (${((100 * n) / counted).toFixed(0)} %)`),
      number(width, 1),
    ]),
  );

/** How the draws count, by workload. */
const effective = ({ experiments, draws }: CommittedBands): string =>
  table(
    ['workload', 'structural draws', 'they count as', 'tolerances multiplied by'],
    'lrrr',
    Object.entries(experiments).map(([name, { effective, widened }]) => [
      experiment(name as ExperimentName).workload,
      `${draws.structural}`,
      number(effective, 1),
      number(widened, 2),
    ]),
  );

/** The totals: published, the band, and what it hangs on most. */
const totals = ({ rows }: CommittedBands): string =>
  table(
    ['', 'published', '5 %', 'median', '95 %', 'published is', 'what most of the variance hangs on'],
    'lrrrrll',
    rows.filter(({ segment, counted }) => counted && TOTAL.test(segment)).map(({ exhibit, workload, configuration, segment, published, low, median, high, verdict, shares }) => [
      `${EXHIBITS[exhibit as ExhibitName].title.split(':')[0]}, ${workload}, ${configuration}${/^[VM] /.test(segment) ? `, ${segment[0]}` : ''}`,
      ...[published, low, median, high].map((n) => number(n, EXHIBITS[exhibit as ExhibitName].digits)),
      verdict,
      shares.filter(({ share }) => share >= 0.05).slice(0, 3).map(({ id, share }) => `${id} ${(100 * share).toFixed(0)} %`).join(', '),
    ]),
  ); // biome-ignore format: cells

/** What is believed of them all. */
export function believed({ rows }: CommittedBands): string {
  const all = coverageOf(rows).at(-1)!;
  const share = (n: number): string => `${((100 * n) / all.counted).toFixed(0)} %`;
  return `Of ${all.counted} published numbers that were neither fitted nor fixed, ${share(all.inside90)} are inside the 90 % bands and ${share(all.inside50)} inside the 50 % bands; the median band of a total is ${number(all.width, 1)} points wide. So read a band as the least of the uncertainty.`;
}

/** Of the bands that come with the program, by their names in documents. */
export const BANDS = fromData({
  coverage: () => coverage(readBands()),
  effective: () => effective(readBands()),
  totals: () => totals(readBands()),
  believed: () => believed(readBands()),
});
