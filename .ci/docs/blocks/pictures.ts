import type { TopLevelSpec } from 'vega-lite';
import { sentenceOf } from '../../../src/explain/explain.ts';
import { EXPLANATIONS } from '../../../src/explain/explanations.ts';
import { titleOf } from '../../../src/report/draw/named.ts';
import { BAND_CHARTS } from '../../../src/reproduce/bands/charts.ts';
import { ROWS } from '../../../test/explain/rows.ts';
import { readBands } from '../../bands.ts';
import { SHOWN } from '../../explain.ts';
import { scalingChart } from '../../scaling-chart.ts';
import { fromData } from '../block.ts';

/** A picture of the folder reports/, for a document in a folder of docs/; its alternative text is what the chart says of itself, numbers included. */
const picture = (file: string, title: string, description: string): string =>
  `![${`${title}. ${description}`.replace(/[[\]\\]/g, '\\$&')}](../../reports/${file})`;

const chart = (file: string, spec: TopLevelSpec): string => picture(file, titleOf(spec), spec.description!);

/** Pictures with their alternative texts. */
export const PICTURES = fromData({
  ...Object.fromEntries(
    Object.entries(BAND_CHARTS).map(([name, draw]) => [
      `picture-${name}`,
      () => chart(`reproduction/${name}.png`, draw(readBands().rows)),
    ]),
  ),
  'picture-scaling': () => chart('scaling/scaling.svg', scalingChart()),
  ...Object.fromEntries(
    SHOWN.map((key) => [
      `slide-${key}`,
      () => {
        const explanation = EXPLANATIONS[key]!;
        const sentence = sentenceOf(explanation, explanation.source.trace, ROWS[key]);
        return picture(`teaching/${key}.svg`, `A slide of the teaching kit: ${explanation.title}`, sentence);
      },
    ]),
  ),
});
