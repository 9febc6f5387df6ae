import { integer, number, text } from '../../report/tables/column.ts';
import { type Table, type TableOf, tableFrom, tableOf } from '../../report/tables/table.ts';
import { REASON_NAMES, reasonsIn } from '../reasons.ts';
import type { RecoveryTime } from '../recovery/time.ts';
import { FAILURE_COLUMNS, type FailureColumn } from './columns.ts';
import type { Played, Recovered, Studied } from './configuration.ts';
import { actionsTable, recoveryCostsTable, recoveryTable, SECOND } from './recovery/tables.ts';
import { survivorsTable } from './survivors/table.ts';

const LISTED = REASON_NAMES.map((name) => `\`${name}\``).join(', ');
const CONFIGURATION = text('The structure, and how its monitor is divided.');
const NODE = integer('', 'The node that is lost.');
const VM = integer('', 'Virtual machine, from 0.', { label: 'VM' });
const CLOCK = integer('instructions', 'Instructions of all CPUs until then.');

const table = (columns: readonly FailureColumn[], rows: readonly Studied[]): Table =>
  tableFrom(
    columns.map(({ name, column }) => ({ name, ...column })),
    rows.map((row) => Object.fromEntries(columns.map(({ name, of }) => [name, of(row)]))),
  );

/** Configurations, a row each: all that is known of them, or what people are shown. */
export const failuresTable = {
  name: 'failures',
  meaning: 'A structure under one division into cells, and what the loss of a node takes.',
  columns: FAILURE_COLUMNS.map(({ name, column }) => ({ name, ...column })),
  of: (rows: readonly Studied[]): Table => table(FAILURE_COLUMNS, rows),
  shown: (rows: readonly Studied[]): Table => table(FAILURE_COLUMNS.filter(({ shown }) => shown), rows),
}; // biome-ignore format: a line each

/** What a loss takes, at every node and moment. */
export const momentsTable = tableOf({
  name: 'failures-moments',
  meaning: 'The loss of a node at a moment.',
  columns: {
    configuration: CONFIGURATION,
    node: NODE,
    clock: CLOCK,
    vms: integer('VMs', 'Virtual machines that it takes.', { label: 'VMs lost' }),
    instructions: integer('instructions', 'Instructions of those, since the start.'),
    pagesLost: integer('pages', 'Contents of pages that are nowhere any more.'),
    pagesSavedByReplica: integer('pages', 'Contents of which another memory has a copy.'),
    pagesSavedByDisk: integer('pages', 'Contents that a disk has.'),
    machinePages: integer('pages', 'Machine pages lost, copies counted each.'),
    lines: integer('lines', 'Lines modified in caches lost, of other nodes’ memory.'),
  },
  rows: (all: readonly Studied[]) =>
    all.flatMap(({ name, study }) =>
      study.hits.flatMap((row, node) =>
        row.map(({ clock, vms, instructions, pages, lines }) => {
          const pagesLost = Object.values(pages.lost).reduce((sum, each) => sum + each, 0);
          return { configuration: name, node, clock, vms, instructions, pagesLost, pagesSavedByReplica: pages.savedByReplica, pagesSavedByDisk: pages.savedByDisk, machinePages: pages.machine, lines };
        }),
      ),
    ),
}); // biome-ignore format: a record

/** Who depends on whom: the map node by VM. */
export const dependencesTable = tableOf({
  name: 'failures-dependences',
  meaning: 'A virtual machine and a node that it may depend on.',
  columns: {
    configuration: CONFIGURATION,
    node: NODE,
    vm: VM,
    percent: number('%', 'Of the trace’s time, that in which the loss of the node is the loss of the virtual machine.'),
    through: text(`The reason of most of that time: ${LISTED}.`, { empty: 'It never depends on the node.' }),
    reasons: text('Every reason with its percentage of the trace’s time.', { empty: 'It never depends on the node.' }),
  },
  rows: (all: readonly Studied[]) =>
    all.flatMap(({ name, study }) =>
      study.map.flat().map(({ node, vm, share, through, reasons }) => ({
        configuration: name,
        node,
        vm,
        percent: 100 * share,
        through,
        reasons: through === null ? null : Object.entries(reasons).map(([reason, of]) => `${reason} ${(100 * of).toFixed(1)}`).join(', '),
      })),
    ),
}); // biome-ignore format: a record

