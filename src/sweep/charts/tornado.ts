import type { ColumnTable } from 'arquero';
import type { TopLevelSpec } from 'vega-lite';
import type { Sensitivity } from '../../price/sensitivity.ts';
import { BAR_COLORS, INK, SCHEMA, SOFT_INK, THEME } from '../../report/draw/theme.ts';
import { decimal, digitsFor, words } from '../../report/text/words.ts';
import { type Facets, multiplied } from './facets.ts';
import { labelOf, valueLabel } from './labels.ts';
import { distinct, rowsOf, safeRows } from './rows.ts';

export interface TornadoOptions extends Facets {
  /** Costs shown, those with the widest swings. Default 10. */
  most?: number;
  title?: string;
  subtitle?: string;
}

const NEEDED = ['output', 'cost', 'kind', 'unit', 'base', 'low', 'high', 'atBase', 'atLow', 'atHigh', 'swing'] as const;
const NUMBERS = ['base', 'low', 'high', 'atBase', 'atLow', 'atHigh', 'swing'] as const;

/** Sensitivity: for each cost a bar from the answer when it is low to the answer when it is high; the widest on top. Takes the table of `sensitivity`. */
export function tornado(table: ColumnTable, options: TornadoOptions = {}): TopLevelSpec {
  const { most = 10, facet, row, title, subtitle } = options;
  const facets = [facet, row].filter((name) => name !== undefined);
  const rows = rowsOf(table, { columns: [...NEEDED, ...facets], numbers: NUMBERS }) as unknown as Sensitivity[];
  const costs = widest(rows, most);
  const shown = rows.filter(({ cost }) => costs.includes(cost));
  const [{ output }] = rows;
  const digits = Math.min(2, digitsFor(Math.max(...shown.map(({ atBase }) => Math.abs(atBase!)))));
  const extent = [...shown.flatMap(({ atLow, atHigh, atBase }) => [atLow!, atHigh!, atBase!])];
  const [least, largest] = [Math.min(...extent), Math.max(...extent)];
  const room = 0.16 * (largest - least || 1);
  const asRows = shown as unknown as Parameters<typeof safeRows>[0];
  const values = safeRows(asRows, facets, facets).flatMap((cell, n) => {
    const each = shown[n];
    return (['low', 'high'] as const).map((end) => {
      const at = (end === 'low' ? each.atLow : each.atHigh)!;
      const value = valueLabel('', each[end]);
      return {
        ...cell,
        cost: nameOf(each),
        end: `cost ${end}`,
        base: each.atBase,
        at,
        value,
        right: at >= each.atBase!,
      };
    });
  });
  const y = {
    field: 'cost',
    type: 'nominal',
    sort: costs.map((cost) => nameOf(rows.find((each) => each.cost === cost)!)),
    title: null,
    axis: { labelColor: INK, labelPadding: 8, labelLimit: 320 },
  };
  const scale = { domain: [least - room, largest + room], nice: false, zero: false };
  const x = { type: 'quantitative', title: labelOf(output), scale, axis: { grid: true, tickCount: 5 } };
  const color = {
    field: 'end',
    type: 'nominal',
    scale: { domain: ['cost low', 'cost high'], range: [BAR_COLORS['user stall'], BAR_COLORS.user] },
    legend: { orient: 'bottom' },
  };
  const text = (right: boolean) => ({
    transform: [{ filter: `datum.right === ${right} && datum.at !== datum.base` }],
    mark: {
      type: 'text',
      baseline: 'middle',
      fontSize: 9.5,
      color: SOFT_INK,
      align: right ? 'left' : 'right',
      dx: right ? 4 : -4,
    },
    encoding: { x: { ...x, field: 'at' }, text: { field: 'value' } },
  });
  const chart = {
    width: facets.length > 0 && distinct(asRows, facets[0]).length > 1 ? 240 : 380,
    height: { step: 24 },
    encoding: { y },
    layer: [
      {
        mark: { type: 'bar', height: { band: 0.64 } },
        encoding: { x: { ...x, field: 'base' }, x2: { field: 'at' }, color },
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
    description: `${labelOf(output)} when one cost is low or high: ${costs.map((cost) => words(cost)).join(', ')}, from the widest swing to the least.`,
    title: {
      text: title ?? `What ${labelOf(output).split(',')[0]} hangs on`,
      subtitle: [
        ...(subtitle === undefined ? [] : [subtitle]),
        `each cost low and high by itself${bases.length === 1 ? `; ${bases[0]} with all as they are` : ''}`,
      ],
    },
    config: THEME,
    data: { values },
    ...multiplied(chart, asRows, options),
  } as TopLevelSpec;
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
