import type { TopLevelSpec } from 'vega-lite';
import { headed, inColumns, legendAbove, textWidth, titled, within } from '../../../report/draw/layout.ts';
import { filled, SCHEMA, TEXT, THEME, WIDE } from '../../../report/draw/theme.ts';
import { LEVEL_COLORS, levelOf } from '../../../report/sections/locality/nodes-chart.ts';
import { plural } from '../../../report/text/words.ts';
import { REASON_NAMES, type Reason } from '../../reasons.ts';
import type { Dependence } from '../../study.ts';
import type { Studied } from '../configuration.ts';
import { LETTERS, mapped, mapSentence } from '../map.ts';

/** More nodes or VMs than this are drawn in groups. */
const MOST = 32;
const GAP = 26;
/** Cells at least so wide have a letter. */
const LETTERED = 12;

/** Who depends on whom: a map of nodes by virtual machines for each configuration in which not everything hangs on every node. Undefined: there is none. */
export function mapChart(all: readonly Studied[], width = WIDE): TopLevelSpec | undefined {
  const { maps, left } = mapped(all);
  if (maps.length === 0) return undefined;
  const longest = Math.max(...maps.flatMap(({ containment }) => grouped(containment.nodes).labels.map(({ length }) => length)));
  // Left of the cells are the nodes' names and the axis's title.
  const room = 46 + textWidth('0'.repeat(longest), TEXT.small);
  const least = room + Math.max(...maps.map(({ containment }) => 9 * Math.min(MOST, containment.vms)));
  const { columns, width: cell } = inColumns(maps.length, within(width), { least: Math.max(150, least), most: 380, gap: GAP });
  const colors = filled('level', LEVEL_COLORS, legendAbove(Object.keys(LEVEL_COLORS), within(width) - room));
  const used = new Set(maps.flatMap(({ study }) => study.map.flat().flatMap(({ through }) => through ?? [])));
  const letters = REASON_NAMES.filter((reason) => used.has(reason)).map((reason) => `${LETTERS[reason]}: ${reason}`).join(', ');
  const last = maps.at(-1)!;
  const more = left === 0 ? '' : ` ${plural(left, 'more map')} are in the table.`;
  return {
    $schema: SCHEMA,
    description: `${mapSentence(last)}${more}`,
    title: titled(mapTitle(last), `percent of the trace’s time in which the loss of the node is that of the VM; why most of that time: ${letters || 'never'}`, width),
    config: THEME,
    concat: maps.map((each, n) => heatMap(each, colors, { first: n % columns === 0, cell: cell - room })),
    columns,
    spacing: GAP,
  } as TopLevelSpec;
} // biome-ignore format: a specification

function mapTitle({ study, containment, structure }: Studied): string {
  const some = study.map.reduce((sum, row) => sum + row.reduce((of, { share }) => of + share, 0), 0);
  const each = some / containment.vms;
  return `A VM of ${structure} hangs on ${each.toFixed(1)} of ${plural(containment.nodes, 'node')} at a time`;
}

function heatMap({ name, study, containment }: Studied, colors: object, { first, cell }: { first: boolean; cell: number }): object {
  const [nodes, vms] = [grouped(containment.nodes), grouped(containment.vms)];
  const step = Math.max(4, Math.min(26, Math.floor(cell / vms.labels.length)));
  const cells = Map.groupBy(study.map.flat(), ({ node, vm }) => `${nodes.of(node)} ${vms.of(vm)}`);
  const values = [...cells.values()].flatMap((each) => {
    const share = (100 * each.reduce((sum, one) => sum + one.share, 0)) / each.length;
    if (share === 0) return [];
    return [{ node: nodes.labels[nodes.of(each[0].node)], vm: vms.labels[vms.of(each[0].vm)], letter: letterOf(each), ...levelOf(share) }];
  });
  const axis = { labelFontSize: TEXT.small, labelOverlap: true, domain: false };
  const band = (field: string, sort: readonly string[], title: string | null) => ({ field, type: 'nominal', scale: { domain: sort }, sort: null, title, axis });
  return {
    title: headed(name, Math.max(cell, step * vms.labels.length)),
    width: { step },
    height: { step: Math.min(26, Math.max(10, step)) },
    data: { values },
    encoding: { x: band('vm', vms.labels, 'virtual machine'), y: band('node', nodes.labels, first ? 'node that is lost' : null) },
    layer: [
      { mark: { type: 'rect', strokeWidth: 0.5 }, encoding: colors },
      ...(step < LETTERED || nodes.size * vms.size > 1 ? [] : [{
        mark: { type: 'text', baseline: 'middle', fontSize: TEXT.small },
        encoding: { text: { field: 'letter' }, color: { field: 'ink', type: 'nominal', scale: null } },
      }]),
    ],
  };
} // biome-ignore format: a specification

/** Numbers from 0 in at most so many groups of neighbours. */
function grouped(count: number): { size: number; labels: string[]; of(n: number): number } {
  const size = Math.ceil(count / MOST);
  const labels = Array.from({ length: Math.ceil(count / size) }, (_, g) =>
    size === 1 ? `${g}` : `${g * size}–${Math.min(count, (g + 1) * size) - 1}`,
  );
  return { size, labels, of: (n) => Math.floor(n / size) };
}

const letterOf = ([{ through }]: readonly Dependence[]): string => (through === null ? '' : LETTERS[through as Reason]);
