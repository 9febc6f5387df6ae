import { BARS, type Bar } from '../../price/parts.ts';
import type { TimeSums } from '../run/run.ts';
import { wrap } from '../text/words.ts';
import {
  axisRoom,
  besideRoom,
  charactersIn,
  inRows,
  LEGEND_BESIDE,
  labelsOf,
  legendAbove,
  textWidth,
  within,
} from './layout.ts';
import { BAR_COLORS, BAR_INK, filled, INK, TEXT } from './theme.ts';

/** Segments of at least so many percent of the base, and pixels, bear their value. */
const LABELLED = 3;
const LABEL_PIXELS = 9.5;
/** Pixels of a chart's height, and of one of several rows of bars. */
export const heightOf = (rows: readonly unknown[]): number => (rows.length > 1 ? 240 : 360);

/** A segment of a bar: from `from` to `to` percent of the base's total. */
interface Segment {
  configuration: string;
  bar: Bar;
  from: number;
  to: number;
  middle: number;
  digits: string;
  ink: string;
}

/** Digits of a share, where a segment in a chart up to `top` is high enough for them. */
export const digitsOf = (share: number, top: number, height: number): string =>
  share >= Math.max(LABELLED, (LABEL_PIXELS * top) / height) ? share.toFixed(1) : '';

/** The segments of a bar in a chart up to `top`, `height` pixels high, in the figures' order, from the bottom up; those without time are left out. */
export function segmentsOf(
  configuration: string,
  { bars }: TimeSums,
  base: number,
  top: number,
  height = 360,
): Segment[] {
  let from = 0;
  return BARS.flatMap((bar) => {
    const share = (100 * bars[bar]) / base;
    if (share === 0) return [];
    const segment = {
      configuration,
      bar,
      from,
      to: from + share,
      middle: from + share / 2,
      digits: digitsOf(share, top, height),
      ink: BAR_INK[bar],
    };
    from += share;
    return [segment];
  });
}

/** Colours of the segments, and their legend. */
export const segmentColors = (shown: readonly Bar[], legend: object) =>
  filled('bar', Object.fromEntries(shown.map((bar) => [bar, BAR_COLORS[bar]])), legend);

export const totalsOf = (configuration: string, { total }: TimeSums, base: number) => ({
  configuration,
  to: (100 * total) / base,
  label: ((100 * total) / base).toFixed(1),
});

/** Encodings common to the stacked charts: names below the bars, broken into lines that fit a step of so many pixels. */
export function stackedAxes(names: readonly string[], step: number, top: number) {
  const lines = new Map(names.map((name) => [name, wrap(name, charactersIn(step - 4), 4)]));
  const axis = { labelExpr: labelsOf(lines), labelColor: INK, labelLimit: step };
  const x = { field: 'configuration', type: 'nominal', sort: names, title: null, axis };
  const y = { field: 'from', type: 'quantitative', scale: { domain: [0, top], nice: false }, stack: null };
  return { x, y };
}

/** How upright bars with names lie in a chart of some width. */
interface Upright {
  /** Pixels of a bar with its gap. */
  step: number;
  /** The names in rows, one below the other where one row would be too narrow for them. */
  rows: string[][];
  /** The legend's labels, in its order: from the top down beside the bars, along the stack above them. */
  labels: string[];
  legend: object;
}

/** Characters of a name that stay together under a bar, at most. */
const MOST_TOGETHER = 12;
/** Pixels of a step in which no name of usual words is broken within a word. */
const stepOf = (names: readonly string[]): number => {
  const words = names.flatMap((name) => name.match(/[^\s\-_/.,]+[-_/.,]?/g) ?? []);
  return textWidth('0'.repeat(Math.min(MOST_TOGETHER, Math.max(0, ...words.map((word) => word.length))))) + 4;
};

/**
 * The legend stands beside the bars where they keep `most` of a step or two thirds of it, else above. `segments` are its labels from the bottom
 * of the stack up; `top` is the end of the axis, `least` and `most` what a step may be.
 */
export function uprightBars(
  names: readonly string[],
  segments: readonly string[],
  { width, top, most, ...given }: { width: number; top: number; least: number; most: number },
): Upright {
  const least = Math.ceil(Math.max(given.least, stepOf(names)));
  const room = within(width) - axisRoom(top);
  const beside = room - besideRoom(segments);
  if (names.length * Math.max(least, (2 / 3) * most) <= beside)
    return { ...inRows(names, beside, least, most), labels: segments.toReversed(), legend: LEGEND_BESIDE };
  return { ...inRows(names, room, least, most), labels: [...segments], legend: legendAbove(segments, room) };
}

/** One chart, or several of the same scale one below the other. */
export const stackedRows = (rows: readonly string[][], chart: (names: string[]) => object): object =>
  rows.length === 1 ? chart(rows[0]) : { vconcat: rows.map(chart), spacing: 20 };

/** The values that belong to some of the configurations. */
export const among = <T extends { configuration: string }>(values: readonly T[], names: readonly string[]): T[] =>
  values.filter(({ configuration }) => names.includes(configuration));

/** Top of the scale: the highest bar times `room` for its label. */
export const headroom = (totals: { to: number }[], room: number): number =>
  Math.max(10, ...totals.map(({ to }) => Math.ceil((to * room) / 10) * 10));

export const totalMark = (fontSize: number = TEXT.body) => ({
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
  mark: { type: 'text', baseline: 'middle', fontSize: TEXT.small },
  encoding: {
    y: { ...y, field: 'middle' },
    text: { field: 'digits' },
    color: { field: 'ink', type: 'nominal', scale: null },
  },
});

/** Totals above their bars: `label` at `to`. */
export const totalsAbove = (values: readonly object[], y: object) => ({
  data: { values },
  mark: totalMark(),
  encoding: { y: { ...y, field: 'to' }, text: { field: 'label' } },
});

/** A small text beneath each bar of a chart that is so high. */
export const textsBeneath = (values: readonly object[], height: number, field: string) => ({
  data: { values },
  mark: { type: 'text', baseline: 'top', fontSize: TEXT.small, color: INK },
  encoding: { y: { value: height + 6 }, text: { field } },
});
