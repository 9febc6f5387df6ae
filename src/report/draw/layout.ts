import type { TopLevelSpec } from 'vega-lite';
import { cut, printable, wrap } from '../text/words.ts';
import { PADDING, TEXT } from './theme.ts';

/**
 * Mean advance of DejaVu Sans, in ems, rounded up. Layout estimates text by it, with or without a canvas in the process,
 * so that a chart is the same, byte for byte, wherever it is drawn.
 */
export const EMS_PER_CHARACTER = 0.62;
/** The same of its bold face. */
const EMS_PER_BOLD = 0.7;

/** Pixels that a text takes, at a size in pixels. */
export const textWidth = (text: string, fontSize: number = TEXT.body): number =>
  EMS_PER_CHARACTER * fontSize * text.length;

/** Characters that fit so many pixels, one at least. */
export const charactersIn = (pixels: number, fontSize: number = TEXT.body): number =>
  Math.max(1, Math.floor(pixels / (EMS_PER_CHARACTER * fontSize)));

/** Pixels of a chart of this width within its padding. */
export const within = (width: number): number => width - 2 * PADDING;

/** The text in lines of at most `width` characters, at most `most` of them; numbers stay with their units. */
export const broken = (text: string, width: number, most?: number): string[] =>
  wrap(text.replace(/(\d) (?=(?:%|ns|µs|ms|s|MB|KB|B|MHz|cycles)(?![\w]))/g, '$1\u00a0'), width, most).map((line) =>
    line.replaceAll('\u00a0', ' '),
  );

/** The text in as few lines of at most `width` characters as it takes, none much longer than the others. */
function evenly(text: string, width: number): string[] {
  const lines = broken(text, width);
  let even = lines;
  for (let narrower = width - 1; even.length === lines.length && narrower > 0; narrower--) {
    const next = broken(text, narrower);
    if (next.length > lines.length) break;
    even = next;
  }
  return even;
}

/** A chart's title, and below it what its numbers are, in lines that fit its width. */
export const titled = (text: string, subtitle: string | readonly string[], width: number) => ({
  text: evenly(text, Math.max(1, Math.floor(within(width) / (EMS_PER_BOLD * TEXT.title)))),
  ...(subtitle.length === 0
    ? {}
    : { subtitle: [subtitle].flat().flatMap((line) => evenly(line, charactersIn(within(width)))) }),
});

/**
 * The chart, which says above its subtitle, and at the end of its description, of which trace it is; cut to its width. One whose title is
 * not of `titled`'s form is left as it is.
 */
export function ofTrace(spec: TopLevelSpec, trace: string, width: number): TopLevelSpec {
  if (typeof spec.title !== 'object' || !('text' in spec.title)) return spec;
  const { subtitle, ...title } = spec.title;
  const name = cut(printable(trace), charactersIn(within(width)) - 'trace: '.length);
  return {
    ...spec,
    description: `${spec.description ?? ''} Trace: ${name}.`.trimStart(),
    title: { ...title, subtitle: [`trace: ${name}`, ...[subtitle ?? []].flat()] },
  } as TopLevelSpec;
}

/** Title of a small multiple, in lines that fit its width. */
export const headed = (text: string, pixels: number, anchor: 'start' | 'middle' = 'start') => ({
  text: wrap(text, Math.max(8, Math.floor(pixels / (EMS_PER_BOLD * TEXT.body))), 3),
  fontSize: TEXT.body,
  offset: 6,
  anchor,
});

/** Title of an axis of so many pixels, in lines that fit. */
export const axisTitle = (text: string, pixels: number): string[] => broken(text, charactersIn(pixels));

/** Pixels left of a plot for an axis of numbers up to `most`, and its title, turned upright. */
export function axisRoom(most: number, titled = true): number {
  const digits = most >= 10 ? Math.round(most).toLocaleString('en-US').length : 4;
  return Math.ceil(textWidth('0'.repeat(digits))) + 5 + (titled ? 28 : 0);
}

