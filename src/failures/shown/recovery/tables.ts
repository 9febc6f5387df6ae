import { number, text } from '../../../report/tables/column.ts';
import { tableOf } from '../../../report/tables/table.ts';
import { RECOVERY_COST_NAMES, RECOVERY_COST_TABLE, type RecoveryCosts } from '../../costs/recovery-cost-table.ts';
import { RECOVERY_ACTION_NAMES, RECOVERY_ACTIONS } from '../../recovery/actions.ts';
import type { Costed } from './costed.ts';

const MEAN = 'The mean over nodes and the trace’s time';
const CONFIGURATION = text('The structure, and how its monitor is divided.');

/** How long recovery takes, and what failures cost in a year. */
export const recoveryTable = tableOf({
  name: 'failures-recovery',
  meaning: 'A structure under one division into cells: how long recovery takes, and what failures of nodes cost in a year.',
  columns: {
    configuration: CONFIGURATION,
    detection: number('ns', 'From a failure until every survivor knows of it.'),
    recovery: number('ns', `From then until what survives goes on; 0 where nothing does. ${MEAN}.`),
    longestPause: number('ns', 'Detection and recovery of the node and the virtual machines lost for which they take longest.', { label: 'longest pause' }),
    restart: number('ns', `From then until the virtual machines that are lost run again, side by side; with the start of the machine where nothing survives. ${MEAN}, of losses that take any.`),
    rereading: number('ns', `What survivors wait for disks, while they run, to read lost pages again. ${MEAN}.`),
    failures: number('', 'Failures of the machine’s nodes in a year.', { label: 'failures a year' }),
    vmsLost: number('', 'Virtual machines lost in a year.', { label: 'VMs lost a year' }),
    lost: number('ns', 'Time that virtual machines do not run in a year, all of them added up.', { label: 'VM time lost a year' }),
    lostPerVm: number('ns', 'The same of the virtual machine of which most is lost.', { label: 'of the worst VM' }),
    nines: number('', 'Availability of that virtual machine: 3 for 99.9 % of the year.', { empty: 'It is never away.', label: 'its nines' }),
    nodesMissing: number('ns', 'Time that nodes are missing in a year, until they are mended, all of them added up.', { label: 'nodes missing a year' }),
  },
  rows: (all: readonly Costed[]) =>
    all.map(({ name, summary: { mean, longest }, availability }) => {
      const worst = availability.perVm.reduce((most, each) => (each.hoursLost > most.hoursLost ? each : most));
      return {
        configuration: name,
        detection: mean.detection * SECOND,
        recovery: mean.recovery * SECOND,
        longestPause: longest * SECOND,
        restart: mean.restart * SECOND,
        rereading: mean.rereading * SECOND,
        failures: availability.failures,
        vmsLost: availability.vmsLost,
        lost: availability.vmHoursLost * HOUR,
        lostPerVm: worst.hoursLost * HOUR,
        nines: Number.isFinite(worst.nines) ? worst.nines : null,
        nodesMissing: availability.nodeHoursLost * HOUR,
      };
    }),
}); // biome-ignore format: a line each

/** In ns. */
export const SECOND = 1e9;
const HOUR = 3600 * SECOND;

/** What recovery does, action by action. */
export const actionsTable = tableOf({
  name: 'failures-actions',
  meaning: 'What recovery takes of one kind, when a node of a configuration fails.',
  columns: {
    configuration: CONFIGURATION,
    action: text(`What is done: ${RECOVERY_ACTION_NAMES.map((name) => `\`${name}\``).join(', ')}.`),
    total: number('', `How often, by all who do it. ${MEAN}.`),
    most: number('', `How often by the one with most of it, for which the others wait. ${MEAN}.`),
    meaning: text('What is counted.'),
  },
  rows: (all: readonly Costed[]) =>
    all.flatMap(({ name, summary: { actions } }) =>
      RECOVERY_ACTION_NAMES.map((action) => ({ configuration: name, action, ...actions[action], meaning: RECOVERY_ACTIONS[action] })),
    ),
}); // biome-ignore format: a record

/** Recovery costs with where they come from. */
export const recoveryCostsTable = tableOf({
  name: 'failures-costs',
  meaning: 'A recovery cost: one of the numbers that turn counts of recovery into time.',
  columns: {
    cost: text('Its name.'),
    value: number('', 'How much, in the row’s unit.'),
    unit: text('`ns`, `s`, `h`, `MB` or `perYear`.'),
    kind: text('`published`, `derived`, `assumed`, or `given` by whoever set it.'),
    source: text('Page, table, formula or reason.'),
    meaning: text('What it is the cost of.'),
  },
  rows: (own: RecoveryCosts) =>
    RECOVERY_COST_NAMES.map((cost) => ({ cost, ...own[cost], meaning: RECOVERY_COST_TABLE[cost][1] })),
});
