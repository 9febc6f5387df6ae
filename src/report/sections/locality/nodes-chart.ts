import type { TopLevelSpec } from 'vega-lite';
import { BAR_COLORS, BAR_INK, SCHEMA, THEME } from '../../draw/theme.ts';
import type { Report } from '../../run/report.ts';
import { cut } from '../../text/words.ts';
import { type LocalityRun, localityReport, nodeVisits } from './locality.ts';

const DARK_INK = BAR_INK['user stall'];
const LIGHT_INK = BAR_INK.user;

/** Shares of a row in classes with a colour each, since a gradient's name in an SVG is not the same each time it is drawn. */
const LEVELS = [
  { above: 75, label: 'over 75 %', color: '#12355f' },
  { above: 50, label: '50 to 75', color: BAR_COLORS.user },
  { above: 25, label: '25 to 50', color: '#6ea0d3' },
  { above: 10, label: '10 to 25', color: BAR_COLORS['user stall'] },
  { above: 2, label: '2 to 10', color: '#d3e4f4' },
  { above: -1, label: 'up to 2 %', color: '#eef3f9' },
] as const;
const SHADES_WITH_LIGHT_INK: readonly string[] = [LEVELS[0].color, LEVELS[1].color];

/** More nodes than this are drawn in groups. */
const MOST_NODES = 32;
/** Up to so many nodes the cells bear their percentages. */
const LABELLED_NODES = 10;

/** Whose memory each node uses: a square for each configuration with several nodes. Undefined when none has. */
export function nodesChart(report: Report): TopLevelSpec | undefined {
  const all = localityReport(report).runs.filter(({ run }) => run.counts.nodes > 1);
  if (all.length === 0) return undefined;
  const scale = { domain: LEVELS.map(({ label }) => label), range: LEVELS.map(({ color }) => color) };
  return {
    $schema: SCHEMA,
    description: 'Of the transactions of each node’s CPUs, the percentage served by each node’s memory.',
    title: { text: 'Whose memory each node uses', subtitle: 'percent of the transactions of the CPUs on a node' },
    config: THEME,
    concat: all.map((each, n) => heatMap(each, scale, n === 0)),
    columns: 3,
    spacing: 28,
  } as TopLevelSpec;
}

function heatMap({ name, run }: LocalityRun, scale: object, first: boolean): object {
  const { nodes } = run.counts;
  const perGroup = Math.ceil(nodes / MOST_NODES);
  const groups = Math.ceil(nodes / perGroup);
  const group = (n: number) => Math.floor(n / perGroup);
  const labels = Array.from({ length: groups }, (_, g) =>
    perGroup === 1 ? `${g}` : `${g * perGroup}–${Math.min(nodes, (g + 1) * perGroup) - 1}`,
  );
  const sums = Array.from({ length: groups }, () => new Array<number>(groups).fill(0));
  nodeVisits(run).forEach((row, node) => {
    row.forEach((count, home) => {
      sums[group(node)][group(home)] += count;
    });
  });
  const values = sums.flatMap((row, node) => {
    const all = row.reduce((sum, count) => sum + count, 0);
    if (all === 0) return [];
    return row.map((count, home) => {
      const share = (100 * count) / all;
      const { label, color } = LEVELS.find(({ above }) => share > above)!;
      const ink = SHADES_WITH_LIGHT_INK.includes(color) ? LIGHT_INK : DARK_INK;
      return { node: labels[node], home: labels[home], level: label, digits: count === 0 ? '' : share.toFixed(0), ink };
    });
  });
  const step = Math.max(9, Math.min(28, Math.floor(280 / groups)));
  const axis = { labelFontSize: 10, labelOverlap: true, domain: false };
  const band = (field: string, title: string | null) => ({ field, type: 'nominal', sort: labels, title, axis });
  return {
    title: { text: cut(name, 32), fontSize: 11, offset: 6, anchor: 'middle' },
    width: { step },
    height: { step },
    data: { values },
    encoding: { x: band('home', 'memory of node'), y: band('node', first ? 'CPUs of node' : null) },
    layer: [
      { mark: { type: 'rect' }, encoding: { color: { field: 'level', type: 'nominal', scale } } },
      ...(groups > LABELLED_NODES
        ? []
        : [
            {
              mark: { type: 'text', baseline: 'middle', fontSize: 9.5 },
              encoding: { text: { field: 'digits' }, color: { field: 'ink', type: 'nominal', scale: null } },
            },
          ]),
    ],
  };
}
