import type { Figure } from '../../report/page/page.ts';
import { EXHIBIT_NAMES } from '../exhibits/names.ts';
import type { ShownRow } from '../shown/rows.ts';
import { formOf } from './forms.ts';
import { pairedChart } from './paired.ts';

/** Published beside predicted: a chart for each exhibit that has rows, by the exhibit's name. */
export const exhibitCharts = (rows: readonly ShownRow[]): Figure[] =>
  EXHIBIT_NAMES.flatMap((name) => {
    const form = formOf(name, rows);
    return form === undefined ? [] : [{ name, draw: (width) => pairedChart(form, width) }];
  });
