import type { Costs } from '../price/costs.ts';
import { fittedNumbers, type Workload } from '../trace/synthetic/index.ts';
import type { Runs } from './experiments/comparison.ts';
import { type ExperimentName, experiment } from './experiments/experiments.ts';

/** What was fitted: of the experiments' inputs, of their workloads' numbers, and of the costs. A line each, with what it was fitted to. */
export function fittedInputs(
  workloads: Readonly<Partial<Record<ExperimentName, Workload>>>,
  costs: Costs | undefined,
): string[] {
  const line = (name: string, value: unknown, source: string): string => `${name} = ${value} (${source})`;
  const names = Object.keys(workloads) as ExperimentName[];
  const structures = names.flatMap((name) =>
    Object.values(experiment(name).configurations).flatMap(({ inputs }) =>
      inputs.filter(({ kind }) => kind === 'fitted'),
    ),
  );
  return [
    ...new Set(structures.map(({ name, value, source }) => line(name, value, source))),
    ...Object.entries(costs ?? {}).flatMap(([name, cost]) =>
      typeof cost === 'object' && cost.kind === 'fitted' ? [line(name, `${cost.value} ${cost.unit}`, cost.source)] : [],
    ),
    ...names.flatMap((name) =>
      fittedNumbers(workloads[name]!).map(({ path, value, source }) =>
        line(`${experiment(name).workload} ${path}`, value, source),
      ),
    ),
  ];
}

/** The same of experiments that were run. */
export function fittedInputsOf(runs: Runs): string[] {
  const names = Object.keys(runs) as ExperimentName[];
  const [bar] = runs[names[0]]?.bars.values() ?? [];
  return fittedInputs(Object.fromEntries(names.map((name) => [name, runs[name]!.workload])), bar?.costs);
}
