import type { TopLevelSpec } from 'vega-lite';
import type { Sensitivity } from '../../price/sensitivity.ts';
import { domainOf, notFromZero } from '../../report/draw/beginning.ts';
import { axisTitle, legendAbove, namesBeside, OVERHANG, textWidth, titled, within } from '../../report/draw/layout.ts';
import { BAR_COLORS, filled, INK, SCHEMA, SOFT_INK, TEXT, THEME, WIDE } from '../../report/draw/theme.ts';
import { decimal, plural, words } from '../../report/text/words.ts';
import { type Facets, multiplesIn, multiplied } from './facets.ts';
import { labelOf, valueLabel } from './labels.ts';
import { type ChartTable, distinct, type Row, rowsOf, safeRows } from './rows.ts';
import { digitsIn, heading } from './said.ts';

/** How a sensitivity is shown. */
export interface TornadoOptions extends Facets {
  /** Costs shown, those with the widest swings. Default 10. */
  most?: number;
  /** Its title; unless given, of the output. */
  title?: string;
  /** A line below the title. Default: what moves the output most. */
  subtitle?: string;
}

const NEEDED = ['output', 'cost', 'kind', 'unit', 'base', 'low', 'high', 'atBase', 'atLow', 'atHigh', 'swing'] as const;
const NUMBERS = ['base', 'low', 'high', 'atBase', 'atLow', 'atHigh', 'swing'] as const;

/**
 * Sensitivity: for each cost a bar from the answer when it is low to the answer when it is high; the widest on top. Takes the table of
 * `sensitivity`; `width` is that of the figure in CSS pixels, padding included.
 *
 * @param table - the table of `sensitivity`
 * @param options - how many costs, and what is above
 * @param width - CSS pixels. Default: those of a page
 * @returns a Vega-Lite specification
 * @example
 * ```ts
 * import { charts, loadCosts, loadStructures, openTrace, replayAll, sensitivity, toSvg } from 'disco-replay';
 *
 * const [baseline, counts] = await replayAll(await openTrace('padded'), loadStructures(['irix', 'disco']));
 * const chart = charts.tornado(sensitivity(counts, loadCosts('flash'), { baseline }), { most: 5 });
 * console.log((await toSvg(chart)).length);
 * ```
 */
