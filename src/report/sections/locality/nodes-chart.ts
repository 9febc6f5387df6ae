import type { TopLevelSpec } from 'vega-lite';
import { headed, inColumns, legendAbove, titled, within } from '../../draw/layout.ts';
import { BAR_COLORS, BAR_INK, filled, SCHEMA, TEXT, THEME, WIDE } from '../../draw/theme.ts';
import type { Report } from '../../run/report.ts';
import { enumerate, percent } from '../../text/words.ts';
import { type LocalityRun, localityReport, nodeVisits } from './locality.ts';

const DARK_INK = BAR_INK['user stall'];
const LIGHT_INK = BAR_INK.user;

/** Shares of a row in classes with a colour each, since a gradient's name in an SVG is not the same each time it is drawn. */
export const LEVELS = [
  { above: 75, label: 'over 75 %', color: '#12355f' },
  { above: 50, label: '50 to 75', color: BAR_COLORS.user },
  { above: 25, label: '25 to 50', color: '#6ea0d3' },
  { above: 10, label: '10 to 25', color: BAR_COLORS['user stall'] },
  { above: 2, label: '2 to 10', color: '#d3e4f4' },
  { above: -1, label: 'up to 2 %', color: '#eef3f9' },
] as const;
const SHADES_WITH_LIGHT_INK: readonly string[] = [LEVELS[0].color, LEVELS[1].color];

/** The class of a share in percent, and the ink of what is written on its colour. */
export function levelOf(share: number): { level: string; ink: string } {
  const { label, color } = LEVELS.find(({ above }) => share > above)!;
  return { level: label, ink: SHADES_WITH_LIGHT_INK.includes(color) ? LIGHT_INK : DARK_INK };
}

/** The classes' colours, by their labels. */
export const LEVEL_COLORS: Readonly<Record<string, string>> = Object.fromEntries(
  LEVELS.map(({ label, color }) => [label, color]),
);

/** More nodes than this are drawn in groups. */
const MOST_NODES = 32;
/** Up to so many nodes the cells bear their percentages. */
const LABELLED_NODES = 10;

const GAP = 28;
/** Pixels left of the cells for the nodes' names and the axis's title. */
const ROOM = 64;
/** Configurations that the sentence speaks of, at most. */
const SAID = 4;

/** Whose memory each node uses: a square for each configuration with several nodes. Undefined when none has. */
export function nodesChart(report: Report, width = WIDE): TopLevelSpec | undefined {
  const all = localityReport(report).runs.filter(({ run }) => run.counts.nodes > 1);
  if (all.length === 0) return undefined;
  const least = ROOM + Math.max(...all.map(({ run }) => 12 * Math.min(MOST_NODES, run.counts.nodes)));
  const { columns, width: cell } = inColumns(all.length, within(width), { least: Math.max(150, least), most: 350, gap: GAP });
  const legend = legendAbove(LEVELS.map(({ label }) => label), within(width) - ROOM);
  const said = all.slice(0, SAID).map(({ name, run }) => `${percent(ownShare(nodeVisits(run)), 0)} on ${name}`);
  return {
    $schema: SCHEMA,
    description: `Of the transactions of the CPUs, their own node’s memory serves ${enumerate([...said, ...(all.length > SAID ? [`what is drawn on ${all.length - SAID} more`] : [])])}.`,
    title: titled('Whose memory each node uses', 'percent of the transactions of the CPUs on a node', width),
    config: THEME,
    concat: all.map((each, n) => heatMap(each, filled('level', LEVEL_COLORS, legend), { first: n % columns === 0, cell: cell - ROOM })),
    columns,
    spacing: GAP,
  } as TopLevelSpec;
} // biome-ignore format: a specification

/** Percent of the visits that are to the own node. */
function ownShare(visits: readonly (readonly number[])[]): number {
  const all = visits.flat().reduce((sum, count) => sum + count, 0);
  return all === 0 ? 0 : (100 * visits.reduce((sum, row, node) => sum + row[node], 0)) / all;
}

function heatMap(
  { name, run }: LocalityRun,
  colors: object,
  { first, cell }: { first: boolean; cell: number },
): object {
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
      const digits = count === 0 ? '' : share.toFixed(0);
      return { node: labels[node], home: labels[home], digits, ...levelOf(share) };
    });
  });
  const step = Math.max(7, Math.min(28, Math.floor(cell / groups)));
  const axis = { labelFontSize: TEXT.small, labelOverlap: true, domain: false };
  const band = (field: string, title: string | null) => ({ field, type: 'nominal', sort: labels, title, axis });
  return {
    title: headed(name, Math.max(cell, step * groups)),
    width: { step },
    height: { step },
    data: { values },
    encoding: { x: band('home', 'memory of node'), y: band('node', first ? 'CPUs of node' : null) },
    layer: [
      { mark: { type: 'rect', strokeWidth: 0.5 }, encoding: colors },
      ...(groups > LABELLED_NODES || step < 20
        ? []
        : [
            {
              mark: { type: 'text', baseline: 'middle', fontSize: TEXT.small },
              encoding: { text: { field: 'digits' }, color: { field: 'ink', type: 'nominal', scale: null } },
            },
          ]),
    ],
  };
}
