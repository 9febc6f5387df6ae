import { textTable } from '../report/text-table.ts';
import { fittedNumbers } from '../trace/synthetic/index.ts';
import { PLACEMENT, WORKLOAD_NAMES, type WorkloadName } from './configurations.ts';
import type { Comparison } from './exhibits.ts';
import type { WorkloadRun } from './run.ts';

const TITLES = {
  fig8: 'Figure 8: percent of the IRIX time, and share of the misses that are local',
  table3: 'Table 3: page moves, of the whole machine',
} as const;

/** For people: a table for each exhibit, then what was fitted. */
export function comparisonText(rows: readonly Comparison[], runs: Record<WorkloadName, WorkloadRun>): string {
  const exhibits = [...new Set(rows.map(({ exhibit }) => exhibit))];
  const lines = exhibits.flatMap((exhibit) => [
    TITLES[exhibit],
    '',
    ...table(rows.filter((row) => row.exhibit === exhibit)),
    '',
  ]);
  const predicted = rows.filter(({ fitted }) => !fitted).length;
  lines.push(
    `${predicted} of ${rows.length} numbers are predictions; the others belong to the IRIX and UMA bars, which these inputs were fitted to:`,
    ...inputs(runs).map((line) => `  ${line}`),
    '',
  );
  return lines.join('\n');
}

function table(rows: readonly Comparison[]): string[] {
  const number = (n: number): string => (Math.abs(n) >= 1000 ? n.toFixed(0) : n.toFixed(1));
  const signed = (n: number): string => `${n > 0 ? '+' : ''}${number(n)}`;
  const cells = rows.map(({ workload, configuration, segment, published, predicted, fitted }) => {
    const numbers = [number(published), number(predicted), signed(predicted - published)];
    return [workload, configuration, segment, ...numbers, fitted ? 'fitted' : ''];
  });
  return textTable([['workload', 'configuration', '', 'published', 'ours', 'difference', ''], ...cells], 'lllrrrl');
}

function inputs(runs: Record<WorkloadName, WorkloadRun>): string[] {
  const line = (name: string, value: unknown, source: string): string => `${name} = ${value} (${source})`;
  return [
    line(PLACEMENT.name, PLACEMENT.value, PLACEMENT.source),
    ...WORKLOAD_NAMES.flatMap((name) =>
      fittedNumbers(runs[name].workload).map(({ path, value, source }) => line(`${name} ${path}`, value, source)),
    ),
  ];
}
