import { BARS, type Bar } from '../../price/parts.ts';
import type { TimeSums } from '../run/run.ts';
import { wrap } from '../text/words.ts';
import { BAR_COLORS, BAR_INK, INK } from './theme.ts';

/** Segments at least this high bear their value: percent of the base, and of the chart's height, which the digits fill. */
const LABELLED = 3;
const LABEL_HEIGHT = 0.022;
/** A segment of a bar: from `from` to `to` percent of the base's total. */
interface Segment {
  configuration: string;
  bar: Bar;
  from: number;
  to: number;
  label: string;
  ink: string;
}

/** The segments of a bar in a chart up to `top`, in the figures' order, from the bottom up; those without time are left out. */
export function segmentsOf(configuration: string, { bars }: TimeSums, base: number, top: number): Segment[] {
  let from = 0;
  return BARS.flatMap((bar) => {
    const share = (100 * bars[bar]) / base;
    if (share === 0) return [];
    const segment = {
      configuration,
      bar,
      from,
      to: from + share,
      label: share >= Math.max(LABELLED, LABEL_HEIGHT * top) ? share.toFixed(1) : '',
      ink: BAR_INK[bar],
    };
    from += share;
    return [segment];
  });
}

export function color(shown: readonly Bar[], legend: object) {
  const domain = shown.toReversed();
  return { field: 'bar', type: 'nominal', scale: { domain, range: domain.map((bar) => BAR_COLORS[bar]) }, legend };
}

export const totalsOf = (configuration: string, { total }: TimeSums, base: number) => ({
  configuration,
  to: (100 * total) / base,
  label: ((100 * total) / base).toFixed(1),
});

/** Encodings common to the stacked charts: names below the bars, broken into lines that fit a step of so many pixels. */
export function stackedAxes(names: string[], step: number, top: number) {
  const lines = Object.fromEntries(names.map((name) => [name, wrap(name, Math.floor(step / 7.5), 3)]));
  const axis = { labelExpr: `(${JSON.stringify(lines)})[datum.value]`, labelColor: INK, labelLimit: step };
  const x = { field: 'configuration', type: 'nominal', sort: names, title: null, axis };
  const y = { field: 'from', type: 'quantitative', scale: { domain: [0, top], nice: false }, stack: null };
  return { x, y };
}

/** Top of the scale: the highest bar times `room` for its label. */
export const headroom = (totals: { to: number }[], room: number): number =>
  Math.max(10, ...totals.map(({ to }) => Math.ceil((to * room) / 10) * 10));

export const totalMark = (fontSize: number) => ({
  type: 'text',
  baseline: 'bottom',
  dy: -3,
  fontWeight: 'bold',
  fontSize,
  color: INK,
});

/** The digits within segments that are high enough for them: `digits` in `ink`, at `middle`. */
export const digitsWithin = (y: object) => ({
  transform: [{ filter: "datum.digits !== ''" }],
  mark: { type: 'text', baseline: 'middle', fontSize: 10 },
  encoding: {
    y: { ...y, field: 'middle' },
    text: { field: 'digits' },
    color: { field: 'ink', type: 'nominal', scale: null },
  },
});
