import { HOLDING_USES, type HoldingUse } from '../../replay/counts/dependence.ts';
import { type Cell, type Column, integer, number, text } from '../../report/tables/column.ts';
import type { Studied } from './configuration.ts';

/** A column of the table of configurations: where its values come from, and whether people see it; files and JSON have all. */
export interface FailureColumn {
  name: string;
  column: Column;
  of(row: Studied): Cell;
  shown?: true;
}

/** What pages of each use hold. */
const USES: Readonly<Record<HoldingUse, string>> = {
  kernelData: 'kernels have their data in',
  kernelText: 'kernels have their code in',
  bufferCache: 'kernels have blocks of files in',
  user: 'programs have',
  free: 'kernels have on their free lists',
  log: 'have what was written to copy-on-write disks',
  cache: 'the monitor alone has blocks of disks in',
};

const MEAN = 'The mean over nodes, each as likely to fail as the others, and over the trace’s time';
const share = (of: number, all: number): number => (all === 0 ? 0 : (100 * of) / all);

/** The table of configurations, column by column, in order. What else is known of a configuration is a line here. */
export const FAILURE_COLUMNS: readonly FailureColumn[] = [
  { name: 'structure', column: text('The structure.'), of: ({ structure }) => structure, shown: true },
  { name: 'cells', column: text('How its monitor is divided; natively there is none.'), of: ({ cells }) => cells, shown: true },
  { name: 'nodes', column: integer('nodes', 'Nodes of the machine.'), of: ({ containment }) => containment.nodes },
  { name: 'nodesPerCell', column: integer('nodes', 'Nodes of a cell.', { empty: 'The monitor is in one piece, or there is none.' }), of: ({ containment }) => containment.nodesPerCell },
  { name: 'vms', column: integer('VMs', 'Virtual machines; natively the one operating system.', { label: 'VMs' }), of: ({ containment }) => containment.vms, shown: true },
  { name: 'vmsLost', column: number('VMs', `Virtual machines that the loss of a node takes. ${MEAN}.`, { label: 'VMs lost' }), of: ({ study }) => study.expected.vms },
  { name: 'vmsLostPercent', column: number('%', `The same of all virtual machines: the blast radius.`, { label: 'VMs lost' }), of: ({ study }) => 100 * study.expected.share, shown: true },
  { name: 'workLost', column: number('instructions', `Instructions of the virtual machines lost, since the start. ${MEAN}.`), of: ({ study }) => study.expected.instructions },
  { name: 'workLostPercent', column: number('%', `The same of all instructions until then. ${MEAN}.`, { label: 'work lost' }), of: ({ study }) => 100 * study.expected.workShare, shown: true },
  { name: 'pagesLost', column: number('pages', `Contents of pages that are nowhere any more. ${MEAN}.`, { label: 'lost' }), of: ({ study }) => study.expected.lost, shown: true },
  { name: 'pagesSavedByReplica', column: number('pages', `Contents lost in one memory of which another has a copy. ${MEAN}.`, { label: 'on replica' }), of: ({ study }) => study.expected.savedByReplica, shown: true },
  { name: 'pagesSavedByDisk', column: number('pages', `Contents lost in memory that a disk has. ${MEAN}.`, { label: 'on disk' }), of: ({ study }) => study.expected.savedByDisk, shown: true },
  ...HOLDING_USES.map((use): FailureColumn => ({
    name: `${use}PagesLost`, column: number('pages', `Of the pages lost, those that ${USES[use]}. ${MEAN}.`), of: ({ study }) => study.expected.lostByUse[use],
  })),
  { name: 'machinePagesLost', column: number('pages', `Machine pages lost, copies counted each. ${MEAN}.`), of: ({ study }) => study.expected.machine },
  { name: 'linesLost', column: number('lines', `Lines modified in caches lost, of other nodes’ memory. ${MEAN}.`), of: ({ study }) => study.expected.lines },
  { name: 'worstNode', column: integer('', 'The node whose loss takes most virtual machines, and of equal ones most work.', { label: 'worst node' }), of: ({ study }) => study.worst.node, shown: true },
  { name: 'worstClock', column: integer('instructions', 'When it does: instructions of all CPUs until then.'), of: ({ study }) => study.worst.clock },
  { name: 'worstPercent', column: number('%', 'The same of the whole trace.', { label: 'worst time' }), of: ({ study }) => share(study.worst.clock, study.clocks.at(-1) ?? 0), shown: true },
  { name: 'worstVms', column: integer('VMs', 'Virtual machines that it takes then.', { label: 'VMs lost then' }), of: ({ study }) => study.worst.vms, shown: true },
  { name: 'worstWork', column: integer('instructions', 'Instructions of those, since the start.'), of: ({ study }) => study.worst.instructions },
  { name: 'time', column: number('ns', 'Processor time without losses.'), of: ({ ns }) => ns },
  { name: 'timePercent', column: number('%', 'The same of the first configuration’s.', { label: 'time' }), of: ({ percent }) => percent, shown: true },
]; // biome-ignore format: a line each
