import type { TopLevelSpec } from 'vega-lite';
import { titled } from '../report/draw/layout.ts';
import { SCHEMA, THEME, WIDE } from '../report/draw/theme.ts';
import type { AnyRow } from '../report/tables/table.ts';
import type { Explanation, Frame } from './form/explanation.ts';

/** Pixels of a figure's plots on a page, one above the other. */
const HEIGHT = 210;

/** The figure of an explanation in a width in CSS pixels, under its title. */
export const figure = (
  explanation: Explanation,
  rows: readonly AnyRow[],
  description: string,
  width = WIDE,
): TopLevelSpec =>
  ({
    ...plain(explanation, rows, description, { width, height: HEIGHT }),
    title: titled(explanation.title, explanation.subtitle, width),
  }) as TopLevelSpec;

/** The same without its title, for a place that has it already. */
export const plain = (
  explanation: Explanation,
  rows: readonly AnyRow[],
  description: string,
  frame: Frame,
): TopLevelSpec => ({ $schema: SCHEMA, description, config: THEME, ...explanation.chart(rows, frame) }) as TopLevelSpec;
