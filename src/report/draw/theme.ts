import type { Config } from 'vega-lite';
import type { Bar } from '../../price/parts.ts';

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

/** Lines and points by name, in this order: of the segments' colours those that stand out from paper. */
export const SERIES_COLORS: readonly string[] = [
  BAR_COLORS.user,
  BAR_COLORS.kernel,
  BAR_COLORS.monitor,
  BAR_COLORS.sync,
  BAR_COLORS['user stall'],
];

/** From little to much, ever darker, so that the order shows whatever colours one sees and in grey print. */
const RAMP = ['#e9b44c', '#d1663b', BAR_COLORS.monitor, '#1d1b4f'] as const;

/** So many colours of the ramp at equal distances, the palest first. */
export function rampColors(n: number): string[] {
  const channels = RAMP.map((hex) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)));
  return Array.from({ length: n }, (_, i) => {
    const at = n === 1 ? 0 : (i / (n - 1)) * (RAMP.length - 1);
    const from = Math.min(RAMP.length - 2, Math.floor(at));
    const mixed = channels[from].map((c, k) => Math.round(c + (channels[from + 1][k] - c) * (at - from)));
    return `#${mixed.map((c) => c.toString(16).padStart(2, '0')).join('')}`;
  });
}

/** What the page turns over in a dark scheme, by value: no segment bears these. */
export const INK = '#1b1f24';
export const SOFT_INK = '#57606a';
export const GRID = '#dfe3e8';
export const PAPER = '#ffffff';
/** The monitor's colour on dark paper. */
export const MONITOR_ON_DARK = '#c4427b';

/** Widths of a chart in CSS pixels: in files and on wide screens, and on narrow ones. */
export const WIDE = 520;
export const NARROW = 340;

export const FONT = 'DejaVu Sans';
const FONTS = `${FONT}, Verdana, sans-serif`;

export const SCHEMA = 'https://vega.github.io/schema/vega-lite/v6.json';

/** Vega-Lite's configuration: quiet axes, the data in front, sizes that stay legible in a column of print. */
export const THEME: Config = {
  background: PAPER,
  padding: 12,
  font: FONTS,
  view: { stroke: null },
  aria: false,
  title: {
    anchor: 'start',
    frame: 'bounds',
    offset: 14,
    color: INK,
    fontSize: 14,
    fontWeight: 'bold',
    subtitleColor: SOFT_INK,
    subtitleFontSize: 11,
    subtitlePadding: 5,
  },
  axis: {
    labelColor: SOFT_INK,
    labelFontSize: 11,
    titleColor: SOFT_INK,
    titleFontSize: 11,
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
    labelFontSize: 11,
    symbolType: 'square',
    symbolSize: 130,
    symbolStrokeWidth: 0,
    rowPadding: 5,
    title: null,
    offset: 22,
  },
  header: {
    labelColor: INK,
    labelFontSize: 11,
    labelFontWeight: 'bold',
    titleColor: SOFT_INK,
    titleFontSize: 11,
    labelPadding: 6,
  },
  text: { font: FONTS, fontSize: 11 },
};
