import { axisRoom, axisTitle, headed, legendAbove, OVERHANG, textWidth, within } from '../../report/draw/layout.ts';
import { filled, INK, TEXT } from '../../report/draw/theme.ts';
import type { Frame } from '../form/explanation.ts';
import type { Part } from './stacked-rows.ts';

/** Bars that stand, under one heading: where along the axis, their parts from the bottom, and the text on top. */
export interface Panel {
  title: string;
  bars: readonly { at: string; parts: readonly Part[]; top: string }[];
}

export interface Abreast {
  colors: Readonly<Record<string, string>>;
  /** Titles of the axes. */
  x: string;
  y: string;
}

const GAP = 20;

/** Panels side by side on one scale, each of bars of parts in colours: what a mechanism changes shows as the difference between them. */
export function abreast(panels: readonly Panel[], { colors, x, y }: Abreast, { width, height }: Frame): object {
  const sum = (parts: readonly Part[]): number => parts.reduce((total, { value }) => total + value, 0);
  const most = Math.max(...panels.flatMap(({ bars }) => bars.map(({ parts }) => sum(parts)))) || 1;
  const room = axisRoom(most);
  const all = Math.min(720, within(width) - room - OVERHANG);
  const plot = Math.floor((all - GAP * (panels.length - 1)) / panels.length);
  const used = Object.keys(colors).filter((name) =>
    panels.some(({ bars }) => bars.some(({ parts }) => parts.some((part) => part.name === name && part.value > 0))),
  );
  const color = filled('part', Object.fromEntries(used.map((name) => [name, colors[name]])), used.length < 2 ? null : legendAbove(used, all));
  const top = most * (1 + 18 / height);
  return {
    spacing: GAP,
    hconcat: panels.map(({ title, bars }, n) => {
      const values = bars.flatMap(({ at, parts }) => {
        let below = 0;
        return parts.filter(({ value }) => value > 0).map(({ name: part, value }) => {
          below += value;
          return { at, part, low: below - value, high: below };
        });
      });
      const longest = Math.max(0, ...bars.map((bar) => textWidth(bar.top, TEXT.small)));
      const axis = { field: 'at', type: 'ordinal', sort: null, scale: { domain: bars.map(({ at }) => at), paddingInner: 0.3, paddingOuter: 0.15 } };
      return {
        title: headed(title, plot),
        width: plot,
        height,
        encoding: { x: { ...axis, title: axisTitle(x, plot), axis: { labelOverlap: 'parity' } } },
        layer: [
          {
            data: { values },
            mark: { type: 'bar', strokeWidth: 0.8 },
            encoding: {
              y: { field: 'low', type: 'quantitative', stack: null, title: n === 0 ? axisTitle(y, height) : null, scale: { domain: [0, top], nice: false }, axis: { tickCount: 5, format: ',~f', ...(n === 0 ? {} : { labels: false }) } },
              y2: { field: 'high' },
              ...color,
            },
          },
          ...(longest * 1.02 > plot / Math.max(1, bars.length)
            ? []
            : [{
                data: { values: bars.map(({ at, parts, top }) => ({ at, high: sum(parts), top })) },
                mark: { type: 'text', baseline: 'bottom', dy: -3, fontSize: TEXT.small, color: INK },
                encoding: { y: { field: 'high', type: 'quantitative' }, text: { field: 'top' } },
              }]),
        ],
      };
    }),
  };
} // biome-ignore format: a specification
