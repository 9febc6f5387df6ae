import { toSvg } from '../../../src/report/draw/render.ts';
import { enumerate } from '../../../src/report/text/words.ts';
import { committedBands } from '../../../src/reproduce/bands/committed.ts';
import { exhibitCharts } from '../../../src/reproduce/charts/index.ts';
import { EXHIBIT_FACTS } from '../../../src/reproduce/exhibits/facts.ts';
import type { ExhibitName } from '../../../src/reproduce/exhibits/names.ts';
import { TOTAL } from '../../../src/reproduce/experiments/verdicts.ts';
import { type ShownRow, shownRows } from '../../../src/reproduce/shown/rows.ts';
import { readBands } from '../../bands.ts';
import { ONE_CPU, predictions } from '../../validation.ts';
import { fromData } from '../block.ts';
import { counted, number, table } from '../markdown.ts';
import { believed } from './bands.ts';
import { fittedBy } from './fitted.ts';

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
const totalsTable = (): string =>
  table(
    ['on Disco', 'published', 'predicted', '90 % band', 'verdict'],
    'lrrrl',
    ONE_CPU.flatMap(totalsOf).map((row) => {
      const { published, predicted, band } = textsOf(row);
      const what = row.exhibit === 'fig5' ? `Figure 5: ${row.workload}, % of its IRIX time` : `Table 2: \`${row.workload}\`, slowdown`; // biome-ignore format: a line
      return [what, published, predicted, band, row.verdict];
    }),
  );

/** What stands below the table: what was fitted, what a verdict says, and which published numbers are outside their bands. */
function beside(): string {
  const { ofMonitor, rows } = fittedBy();
  const all = ONE_CPU.flatMap(totalsOf);
  const inside = ({ published, band }: ShownRow): boolean => band !== undefined && band[0] <= published && published <= band[1];
  const outside = all.filter((row) => !inside(row)).map(({ exhibit, workload }) => (exhibit === 'fig5' ? workload : `\`${workload}\``));
  const question =
    outside.length === 0
      ? 'All published numbers are inside the bands, too.'
      : `Whether the published number is inside the band is another question: ${outside.length > 1 ? `those of ${enumerate(outside)} are` : `that of ${outside[0]} is`} not.`;
  return `Nothing was fitted to this table; ${counted(ofMonitor)} of the monitor's costs and the ways of its second-level TLB were fitted to ${counted(rows.length)} other rows of Table 2. *Met* means within a [tolerance](docs/validation/README.md#how-near). ${question}`;
} // biome-ignore format: sentences

const totals = (): string => [totalsTable(), beside(), believed(readBands())].join('\n\n');

/** What README shows of the predictions, by name. */
export const README = fromData({ 'readme-picture': figure5, 'readme-totals': totals });
