import { BARS, FIGURE6_BARS, FIGURE8_BARS } from '../../price/parts.ts';
import { BAR_COLORS } from '../../report/draw/theme.ts';
import { USE_STYLE } from '../../report/sections/footprint/style.ts';
import { FIGURE8_STYLE } from '../../report/sections/locality/figure8-chart.ts';
import { COLUMN_COLORS } from '../../report/sections/services/chart.ts';
import { COLUMN_LABELS, COLUMNS } from '../../report/sections/services/services.ts';
import { decimal } from '../../report/text/words.ts';
import { EXHIBIT_FACTS } from '../exhibits/facts.ts';
import type { ExhibitName } from '../exhibits/names.ts';
import { segmentName } from '../experiments/segment-names.ts';
import { TOTAL } from '../experiments/verdicts.ts';
import { barsOf, configurationName, type ExhibitBar } from '../shown/bars.ts';
import { numberText } from '../shown/number.ts';
import type { ShownRow } from '../shown/rows.ts';
import { summaryOf } from '../shown/summary.ts';
import type { BarGroup, PairedForm, SourcedBar } from './form.ts';

const colorsOf = <N extends string>(names: readonly N[], color: (name: N) => string): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, color(name)]));

/** The stacks' colours, by exhibit, from the bottom up: those of our own reports. */
const COLORS: Record<ExhibitName, Record<string, string>> = {
  fig5: colorsOf(['user', 'kernel', 'monitor', 'idle'], (bar) => BAR_COLORS[bar]),
  table2: Object.fromEntries(COLUMNS.map((column) => [COLUMN_LABELS[column], COLUMN_COLORS[column]])),
  fig6: colorsOf(FIGURE6_BARS, (use) => USE_STYLE[use].color),
  fig7: colorsOf(BARS.filter((bar) => bar !== 'kernel stall'), (bar) => BAR_COLORS[bar]), // biome-ignore format: a line
  fig8: colorsOf(FIGURE8_BARS, (bar) => FIGURE8_STYLE[bar].color),
  table3: { moves: COLUMN_COLORS.otherPrivileged },
};

const UNITS: Record<ExhibitName, string> = {
  fig5: 'percent of the IRIX time',
  table2: 'time of an entry, IRIX = 1',
  fig6: 'pages of 4 KB',
  fig7: 'percent of the IRIX time',
  fig8: 'percent of the IRIX time',
  table3: '',
};

/** An exhibit's rows in the form of its figure. Undefined where there is nothing to draw. */
export function formOf(exhibit: ExhibitName, rows: readonly ShownRow[]): PairedForm | undefined {
  const own = rows.filter((row) => row.exhibit === exhibit);
  const { title, digits } = EXHIBIT_FACTS[exhibit];
  const panels = exhibit === 'table3' ? movePanels(own) : barPanels(own);
  if (panels.length === 0) return undefined;
  const bars = panels.flatMap(({ groups }) => groups.flatMap(({ bars }) => bars));
  const sides = own.some(({ before }) => before !== undefined) ? 'before and after the change' : 'ours';
  const notes = [
    bars.some(({ band }) => band !== undefined) ? 'lines: 90 % bands of ours' : `beside it ${sides}`,
    ...(bars.some(({ note }) => note !== undefined) ? ['below: misses that are local'] : []),
  ];
  return {
    title,
    subtitle: ['outlined: the paper', ...notes].join('; '),
    description: describe(exhibit, own),
    unit: UNITS[exhibit],
    apart: exhibit === 'table3',
    digits,
    colors: COLORS[exhibit],
    panels,
    ...(exhibit === 'table2' ? { reference: 1 } : {}),
  };
}

