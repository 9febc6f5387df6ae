import type { TopLevelSpec } from 'vega-lite';
import { EXHIBIT_NAMES } from '../exhibits/names.ts';
import type { ShownRow } from '../shown/rows.ts';
import { formOf } from './forms.ts';
import { pairedChart } from './paired.ts';

/** A chart of a reproduction. Its name is the exhibit's. */
export interface ExhibitChart {
  name: string;
  /** In a figure of at most so many CSS pixels. */
  draw(width: number): TopLevelSpec;
}

/** Published beside predicted, a chart for each exhibit that has rows. */
export const exhibitCharts = (rows: readonly ShownRow[]): ExhibitChart[] =>
  EXHIBIT_NAMES.flatMap((name) => {
    const form = formOf(name, rows);
    return form === undefined ? [] : [{ name, draw: (width) => pairedChart(form, width) }];
  });
