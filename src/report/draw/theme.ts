import type { Config } from 'vega-lite';
import type { Bar } from '../../price/parts.ts';
import { edgeOf } from './contrast.ts';

/**
 * One colour for each segment, the same in every chart: the user's time blue, the kernel's amber, each paler while stalled, the monitor crimson, waiting for locks olive, idle time nearly white, as in the paper.
 * Told apart under protanopia, deuteranopia and tritanopia, and by lightness in grey print.
 */
export const BAR_COLORS: Record<Bar, string> = {
  user: '#2f6db3',
  'user stall': '#a3c8ea',
  kernel: '#e29a1f',
  'kernel stall': '#f8dca4',
  sync: '#486018',
  monitor: '#8f1d4b',
  idle: '#f0faff',
};

/** Text within a segment, by the segment's colour. */
export const BAR_INK: Record<Bar, string> = {
  user: '#fefefe',
  'user stall': '#101418',
  kernel: '#101418',
  'kernel stall': '#101418',
  sync: '#fefefe',
  monitor: '#fefefe',
  idle: '#101418',
};

/** Lines and points by name, in this order: told apart as the segments are, and each stands out from paper, white or dark. */
export const SERIES_COLORS: readonly string[] = [BAR_COLORS.user, '#b87708', BAR_COLORS.monitor, '#5f7d22', '#8a5cc0'];

/** The monitor's colour, but that the page does not turn it over: between paler and darker ones it keeps its place. */
export const CRIMSON = '#8e1d4b';

/** From little to much, ever darker, so that the order shows whatever colours one sees and in grey print. For areas, which have an outline. */
const RAMP = ['#e9b44c', '#d1663b', CRIMSON, '#1d1b4f'] as const;
/** The same for lines, which have none: within what stands out from white paper and from dark. */
const LINE_RAMP = ['#c27d05', '#d0512b', '#b83f86', '#5a55c4'] as const;

/** So many colours at equal distances. */
function between(ramp: readonly string[], n: number): string[] {
  const channels = ramp.map((hex) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)));
  return Array.from({ length: n }, (_, i) => {
    const at = n === 1 ? 0 : (i / (n - 1)) * (ramp.length - 1);
    const from = Math.min(ramp.length - 2, Math.floor(at));
    const mixed = channels[from].map((c, k) => Math.round(c + (channels[from + 1][k] - c) * (at - from)));
    return `#${mixed.map((c) => c.toString(16).padStart(2, '0')).join('')}`;
  });
}

/** So many colours of the ramp at equal distances, the palest first. */
export const rampColors = (n: number): string[] => between(RAMP, n);
export const lineColors = (n: number): string[] => between(LINE_RAMP, n);

/** What the page turns over in a dark scheme, by value: no segment bears these. */
export const INK = '#1b1f24';
export const SOFT_INK = '#57606a';
export const GRID = '#dfe3e8';
/** Between ink and grid, for what lies behind ink and is not text: it stands out from white paper and from dark. */
export const EDGE = '#7c8794';
export const PAPER = '#ffffff';
/** The page in a dark scheme. */
export const DARK_PAPER = '#14171b';
/** The monitor's colour on dark paper. */
export const MONITOR_ON_DARK = '#c4427b';

export const FONT = 'DejaVu Sans';
const FONTS = `${FONT}, Verdana, sans-serif`;

/** Widths of a figure in CSS pixels, padding included: on a page with room, in files, and on the screen of a telephone. */
export const WIDE = 520;
export const NARROW = 340;

/** Sizes of text in pixels: titles, what stands by itself, and what stands within a plot. */
export const TEXT = { title: 14, body: 11, small: 10 } as const;

/** Pixels around a figure. */
export const PADDING = 12;

/** A field's values as colours, each with an outline that stands out from paper where the colour does not. */
export function filled(field: string, colors: Readonly<Record<string, string>>, legend: object | null) {
  const domain = Object.keys(colors);
  const scaled = (range: string[]) => ({ field, type: 'nominal', scale: { domain, range }, legend });
  return { fill: scaled(Object.values(colors)), stroke: scaled(Object.values(colors).map(outlineOf)) };
}

/** The outline of an area of a colour. The monitor's is its own, since the page turns both over. */
export const outlineOf = (color: string): string => (color === BAR_COLORS.monitor ? color : edgeOf(color));

export const SCHEMA = 'https://vega.github.io/schema/vega-lite/v6.json';

/** Vega-Lite's configuration: quiet axes, the data in front, sizes that stay legible in a column of print. */
export const THEME: Config = {
  background: PAPER,
  padding: PADDING,
  font: FONTS,
  view: { stroke: null },
  aria: false,
  title: {
    anchor: 'start',
    frame: 'bounds',
    offset: 14,
    color: INK,
    fontSize: TEXT.title,
    fontWeight: 'bold',
    subtitleColor: SOFT_INK,
    subtitleFontSize: TEXT.body,
    subtitlePadding: 5,
  },
  axis: {
    labelColor: SOFT_INK,
    labelFontSize: TEXT.body,
    titleColor: SOFT_INK,
    titleFontSize: TEXT.body,
    titleFontWeight: 'normal',
    titlePadding: 10,
    labelPadding: 5,
    domainColor: SOFT_INK,
    tickColor: GRID,
    gridColor: GRID,
  },
  axisY: { domain: false, ticks: false, tickCount: 6 },
  axisX: { grid: false, ticks: false, labelAngle: 0 },
  legend: {
    labelColor: INK,
    labelFontSize: TEXT.body,
    symbolType: 'square',
    symbolSize: 110,
    symbolStrokeWidth: 1,
    rowPadding: 5,
    title: null,
    offset: 14,
  },
  header: {
    labelColor: INK,
    labelFontSize: TEXT.body,
    labelFontWeight: 'bold',
    titleColor: SOFT_INK,
    titleFontSize: TEXT.body,
    labelPadding: 6,
  },
  text: { font: FONTS, fontSize: TEXT.body },
};
