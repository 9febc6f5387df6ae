import { fittedTable, paragraph } from '../../report/text/text-table.ts';
import { enumerate, integer, percent, plural, printable } from '../../report/text/words.ts';
import { REASONS, type Reason } from '../reasons.ts';
import type { Study } from '../study.ts';
import type { Studied } from './configuration.ts';

/** A letter for each reason, where there is room for no more. */
export const LETTERS: Readonly<Record<Reason, string>> = {
  system: 'S', monitor: 'M', cpu: 'c', memory: 'm', log: 'l', lines: 'n', disk: 'd', server: 's',
}; // biome-ignore format: a list

/** Maps in a terminal, rows and columns of one, at most: the files have all. */
const MOST_MAPS = 4;
const MOST_NODES = 32;
const MOST_VMS = 32;

/** Whether every VM depends on every node all the time. */
export const isWhole = ({ map }: Study): boolean => map.every((row) => row.every(({ share }) => share > 1 - 1e-9));

/** Maps that say something, and those of which one has all there is to say. */
export function mapped(all: readonly Studied[]): { maps: Studied[]; left: number } {
  const maps = all.filter(({ study }) => !isWhole(study));
  return { maps: maps.slice(0, MOST_MAPS), left: Math.max(0, maps.length - MOST_MAPS) };
}

/** Who depends on whom, for a terminal: node by VM, the percentage of the time in which the VM does and a letter for why. */
export function mapLines(all: readonly Studied[]): string[] {
  const { maps, left } = mapped(all);
  if (maps.length === 0) return [];
  const used = new Set(maps.flatMap(({ study }) => study.map.flat().flatMap(({ through }) => through ?? [])));
  const legend = (Object.keys(LETTERS) as Reason[]).filter((reason) => used.has(reason)).map((reason) => `${LETTERS[reason]}: ${REASONS[reason]}`); // biome-ignore format: a line
  const head = 'Which virtual machine depends on which node: percent of the trace’s time in which the loss of the node is the loss of the virtual machine, and why most of that time.';
  return [
    ...paragraph(head),
    ...maps.flatMap((each) => ['', ...paragraph(`${printable(each.name)}:`), ...oneMap(each)]),
    ...(left === 0 ? [] : ['', ...paragraph(`${plural(left, 'more map')}: -o FOLDER has all.`)]),
    ...(legend.length === 0 ? [] : ['', ...legend.flatMap((each) => paragraph(each, '  ', '   '))]),
  ];
} // biome-ignore format: a sentence

function oneMap({ study, containment }: Studied): string[] {
  const { vms, nodes } = containment;
  const rows = study.map.slice(0, MOST_NODES).map((row, node) => [
    `node ${node}`,
    ...row.slice(0, MOST_VMS).map(({ share, through }) => (through === null ? '–' : `${cell(share)}${LETTERS[through]}`)),
  ]);
  const heads = ['', ...Array.from({ length: Math.min(vms, MOST_VMS) }, (_, vm) => `VM ${vm}`)];
  const over = [...(nodes > MOST_NODES ? [plural(nodes - MOST_NODES, 'more node')] : []), ...(vms > MOST_VMS ? [plural(vms - MOST_VMS, 'more VM')] : [])];
  return [...fittedTable(heads, rows, `l${'r'.repeat(heads.length - 1)}`), ...(over.length === 0 ? [] : [`${enumerate(over)}: -o FOLDER has all`])];
} // biome-ignore format: long lines

/** A share in percent, whole; what is more than nothing is not 0, and what is less than all not 100. */
const cell = (share: number): string => {
  const whole = Math.round(100 * share);
  return whole === 0 ? '<1' : whole === 100 && share < 1 - 1e-9 ? '>99' : integer(whole);
};

/** The VM and the node that depend most on each other beyond the VM’s own CPUs, in a sentence; nothing where there is none. */
export function mapSentence({ name, study }: Studied): string {
  const others = study.map.flat().filter(({ through }) => through !== null && through !== 'cpu');
  const most = others.toSorted((a, b) => b.share - a.share)[0];
  const mine = study.map.flat().filter(({ through }) => through === 'cpu');
  const own = mine.reduce((sum, { share }) => sum + share, 0) / Math.max(1, study.map[0].length);
  const first = `Through ${printable(name)} a virtual machine depends on ${own.toFixed(1)} ${own === 1 ? 'node' : 'nodes'} by its virtual CPUs`;
  return most === undefined
    ? `${first}, and on no other.`
    : `${first}; most of all beyond them VM ${most.vm} on node ${most.node}, ${percent(100 * most.share, 0)} of the time (${most.through}).`;
} // biome-ignore format: sentences
