import type { TopLevelSpec } from 'vega-lite';
import { luminance } from '../../report/draw/contrast.ts';
import { charactersIn, labelsOf, legendAbove, titled, within } from '../../report/draw/layout.ts';
import { filled, INK, SCHEMA, SOFT_INK, TEXT, THEME } from '../../report/draw/theme.ts';
import { cut, wrap } from '../../report/text/words.ts';
import { numberText } from '../shown/number.ts';
import type { BarPanel, PairedForm, SourcedBar } from './form.ts';
import { AXIS_LABELS, AXIS_WIDTH, GROUP_GAP, PANEL_GAP, panelWidth, rowsOf } from './layout.ts';

/** Pixels of a panel's height; of many rows each has less. */
const [HEIGHT, LOW] = [240, 180];
const MANY_ROWS = 4;
/** A number's width in bold, in ems: digits are wide, points and commas are not. */
const boldWidth = (number: string): number =>
  [...number].reduce((ems, character) => ems + (/\d/.test(character) ? 0.7 : 0.4), 0);
/** Segments at least this high bear their value, in pixels. */
const LABELLED = 11;
const SMALL = 9;
/** A band may end so far above the highest bar; one that goes on is cut there, and pointed. */
const ABOVE = 1.2;

/** Thousands as `5k`: a narrow axis. */
const THOUSANDS = { format: '~s', labelExpr: "datum.value === 0 ? '0' : datum.label" };

/** Where all panels of a chart agree. */
interface Drawing extends PairedForm {
  step: number;
  height: number;
}

/** Published beside predicted, in a figure of at most so many pixels: panels in rows, in each of them groups of bars, the paper's first and outlined. */
export function pairedChart(form: PairedForm, width: number): TopLevelSpec {
  const inner = within(width);
  const apart = form.apart === true;
  const bars = barsIn(form.panels);
  const widest = Math.max(...bars.map(({ total }) => boldWidth(numberText(total, form.digits))));
  const { rows, step } = rowsOf(form.panels, inner, apart, widest * SMALL);
  const scales = apart ? form.panels.map((panel) => barsIn([panel])) : [bars];
  const cutBands = scales.some((own) => own.some(({ band }) => band !== undefined && band[1] > topOf(own)));
  const drawing = { ...form, step, height: rows.length < MANY_ROWS ? HEIGHT : LOW };
  return {
    $schema: SCHEMA,
    description: form.description,
    title: titled(form.title, `${form.subtitle}${cutBands ? ', cut at arrows' : ''}`, width),
    config: { ...THEME, legend: { ...THEME.legend, ...legendAbove(Object.keys(form.colors), inner - AXIS_WIDTH) } },
    spacing: 14,
    resolve: SHARED,
    vconcat: rows.map((panels) => ({
      spacing: PANEL_GAP + (apart ? AXIS_WIDTH : 0),
      bounds: 'flush',
      resolve: SHARED,
      hconcat: panels.map((panel, n) =>
        panelSpec(drawing, panel, topOf(apart ? barsIn([panel]) : bars), apart || n === 0),
      ),
    })),
  } as TopLevelSpec;
}

/** One legend for all panels. */
const SHARED = { scale: { fill: 'shared', stroke: 'shared' } };

const barsIn = (panels: readonly BarPanel[]): SourcedBar[] => panels.flatMap(({ groups }) => groups.flatMap(({ bars }) => bars)); // biome-ignore format: a line

/** Room above the highest bar for its number, and for the bands. */
function topOf(bars: readonly SourcedBar[]): number {
  const highest = Math.max(...bars.map(({ total }) => total));
  const bands = Math.max(...bars.map(({ band }) => band?.[1] ?? 0));
  const top = Math.max(1.09 * highest, Math.min(1.02 * bands, ABOVE * highest));
  return top > 20 ? Math.ceil(top / 10) * 10 : top > 0 ? top : 1;
}

