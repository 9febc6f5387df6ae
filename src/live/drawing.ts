import * as vega from 'vega';
import { expressionInterpreter } from 'vega-interpreter';
import { compile, type TopLevelSpec } from 'vega-lite';
import { svgOf } from '../report/draw/svg.ts';

/** A chart as SVG, without code made out of text, which the page's policy forbids. */
export const svgText = (spec: TopLevelSpec, id: string): Promise<string> =>
  svgOf(spec, { vega, compile, interpreter: expressionInterpreter }, id);