export function tornado(table: ChartTable, options: TornadoOptions = {}, width = WIDE): TopLevelSpec {
  const { most = 10, facet, row, title, subtitle = [] } = options;
  const facets = [facet, row].filter((name) => name !== undefined);
  const rows = rowsOf(table, { columns: [...NEEDED, ...facets], numbers: NUMBERS }) as unknown as Sensitivity[];
  const costs = widest(rows, most);
  const shown = rows.filter(({ cost }) => costs.includes(cost));
  const [{ output }] = rows;
  const extent = [...shown.flatMap(({ atLow, atHigh, atBase }) => [atLow!, atHigh!, atBase!])];
  const digits = digitsIn(table, output, extent);
  const [least, largest] = [Math.min(...extent), Math.max(...extent)];
  const multiples = multiplesIn(rows as unknown as Row[], options, width, LEAST_CELL);
  const order = costs.map((cost) => nameOf(rows.find((each) => each.cost === cost)!));
  const names = namesBeside(order, 0.4 * multiples.cell);
  const plot = multiples.cell - names.room - OVERHANG;
  // Room on both sides for what costs are at the bars' ends.
  const label = Math.max(...shown.flatMap(({ low, high }) => [low, high].map((value) => textWidth(valueLabel('', value), TEXT.small)))) + 6;
  const room = ((largest - least || 1) * label) / Math.max(20, plot - 2 * label);
  const asRows = shown as unknown as Parameters<typeof safeRows>[0];
  const values = safeRows(asRows, facets, facets).flatMap((cell, n) => {
    const each = shown[n];
    return (['low', 'high'] as const).map((end) => {
      const at = (end === 'low' ? each.atLow : each.atHigh)!;
      const value = valueLabel('', each[end]);
      const labelled = isLabelled(each, end, (largest - least || 1) / plot);
      return {
        ...cell,
        cost: nameOf(each),
        end: `cost ${end}`,
        base: each.atBase,
        at,
        value: labelled ? value : '',
        right: at >= each.atBase!,
      };
    });
  });
  const y = {
    field: 'cost',
    type: 'nominal',
    sort: order,
    title: null,
    axis: { ...names.axis, labelColor: INK },
  };
  const scale = { domain: domainOf(extent, [least - room, largest + room]), nice: false, zero: false };
  const x = { type: 'quantitative', title: axisTitle(labelOf(output), plot), scale, axis: { grid: true, tickCount: Math.min(5, Math.floor(plot / 45)) } };
  const colors = { 'cost low': BAR_COLORS['user stall'], 'cost high': BAR_COLORS.user };
  const filling = filled('end', colors, legendAbove(Object.keys(colors), within(width) - names.room));
  const text = (right: boolean) => ({
    transform: [{ filter: `datum.right === ${right} && datum.value !== ''` }],
    mark: {
      type: 'text',
      baseline: 'middle',
      fontSize: TEXT.small,
      color: SOFT_INK,
      align: right ? 'left' : 'right',
      dx: right ? 4 : -4,
    },
    encoding: { x: { ...x, field: 'at' }, text: { field: 'value' } },
  });
  const chart = {
    width: plot,
    height: { step: Math.max(24, 13 * names.deepest + 6) },
    encoding: { y },
    layer: [
      {
        mark: { type: 'bar', height: { band: 0.64 } },
        encoding: { x: { ...x, field: 'base' }, x2: { field: 'at' }, ...filling },
      },
      {
        mark: { type: 'tick', thickness: 1.5, color: INK, height: { band: 0.9 } },
        encoding: { x: { ...x, field: 'base' } },
      },
      text(true),
      text(false),
    ],
  };
  const bases = distinct(asRows, 'atBase').map((value) => decimal(value as number, digits));
  return {
    $schema: SCHEMA,
    description: sentence(shown, costs, digits),
    title: titled(
      title ?? `What ${heading(output)} hangs on`,
      [
        subtitle,
        `each cost low and high by itself${bases.length === 1 ? `; ${bases[0]} with all as they are` : ''}`,
        notFromZero([[heading(output), extent]]),
      ].flat(),
      width,
    ),
    config: THEME,
    ...multiplied(chart, shown.flatMap((each) => [each, each]) as unknown as Row[], values, { ...options, ...multiples, plot }),
  } as TopLevelSpec;
} // biome-ignore format: a specification

/** Pixels of a small multiple, with the costs' names, at least. */
const LEAST_CELL = 380;

/** Which cost moves the answer most, from what to what, and how many do. */
function sentence(shown: readonly Sensitivity[], costs: readonly string[], digits: number): string {
  const [, unit = ''] = labelOf(shown[0].output).split(', ');
  const number = (value: number): string => `${decimal(value, digits)}${unit === '' ? '' : ` ${unit}`}`;
  const widest = shown.reduce((most, each) => (each.swing > most.swing ? each : most));
  const { cost, base, low, high, atLow, atHigh, atBase } = widest;
  return `Of ${plural(costs.length, 'cost')}, ${words(cost)} moves ${heading(shown[0].output)} most: ${number(atLow!)} at ${valueLabel('', low)} ${widest.unit} and ${number(atHigh!)} at ${valueLabel('', high)}, where it is ${number(atBase!)} at ${valueLabel('', base)}.`;
}

/** Whether a bar's end bears the cost's value: it is a pixel or more from the base, and no other end lies farther on its side. */
function isLabelled({ atBase, atLow, atHigh }: Sensitivity, end: 'low' | 'high', pixel: number): boolean {
  const [own, other] = (end === 'low' ? [atLow, atHigh] : [atHigh, atLow]).map((at) => at! - atBase!);
  if (Math.abs(own) < pixel) return false;
  return own > 0 !== other > 0 || Math.abs(own) > Math.abs(other) || (own === other && end === 'high');
}

/** A cost with its unit, its value and where that comes from. */
const nameOf = ({ cost, base, unit, kind }: Sensitivity): string =>
  `${words(cost)} ${valueLabel('', base)} ${unit} (${kind})`;

/** The costs with the widest swings in any of the small multiples, those without left out. */
function widest(rows: readonly Sensitivity[], most: number): string[] {
  const swings = new Map<string, number>();
  for (const { cost, swing } of rows) swings.set(cost, Math.max(swing, swings.get(cost) ?? 0));
  const all = [...swings].sort(([, a], [, b]) => b - a).map(([cost]) => cost);
  const moving = all.filter((cost) => swings.get(cost)! > 0);
  return (moving.length > 0 ? moving : all).slice(0, most);
}
