import { textTable } from '../report/text/text-table.ts';
import { fittedNumbers } from '../trace/synthetic/index.ts';
import { EXHIBITS } from './exhibits/index.ts';
import type { ExhibitName } from './exhibits/names.ts';
import type { Comparison, Runs } from './experiments/comparison.ts';
import { type ExperimentName, experiment } from './experiments/experiments.ts';
import { segmentName } from './experiments/segment-names.ts';

/** For people: a table for each exhibit, then what was fitted. */
export function comparisonText(rows: readonly Comparison[], runs: Runs): string {
  const exhibits = [...new Set(rows.map(({ exhibit }) => exhibit))] as ExhibitName[];
  const lines = exhibits.flatMap((exhibit) => [
    EXHIBITS[exhibit].title,
    '',
    ...table(
      rows.filter((row) => row.exhibit === exhibit),
      EXHIBITS[exhibit].digits,
    ),
    '',
  ]);
  const predictions = rows.filter(({ fitted }) => !fitted);
  const met = predictions.filter(({ verdict }) => verdict === 'met').length;
  lines.push(
    `${predictions.length} of ${rows.length} numbers are predictions, of which ${met} are met. To those marked fitted, and to the paper's other native numbers, these inputs were:`,
    ...inputs(runs).map((line) => `  ${line}`),
    '',
  );
  return lines.join('\n');
}

function table(rows: readonly Comparison[], digits: number): string[] {
  const number = (n: number): string =>
    Number.isNaN(n) ? '–' : Math.abs(n) >= 1000 ? n.toFixed(0) : n.toFixed(digits);
  const signed = (n: number): string => `${n > 0 ? '+' : ''}${number(n)}`;
  const cells = rows.map(({ workload, configuration, segment, published, predicted, fitted, verdict }) => {
    const numbers = [number(published), number(predicted), signed(predicted - published)];
    return [workload, configuration, segmentName(segment), ...numbers, fitted ? 'fitted' : verdict];
  });
  return textTable([['workload', 'configuration', '', 'published', 'ours', 'difference', ''], ...cells], 'lllrrrl');
}

/** What was fitted: of the experiments' inputs, of their workloads' numbers, and of the costs. */
function inputs(runs: Runs): string[] {
  const line = (name: string, value: unknown, source: string): string => `${name} = ${value} (${source})`;
  const names = Object.keys(runs) as ExperimentName[];
  const structures = names.flatMap((name) =>
    Object.values(experiment(name).configurations).flatMap(({ inputs }) =>
      inputs.filter(({ kind }) => kind === 'fitted'),
    ),
  );
  const costs = [...(runs[names[0]]?.bars.values() ?? [])][0]?.costs;
  return [
    ...[...new Set(structures)].map(({ name, value, source }) => line(name, value, source)),
    ...Object.entries(costs ?? {}).flatMap(([name, cost]) =>
      typeof cost === 'object' && cost.kind === 'fitted' ? [line(name, `${cost.value} ${cost.unit}`, cost.source)] : [],
    ),
    ...names.flatMap((name) =>
      fittedNumbers(runs[name]!.workload).map(({ path, value, source }) =>
        line(`${experiment(name).workload} ${path}`, value, source),
      ),
    ),
  ];
}
