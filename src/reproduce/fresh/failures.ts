import type { StudyRow } from '../../failures/availability/availability.ts';
import { studyRows } from '../../failures/availability/study-rows.ts';
import { recoverySummary } from '../../failures/availability/summary.ts';
import type { RecoveryCosts } from '../../failures/costs/recovery-cost-table.ts';
import { type Study, study } from '../../failures/study.ts';
import { type Run, timeSums } from '../../report/run/run.ts';
import { barOf } from '../experiments/comparison.ts';
import { type FreshRuns, freshRun, LOSSES } from './experiments.ts';
import type { Claim, Prediction } from './prediction.ts';

/** Memory of a node in MB, as it grows: that of Disco's machine, and sixteen times as much. */
const MEMORIES = [32, 64, 128, 256, 512] as const;
/** Nodes of Hive's machine, and those that both papers' machines are compared from. */
const FEW = 4;
const MANY = 64;

/** What of containment is not found out by counting. */
const RULE = 'that a failure takes a cell is a rule of the model; that nobody elsewhere depends on it is counted';

/** A run with what its losses take. */
interface Lossy {
  run: Run;
  found: Study;
  rows: StudyRow[];
}

/**
 * Cellular Disco (SOSP '99) and Hive (SOSP '95): what a failure takes, how long recovery does, and what containment costs while nothing fails. A virtual machine on
 * each node runs pmake, in cells of one node; a node fails, each as likely as the others, at any moment.
 */
export function failures(runs: FreshRuns, own: RecoveryCosts): Prediction[] {
  const row = (workload: string, segment: string, claim: Claim | null, predicted: number | null, why?: string): Prediction => ({
    exhibit: 'failures', workload, configuration: 'disco', segment, claim, predicted, ...(why === undefined ? {} : { why }),
  }); // biome-ignore format: a signature
  const lossy = new Map(
    Object.entries(LOSSES).map(([name, { copies }]): [number, Lossy] => {
      const run = barOf(freshRun(runs, name as keyof typeof LOSSES), 'disco');
      const { counts } = run;
      const found = study(counts.dependences!, counts.structure);
      return [copies, { run, found, rows: studyRows(found, counts.dependences!, counts) }];
    }),
  );
  const milliseconds = (nodes: number, mb?: number): number => {
    const { run, rows } = lossy.get(nodes)!;
    const { mean } = recoverySummary(rows, mb === undefined ? own : withMemory(own, mb), run.costs);
    return 1000 * (mean.detection + mean.recovery);
  };
  const [least, most] = [MEMORIES[0], MEMORIES.at(-1)!];
  const growth = milliseconds(8, most) / milliseconds(8, least) / (milliseconds(MANY) / milliseconds(FEW));
  const eight = lossy.get(8)!;
  const cells = freshRun(runs, 'cells/pmake8');
  return [
    ...[...lossy.keys()].map((nodes) => row('pmake', `${nodes} nodes, detection and recovery, ms`, 'recoveryTime', milliseconds(nodes))),
    ...MEMORIES.map((mb) => row('pmake', `8 nodes of ${mb} MB, ms`, null, milliseconds(8, mb))),
    row('pmake', `growth with memory to growth with nodes, both ${most / least} times`, 'memoryOverNodes', growth),
    row('pmake', '8 nodes, failures that leave other cells running, %', 'cellContained', containedPercent(eight.found), RULE),
    row('pmake', '8 nodes, virtual machines lost, of 8', null, eight.found.expected.vms),
    row('pmake8', '1 virtual machine over 8 cells, % more', 'containmentOverhead', morePercent(cells, 'disco')),
    row('pmake8', '8 virtual machines in 8 cells, % more', 'containmentOverhead', morePercent(cells, '8vm')),
    row('Hive', `${FEW} cells, failures that leave others running, %`, 'hiveContained', containedPercent(lossy.get(FEW)!.found), RULE),
    row('Hive', `${FEW} cells, recovery after detection, ms`, 'hiveRecovery', milliseconds(FEW) - 1000 * own.detection.value),
    row('Hive', 'detection, ms', 'hiveDetection', null, 'how soon a failure is seen is an assumption here'),
    row('Hive', `${FEW} cells, % more`, 'hiveSlowdown', null, 'Hive is a kernel in cells; here guests are undivided, and the monitor is in cells'),
  ];
} // biome-ignore format: rows

const withMemory = (own: RecoveryCosts, mb: number): RecoveryCosts => ({
  ...own,
  nodeMemory: { value: mb, unit: 'MB', kind: 'given', source: 'varied' },
});

/** Of the time, nodes alike, the share in which the loss of a node leaves a virtual machine running. */
function containedPercent({ hits, weights, containment }: Study): number {
  const all = hits.map((row) => row.reduce((sum, { vms }, n) => sum + (vms < containment.vms ? 0 : weights[n]), 0));
  return 100 * (1 - all.reduce((sum, share) => sum + share, 0) / hits.length);
}

/** What cells add to a bar's time, in percent. */
function morePercent(run: Parameters<typeof barOf>[0], bar: string): number {
  const [whole, inCells] = [bar, `${bar} in cells`].map((name) => timeSums(barOf(run, name)).total);
  return 100 * (inCells / whole - 1);
}