/** Pixels right of a plot, into which the last label of an axis of numbers reaches. */
export const OVERHANG = 16;

/**
 * Vega's expression for the label of `datum.value`, a name among these. No name is a key of an object there: some, such as `__proto__`, may be none.
 */
export const labelsOf = (labels: Iterable<readonly [name: string, label: string | readonly string[]]>): string => {
  const all = [...labels];
  return `(${JSON.stringify(all.map(([, label]) => label))})[indexof(${JSON.stringify(all.map(([name]) => name))}, '' + datum.value)]`;
};

/** Names left of bars that lie, in lines: at most so many pixels. */
export function namesBeside(names: readonly string[], pixels: number, most = 3) {
  const lines = new Map(names.map((name) => [name, broken(name, charactersIn(pixels), most)]));
  const longest = Math.max(0, ...[...lines.values()].flatMap((each) => each.map((line) => textWidth(line))));
  const deepest = Math.max(1, ...[...lines.values()].map((each) => each.length));
  return {
    /** Pixels that they take, with the gap to the bars. */
    room: Math.ceil(longest) + 8,
    /** Lines of the name that has most. */
    deepest,
    axis: {
      labelExpr: labelsOf(lines),
      labelLimit: pixels + 4,
      labelPadding: 8,
      labelBaseline: 'middle',
      // Vega sets the first of several lines on the tick.
      labelOffset: { expr: `-6.5 * (length(${labelsOf(lines)} || ['']) - 1)` },
    },
  };
}

/** Pixels of a legend's symbol, with the gaps on both sides. */
const SYMBOL = 26;
/** Pixels between two of its columns, which are part of that. */
const COLUMN_GAP = 10;

/** A legend above a plot of so many pixels: in as many columns as fit. */
export function legendAbove(labels: readonly string[], pixels: number, title: string | null = null) {
  const widths = labels.map((label) => SYMBOL + textWidth(label));
  const fits = (columns: number): boolean => {
    const widest = Array.from({ length: columns }, (_, i) => Math.max(...widths.filter((_, n) => n % columns === i)));
    return widest.reduce((sum, width) => sum + width, -COLUMN_GAP) <= pixels;
  };
  let columns = Math.max(1, labels.length);
  while (columns > 1 && !fits(columns)) columns--;
  return { orient: 'top', columns, labelLimit: Math.max(40, pixels - SYMBOL), offset: 8, title };
}

/** Pixels of a legend beside a plot, with the gap between them. */
export const besideRoom = (labels: readonly string[]): number =>
  Math.ceil(Math.max(0, ...labels.map((label) => textWidth(label)))) + SYMBOL + LEGEND_OFFSET;
const LEGEND_OFFSET = 14;
export const LEGEND_BESIDE = { orient: 'right', offset: LEGEND_OFFSET } as const;

/**
 * Items in rows that fit so many pixels, each item `least` wide and at most `most`. Rows are as even as can be; `step` is an item's width.
 */
export function inRows<T>(
  items: readonly T[],
  pixels: number,
  least: number,
  most: number,
): { step: number; rows: T[][] } {
  const fit = Math.max(1, Math.floor(pixels / least));
  const count = Math.max(1, Math.ceil(items.length / fit));
  const each = Math.max(1, Math.ceil(items.length / count));
  const rows = Array.from({ length: count }, (_, n) => items.slice(n * each, (n + 1) * each)).filter(
    (row) => row.length > 0,
  );
  return { step: Math.min(most, Math.floor(pixels / each)), rows };
}

/** Small multiples that fit so many pixels in columns, each `least` wide at least and `most` at most, with a gap between them. */
export function inColumns(
  count: number,
  pixels: number,
  { least, most, gap }: { least: number; most: number; gap: number },
) {
  const fit = Math.max(1, Math.min(count, Math.floor((pixels + gap) / (least + gap))));
  // As many rows, as evenly filled as can be.
  const columns = Math.ceil(count / Math.ceil(count / fit));
  return { columns, width: Math.min(most, Math.floor((pixels - (columns - 1) * gap) / columns)) };
}