function panelSpec(form: Drawing, panel: BarPanel, top: number, axis: boolean): object {
  const { step, height } = form;
  const width = panelWidth(panel, step);
  const names = panel.groups.map(({ name }) => name);
  const bars = panel.groups.flatMap(({ name: group, bars }) => bars.map((bar) => ({ group, ...bar })));
  const perGroup = Math.max(...panel.groups.map(({ bars }) => bars.length));
  const wide = perGroup * step + GROUP_GAP;
  const noted = bars.some(({ note }) => note !== undefined);
  const lines = new Map(names.map((name) => [name, wrap(name, charactersIn(wide, TEXT.small), 3)]));
  const x = {
    field: 'group',
    type: 'nominal',
    sort: names,
    title: null,
    scale: { paddingInner: GROUP_GAP / wide, paddingOuter: GROUP_GAP / wide / 2 },
    axis: { labelExpr: labelsOf(lines), labelColor: INK, labelFontSize: TEXT.small, labelLimit: wide, offset: noted ? 27 : 15, domain: false }, // biome-ignore format: a record
  };
  const xOffset = { field: 'bar', type: 'ordinal', sort: Array.from({ length: perGroup }, (_, n) => n), scale: { paddingInner: 0.1, paddingOuter: 0, round: true } }; // biome-ignore format: a record
  const title = form.apart === true ? null : wrap(form.unit, charactersIn(height));
  const y = {
    type: 'quantitative',
    scale: { domain: [0, top], nice: false },
    stack: null,
    axis: axis
      ? { title, ...(top >= 1000 ? THOUSANDS : {}), minExtent: AXIS_LABELS, maxExtent: AXIS_LABELS, titlePadding: 4 }
      : { title: null, labels: false },
  }; // biome-ignore format: a record
  const at = bars.map(({ group, source }, n) => ({ group, source, bar: placeOf(bars, n) }));
  const text = { type: 'text', fontSize: SMALL, color: INK };
  const layers: (object | false)[] = [
    {
      data: { values: [{ name: cut(panel.name, charactersIn(width, 12)) }] },
      mark: { type: 'text', x: 0, y: -11, align: 'left', baseline: 'bottom', fontSize: 12, fontWeight: 'bold', color: INK },
      encoding: { x: null, xOffset: null, text: { field: 'name' } },
    }, // biome-ignore format: a record
    form.reference !== undefined && {
      data: { values: [{ reference: form.reference }] },
      mark: { type: 'rule', color: SOFT_INK, strokeDash: [4, 3] },
      encoding: { x: null, xOffset: null, y: { ...y, field: 'reference' } },
    },
    {
      data: { values: bars.flatMap((bar, n) => segmentsOf(form, bar, at[n], top)) },
      layer: [
        {
          mark: { type: 'bar', strokeWidth: 1 },
          encoding: { y: { ...y, field: 'from' }, y2: { field: 'to' }, ...colorsOf(form) },
        },
        {
          transform: [{ filter: "datum.label !== ''" }],
          mark: { type: 'text', baseline: 'middle', fontSize: SMALL },
          encoding: { y: { ...y, field: 'middle' }, text: { field: 'label' }, color: { field: 'ink', type: 'nominal', scale: null } }, // biome-ignore format: a record
        },
      ],
    },
    {
      data: { values: bars.map(({ total, published, note = '' }, n) => ({ ...at[n], zero: 0, total: rounded(total), label: numberText(total, form.digits), published, note })) }, // biome-ignore format: a line
      layer: [
        {
          transform: [{ filter: 'datum.published' }],
          mark: { type: 'bar', filled: false, stroke: INK, strokeWidth: 2 },
          encoding: { y: { ...y, field: 'zero' }, y2: { field: 'total' } },
        },
        {
          mark: { ...text, baseline: 'bottom', dy: -3, fontWeight: 'bold', fontSize: step < 42 ? SMALL : TEXT.body },
          encoding: { y: { ...y, field: 'total' }, text: { field: 'label' } },
        },
        { mark: { ...text, baseline: 'top' }, encoding: { y: { value: height + 5 }, text: { field: 'source' } } },
        ...(noted
          ? [{ mark: { ...text, baseline: 'top', color: SOFT_INK }, encoding: { y: { value: height + 17 }, text: { field: 'note' } } }]
          : []),
      ],
    }, // biome-ignore format: a record
    bars.some(({ band }) => band !== undefined) && bandsLayer(bars, y, top, perGroup, step),
  ];
  return {
    width,
    height,
    encoding: { x, xOffset },
    layer: layers.filter((layer) => layer !== false),
  };
}

/** What totals may be: a line right of each last bar of a group, with a point where it goes on above the chart. */
function bandsLayer(
  bars: readonly (SourcedBar & { group: string })[],
  y: object,
  top: number,
  perGroup: number,
  step: number,
): object {
  const values = bars.flatMap(({ group, band }) => band === undefined ? [] : [{ group, low: band[0], high: band[1], shown: Math.min(band[1], top) }]); // biome-ignore format: a line
  const xOffset = (perGroup * step) / 2 + 3;
  return {
    data: { values },
    encoding: { xOffset: null },
    layer: [
      {
        mark: { type: 'rule', strokeWidth: 2, color: INK, xOffset },
        encoding: { y: { ...y, field: 'low' }, y2: { field: 'shown' } },
      },
      {
        transform: [{ filter: 'datum.high > datum.shown' }],
        mark: { type: 'point', shape: 'triangle-up', filled: true, size: 45, opacity: 1, color: INK, xOffset },
        encoding: { y: { ...y, field: 'shown' } },
      },
    ],
  };
}

/** The place of a bar in its group. */
const placeOf = (bars: readonly { group: string }[], n: number): number =>
  n - bars.findIndex(({ group }) => group === bars[n].group);

interface Place {
  group: string;
  source: string;
  bar: number;
}

function segmentsOf({ colors, digits, height }: Drawing, { segments }: SourcedBar, at: Place, top: number): object[] {
  let from = 0;
  return segments.flatMap(({ name, value }) => {
    if (!(value > 0)) return [];
    const segment = {
      ...at,
      segment: name,
      value: rounded(value),
      from: rounded(from),
      to: rounded(from + value),
      middle: rounded(from + value / 2),
      label: segments.length > 1 && (value / top) * height >= LABELLED ? numberText(value, digits) : '',
      ink: inkOn(colors[name]),
    };
    from += value;
    return [segment];
  });
}

/** To a thousandth of the unit: less than a pixel shows. */
const rounded = (value: number): number => Math.round(value * 1e3) / 1e3;

const colorsOf = ({ colors }: PairedForm) => filled('segment', colors, Object.keys(colors).length === 1 ? null : {});

const [DARK, LIGHT] = ['#101418', '#fefefe'];

/** Text on a colour: whichever of dark and light contrasts more. */
const inkOn = (color: string): string => (luminance(color) > 0.179 ? DARK : LIGHT);
