import { toSvg } from '../../../src/report/draw/render.ts';
import { committedBands } from '../../../src/reproduce/bands/committed.ts';
import { exhibitCharts } from '../../../src/reproduce/charts/index.ts';
import { EXHIBIT_FACTS } from '../../../src/reproduce/exhibits/facts.ts';
import type { ExhibitName } from '../../../src/reproduce/exhibits/names.ts';
import { TOTAL } from '../../../src/reproduce/experiments/verdicts.ts';
import { type ShownRow, shownRows } from '../../../src/reproduce/shown/rows.ts';
import { ONE_CPU, predictions } from '../../validation.ts';
import { fromData } from '../block.ts';
import { number, table } from '../markdown.ts';

const PICTURE = 'reports/reproduction/fig5-wide.svg';
/** Pixels: what a page of a repository has room for. */
const WIDTH = 860;

const rowsOf = (exhibit: ExhibitName): ShownRow[] =>
  shownRows(predictions(), { bands: committedBands([exhibit]).rows }).filter((row) => row.exhibit === exhibit);
/** What is predicted of an exhibit's totals on Disco. */
const totalsOf = (exhibit: ExhibitName): ShownRow[] =>
  rowsOf(exhibit).filter(({ fitted, configuration, segment }) => !fitted && configuration === 'disco' && TOTAL.test(segment)); // biome-ignore format: a line

/** Figure 5 in one row of panels: a file as it is to be. */
export const widePicture = async (): Promise<[path: string, content: string][]> => [
  [PICTURE, await toSvg(exhibitCharts(rowsOf('fig5'))[0].draw(WIDTH))],
];

/** A row's numbers, as text with the digits of its exhibit. */
function textsOf({ exhibit, published, predicted, band }: ShownRow): { published: string; predicted: string; band: string } {
  const text = (value: number): string => number(value, EXHIBIT_FACTS[exhibit as ExhibitName].digits);
  return { published: text(published), predicted: text(predicted), band: band === undefined ? '–' : `${text(band[0])} to ${text(band[1])}` };
} // biome-ignore format: long lines

/** The picture with what it shows, in numbers, for who does not see it. */
function figure5(): string {
  const bars = totalsOf('fig5').map((row) => {
    const { published, predicted, band } = textsOf(row);
    return `${row.workload} ${published} published, ${predicted} predicted (90 % band ${band})`;
  });
  return `![Figure 5 of the paper as stacked bars, published beside predicted. Time on Disco in percent of the time on IRIX: ${bars.join('; ')}.](${PICTURE})`;
}

/** Figure 5's totals and Table 2's slowdowns on Disco. */
const totals = (): string =>
  table(
    ['on Disco', 'published', 'predicted', '90 % band', 'verdict'],
    'lrrrl',
    ONE_CPU.flatMap(totalsOf).map((row) => {
      const { published, predicted, band } = textsOf(row);
      const what = row.exhibit === 'fig5' ? `Figure 5: ${row.workload}, % of its IRIX time` : `Table 2: \`${row.workload}\`, slowdown`; // biome-ignore format: a line
      return [what, published, predicted, band, row.verdict];
    }),
  );

/** What README shows of the predictions, by name. */
export const README = fromData({ 'readme-picture': figure5, 'readme-totals': totals });