/** The bars of a figure: a panel for each workload; of Figure 6, for each configuration; of Table 2, one. */
function barPanels(rows: readonly ShownRow[]): { name: string; groups: BarGroup[] }[] {
  const bars = barsOf(rows).filter(({ total }) => total !== undefined);
  const [panelOf, groupOf] = PLACES[rows[0]?.exhibit as ExhibitName] ?? PLACES.fig5;
  return [...Map.groupBy(bars, panelOf)].map(([name, own]) => ({
    name,
    groups: own.map((bar) => ({ name: groupOf(bar), bars: sourced(bar) })),
  }));
}

type Name = (bar: ExhibitBar) => string;
const workload: Name = (bar) => bar.workload;
const configuration: Name = (bar) => configurationName(bar.configuration);
const PLACES: Record<ExhibitName, readonly [panel: Name, group: Name]> = {
  fig5: [workload, configuration],
  table2: [() => 'pmake', workload],
  fig6: [configuration, ({ side }) => side],
  fig7: [workload, configuration],
  fig8: [workload, configuration],
  table3: [workload, configuration],
};

/** A bar as the paper has it and as we do. */
function sourced({ parts, total, others }: ExhibitBar): SourcedBar[] {
  const bar = (source: string, published: boolean, value: (row: ShownRow) => number, band = false): SourcedBar => ({
    source,
    published,
    segments: parts.map((row) => ({ name: segmentName(row.segment).replace(/^[VM] /, ''), value: value(row) })),
    total: value(total!),
    ...(band && total!.band !== undefined ? { band: total!.band } : {}),
    ...(others.length === 0 ? {} : { note: `${decimal(value(others[0]), 0)} %` }),
  });
  return sources(total!).map(([source, published, value]) => bar(source, published, value, value === predictedOf));
}

const predictedOf = (row: ShownRow): number => row.predicted;

/** The sources of a row's numbers, by what stands beneath their bars. */
const sources = ({ before, fitted }: ShownRow): [source: string, published: boolean, value: (row: ShownRow) => number][] => [
  ['paper', true, (row) => row.published],
  ...(before === undefined
    ? ([[fitted ? 'fitted' : 'ours', false, predictedOf]] as const)
    : ([['before', false, (row: ShownRow) => row.before!], ['after', false, predictedOf]] as const)),
] as ReturnType<typeof sources>; // biome-ignore format: a list

/** Table 3's columns: a panel for each, a group for each workload. */
const movePanels = (rows: readonly ShownRow[]): { name: string; groups: BarGroup[] }[] =>
  [...Map.groupBy(rows, ({ segment }) => segmentName(segment))].map(([name, own]) => ({
    name,
    groups: own.map((row) => ({
      name: row.workload,
      bars: sources(row).map(([source, published, value]) => ({
        source,
        published,
        segments: [{ name: 'moves', value: value(row) }],
        total: value(row),
        ...(value === predictedOf && row.band !== undefined ? { band: row.band } : {}),
      })),
    })),
  }));

/** What the chart shows, in a sentence with its numbers. */
function describe(exhibit: ExhibitName, rows: readonly ShownRow[]): string {
  const { digits, title } = EXHIBIT_FACTS[exhibit];
  const shown = rows.filter((row) => !row.fitted && (exhibit === 'table3' || TOTAL.test(row.segment)));
  const named = shown.map((row) => {
    const side = /^[VM] /.test(row.segment) ? ` ${row.segment[0]}` : '';
    const what = exhibit === 'table2' ? row.workload : exhibit === 'table3' ? `${row.workload} ${segmentName(row.segment)}` : `${row.workload} on ${configurationName(row.configuration)}${side}`;
    const before = row.before === undefined ? '' : `${numberText(row.before, digits)} before and `;
    const after = row.before === undefined ? 'predicted' : 'after the change';
    return `${what} ${numberText(row.published, digits)} published, ${before}${numberText(row.predicted, digits)} ${after}`;
  }); // biome-ignore format: a line
  const { met, predictions } = summaryOf(exhibit, rows);
  return `${title}: ${named.join('; ')}; ${met} of the ${predictions} predicted numbers come as near as this exhibit aims at.`;
}
