import type { TopLevelSpec } from 'vega-lite';
import { axisTitle, namesBeside, OVERHANG, textWidth, titled, within } from '../../report/draw/layout.ts';
import { BAR_COLORS, filled, INK, SCHEMA, SOFT_INK, TEXT, THEME, WIDE } from '../../report/draw/theme.ts';
import { capital, plural } from '../../report/text/words.ts';
import type { ResultDiff } from '../diff.ts';
import { GROUPS } from '../result/result.ts';
import type { DiffRow } from '../rows.ts';
import { itemNames, rowLabel, rowLabels, sharedName } from './names.ts';
import { shownFor } from './numbers.ts';

/** Bars, at most. */
const MOST_BARS = 14;

const MORE = 'more than before';
const LESS = 'less than before';
const COLORS = { [MORE]: BAR_COLORS.monitor, [LESS]: BAR_COLORS.user };

/** What changed most as bars to the right of zero where it is more than before, to the left where it is less. Undefined where nothing changed. `width` is that of the figure in CSS pixels, padding included. */
export function changesChart(diff: ResultDiff, width = WIDE): TopLevelSpec | undefined {
  const first = diff.rows.find(({ change }) => change !== null);
  if (first === undefined) return undefined;
  const own = diff.rows.filter(({ group, unit, change }) => group === first.group && unit === first.unit && change !== null);
  const rows = own.slice(0, MOST_BARS);
  const { unit, value, change } = shownFor(rows);
  const { labels, measure } = rowLabels(diff.keys, rows);
  const shared = sharedName(diff.keys, rows.map(({ key }) => key)); // biome-ignore format: a line
  const scale = first.unit === 'ns' ? 1e-6 : 1;
  const bars = rows.map((row, n) => ({
    name: labels[n],
    change: row.change! * scale,
    how: row.change! > 0 ? MORE : LESS,
    label: change(row.change),
  }));
  const beside = namesBeside([...new Set(bars.map(({ name }) => name))], Math.min(230, 0.45 * within(width)));
  const plot = Math.min(560, within(width) - beside.room - OVERHANG);
  const of = shared === '' ? '' : ` of ${shared}`;
  return {
    $schema: SCHEMA,
    description: sentence(diff, own, rows, value),
    title: titled(`What changed most: ${measure ?? GROUPS[first.group].toLowerCase()}${of}`, `${diff.b.name} less ${diff.a.name}`, width),
    config: THEME,
    width: plot,
    height: { step: Math.max(24, 13 * beside.deepest + 6) },
    data: { values: bars },
    encoding: {
      y: { field: 'name', type: 'nominal', sort: bars.map(({ name }) => name), title: null, axis: { ...beside.axis, labelColor: INK } },
      x: {
        field: 'change', type: 'quantitative',
        scale: { domain: domainOf(bars, plot), nice: false },
        title: axisTitle(`change${unit === '' ? '' : `, ${unit === '%' ? 'points' : unit}`}`, plot),
        axis: { grid: true, tickCount: Math.min(6, Math.floor(plot / 45)) },
      },
    },
    layer: [
      { mark: { type: 'bar', height: { band: 0.7 }, strokeWidth: 1 }, encoding: filled('how', COLORS, null) },
      { mark: { type: 'rule', color: SOFT_INK }, encoding: { x: { datum: 0 }, y: null } },
      ...(['left', 'right'] as const).map((align) => ({
        transform: [{ filter: align === 'left' ? 'datum.change >= 0' : 'datum.change < 0' }],
        mark: { type: 'text', align, baseline: 'middle', dx: align === 'left' ? 4 : -4, fontSize: TEXT.small, color: INK },
        encoding: { text: { field: 'label' } },
      })),
    ],
  } as unknown as TopLevelSpec;
} // biome-ignore format: a specification

function sentence(diff: ResultDiff, own: readonly DiffRow[], rows: readonly DiffRow[], value: (n: number | null) => string): string {
  const [first] = rows;
  const { unit } = shownFor(rows);
  const names = itemNames(diff.keys, own.map(({ key }) => key));
  const left = own.length === rows.length ? '' : ` ${plural(own.length - rows.length, 'smaller change')} ${own.length - rows.length === 1 ? 'is' : 'are'} not drawn.`;
  return `${capital(rowLabel(names, first))} changes most, from ${value(first.before)} to ${value(first.after)}${unit === '' ? '' : ` ${unit}`}.${left}`;
} // biome-ignore format: long lines

/** From the least change, or zero, to the greatest, with room for labels outside the bars. */
function domainOf(bars: readonly { change: number; label: string }[], plot: number): [number, number] {
  const changes = bars.map(({ change }) => change);
  const [least, most] = [Math.min(0, ...changes), Math.max(0, ...changes)];
  const label = Math.max(...bars.map((bar) => textWidth(bar.label, TEXT.small))) + 8;
  const ends = Number(least < 0) + Number(most > 0);
  const room = ((most - least) * label) / Math.max(20, plot - ends * label);
  return [least < 0 ? least - room : 0, most > 0 ? most + room : 0];
}