const UNHURT = 'Nobody is left who has to recover.';

/** Times of a recovery, in ns, of those that there are. */
const timesOf = (recovered: Recovered | null, vms: number): Record<keyof RecoveryTime, number | null> => {
  const { detection, recovery, rereading, restart, survives } = recovered ?? {};
  const ns = (seconds: number | undefined): number | null => (seconds === undefined ? null : seconds * SECOND);
  return { detection: ns(detection), recovery: survives ? ns(recovery) : null, rereading: survives ? ns(rereading) : null, restart: vms > 0 ? ns(restart) : null };
}; // biome-ignore format: a record

/** A scenario’s losses and whom they hit. */
export const lossesTable = tableOf({
  name: 'failures-losses',
  meaning: 'A loss of the scenario, and what it takes of what the ones before left.',
  columns: {
    structure: text('The structure.'),
    cells: text('How its monitor is divided; natively there is none.'),
    clock: CLOCK,
    vms: integer('VMs', 'Virtual machines that it takes.', { label: 'VMs lost' }),
    which: text('Those, each with why.', { empty: 'It takes none.' }),
    instructions: integer('instructions', 'Instructions of those, since the start.', { label: 'work lost' }),
    pagesLost: integer('pages', 'Contents of pages that are nowhere any more.'),
    pagesSavedByReplica: integer('pages', 'Contents of which another memory has a copy.', { label: 'on replica' }),
    pagesSavedByDisk: integer('pages', 'Contents that a disk has.', { label: 'on disk' }),
    lines: integer('lines', 'Lines modified in caches lost, of other nodes’ memory.', { label: 'lines lost' }),
    detection: number('ns', 'From the failure until every survivor knows of it.', { empty: UNHURT }),
    recovery: number('ns', 'From then until what survives goes on.', { empty: `Nothing survives. ${UNHURT}` }),
    rereading: number('ns', 'What survivors wait for disks, while they run, to read lost pages again.', { empty: `Nothing survives. ${UNHURT}` }),
    restart: number('ns', 'From recovery until the virtual machines that are lost run again, side by side; with the start of the machine where nothing survives.', { empty: 'It takes none.' }),
    timePercent: number('%', 'Processor time without losses, of the first configuration’s.', { label: 'time' }),
  },
  rows: (all: readonly Played[]) =>
    all.flatMap(({ structure, cells, hits, recoveries, percent }) =>
      hits.map(({ clock, vms, instructions, pages, lines, reasons }, n) => ({
        structure,
        cells,
        clock,
        vms,
        which: vms === 0 ? null : Array.from(reasons, (bits, vm) => (bits === 0 ? '' : `${vm} (${reasonsIn(bits).join(', ')})`)).filter(Boolean).join('; '),
        instructions,
        pagesLost: Object.values(pages.lost).reduce((sum, each) => sum + each, 0),
        pagesSavedByReplica: pages.savedByReplica,
        pagesSavedByDisk: pages.savedByDisk,
        lines,
        ...timesOf(recoveries[n], vms),
        timePercent: percent,
      })),
    ),
}); // biome-ignore format: a record

/** The tables that `disco failures` writes. */
export const FAILURE_TABLES: readonly Pick<TableOf<never>, 'name' | 'meaning' | 'columns'>[] = [
  failuresTable,
  momentsTable,
  dependencesTable,
  recoveryTable,
  actionsTable,
  recoveryCostsTable,
  lossesTable,
  survivorsTable,
];
