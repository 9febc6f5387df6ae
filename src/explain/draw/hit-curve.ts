import { axisTitle, legendAbove, OVERHANG, within } from '../../report/draw/layout.ts';
import { BAR_COLORS, filled, INK, TEXT } from '../../report/draw/theme.ts';
import { integer, percent } from '../../report/text/words.ts';
import type { Frame } from '../form/explanation.ts';

const ANSWERED = 'answered by the monitor';
const FORWARDED = 'forwarded to the guest';
const HIT_COLORS = { [ANSWERED]: BAR_COLORS.monitor, [FORWARDED]: BAR_COLORS['kernel stall'] };

interface Size {
  entries: number;
  hitPercent: number | null;
}

/** Of the TLB misses, those that a table of each size answers, as bars that fill up: what is above is the guest's. */
export function hitCurve(rows: readonly Size[], { width, height }: Frame): object {
  const room = 52;
  const plot = Math.min(640, within(width) - room - OVERHANG);
  const sizes = rows.map(({ entries }) => integer(entries));
  const values = rows.flatMap(({ entries, hitPercent }) => {
    const hit = hitPercent ?? 0;
    return [
      { entries: integer(entries), part: ANSWERED, low: 0, high: hit },
      { entries: integer(entries), part: FORWARDED, low: hit, high: 100 },
    ].filter(({ low, high }) => high > low);
  });
  const step = plot / Math.max(1, rows.length);
  const digits = step > 48 ? 1 : 0;
  const labels = rows.map(({ entries, hitPercent }) => ({
    entries: integer(entries),
    at: hitPercent ?? 0,
    text: digits === 1 ? percent(hitPercent ?? 0) : integer(hitPercent ?? 0),
  }));
  const x = {
    field: 'entries',
    type: 'ordinal',
    sort: sizes,
    scale: { paddingInner: 0.25, paddingOuter: 0.1 },
    title: axisTitle('entries of the second-level TLB', plot),
    axis: { labelOverlap: false },
  };
  return {
    width: plot,
    height,
    layer: [
      {
        data: { values },
        mark: { type: 'bar', strokeWidth: 0.8 },
        encoding: {
          x,
          y: { field: 'low', type: 'quantitative', scale: { domain: [0, 100] }, title: '% of TLB misses', axis: { values: [0, 25, 50, 75, 100] }, stack: null },
          y2: { field: 'high' },
          ...filled('part', HIT_COLORS, legendAbove(Object.keys(HIT_COLORS), plot)),
        },
      },
      ...[true, false].map((inside) => ({
        data: { values: labels.filter(({ at }) => at >= 15 === inside) },
        mark: { type: 'text', baseline: inside ? 'top' : 'bottom', dy: inside ? 5 : -4, fontSize: TEXT.small, color: inside ? '#fefefe' : INK },
        encoding: { x, y: { field: 'at', type: 'quantitative' }, text: { field: 'text' } },
      })),
    ],
  };
} // biome-ignore format: a specification
