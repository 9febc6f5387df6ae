import { compareFresh } from '../../../src/reproduce/fresh/index.ts';
import {
  FRESH_ALIGN,
  FRESH_HEADINGS,
  FRESH_TITLES,
  freshByExhibit,
  freshCells,
  inputsOf,
  lacksOf,
  sourcesOf,
} from '../../../src/reproduce/fresh/text.ts';
import { predictions } from '../../fresh.ts';
import { fromData } from '../block.ts';
import { table } from '../markdown.ts';

/** Of our numbers in reports/reproduction/ beside what was published, by the exhibit's name in documents. */
export const FRESH = fromData(
  Object.fromEntries(
    freshByExhibit(compareFresh(predictions())).map(([name, rows]) => [
      `fresh-${name}`,
      () =>
        [
          FRESH_TITLES[name],
          '',
          table(FRESH_HEADINGS, FRESH_ALIGN, rows.map(freshCells)),
          '',
          ...[...sourcesOf(rows), ...lacksOf(rows), ...inputsOf(name)].map((item) => `- ${item}`),
        ].join('\n'),
    ]),
  ),
);
