import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { loadCosts } from '../src/price/costs.ts';
import type { File } from '../src/report/files/charts.ts';
import { committedBands } from '../src/reproduce/bands/committed.ts';
import { EXPERIMENTS, type ExperimentName } from '../src/reproduce/experiments/experiments.ts';
import { TOTAL } from '../src/reproduce/experiments/verdicts.ts';
import {
  type Comparison,
  EXHIBIT_NAMES,
  type ExhibitName,
  type Fold,
  leaveOneOut,
  reproduce,
} from '../src/reproduce/index.ts';
import { fittedInputs } from '../src/reproduce/inputs.ts';
import { reproductionFiles } from '../src/reproduce/page/files.ts';
import { shownRows } from '../src/reproduce/shown/rows.ts';
import { loadWorkload } from '../src/trace/synthetic/index.ts';

/**
 * The numbers of reports/reproduction/: `node .ci/validation.ts run` makes them anew, in two minutes of predictions, ten of what hangs on what and five of
 * folds; `folds` these alone. Then `npm run docs` writes the documents, the page, charts and table.
 */
const FOLDER = new URL('../reports/reproduction/', import.meta.url);
const PREDICTIONS = new URL('predictions.json', FOLDER);
const WHAT_IFS = new URL('what-ifs.json', FOLDER);
const FOLDS = new URL('folds.json', FOLDER);

const KERNEL_TLB_FAULT = loadCosts('flash').kernelTlbFault.value;

/** What the paper does not give, one change at a time: nothing is fitted anew. */
const CHANGES: readonly (readonly [what: string, ...set: string[]])[] = [
  ['second-level TLB of 512 entries', 'monitor.secondLevelTlb.entries=512'],
  ['of 2,048', 'monitor.secondLevelTlb.entries=2048'],
  ['of 8,192', 'monitor.secondLevelTlb.entries=8192'],
  ['of two ways', 'monitor.secondLevelTlb.ways=2'],
  ['of eight ways', 'monitor.secondLevelTlb.ways=8'],
  ['indexed by address alone', 'monitor.secondLevelTlb.index=address'],
  ['by the order in which pages appear', 'monitor.secondLevelTlb.index=order'],
  ['entries packed into 16 bytes', 'monitor.secondLevelTlb.entryBytes=16'],
  ['TLB of 32 pairs, natively too', 'tlb.entries=32'],
  ['monitor takes no room in the caches', 'monitor.footprint=false'],
  ['kernel TLB fault at half the cost', `costs.kernelTlbFault=${0.5 * KERNEL_TLB_FAULT}`],
  ['at twice the cost', `costs.kernelTlbFault=${2 * KERNEL_TLB_FAULT}`],
  ['disk request of 10 ms', 'costs.diskAccess=8350000'],
  ['of 21 ms', 'costs.diskAccess=19350000'],
  ['kernel in pages of 64 KB (5.2)', 'monitor.kernelPageBytes=65536'],
  ['hardware layer restructured (5.2)', 'guest=irix-5.3-hal'],
  ['other seed', 'workload.seed=2'],
];

/** Exhibits of section 5.2, which the changes are of. */
export const ONE_CPU = ['fig5', 'table2'] as const satisfies readonly ExhibitName[];

export interface WhatIf {
  what: string;
  set: readonly string[];
  /** Totals of Figure 5 and slowdowns of Table 2 on Disco, by workload or service. */
  values: Record<string, number>;
}

export const isSum = ({ configuration, segment }: Comparison): boolean =>
  configuration === 'disco' && TOTAL.test(segment);
const valuesOf = (rows: readonly Comparison[]): Record<string, number> =>
  Object.fromEntries(rows.filter(isSum).map(({ workload, predicted }) => [workload, predicted]));

const read = <T>(file: URL): T => JSON.parse(readFileSync(file, 'utf8')) as T;
const write = (file: URL, value: unknown): void => writeFileSync(file, `${JSON.stringify(value, null, 1)}\n`);

export const predictions = (): Comparison[] => read<Comparison[]>(PREDICTIONS);
export const whatIfs = (): WhatIf[] => read<WhatIf[]>(WHAT_IFS);
export const folds = (): Fold[] => read<Fold[]>(FOLDS);
export const whatIf = async ([what, ...set]: (typeof CHANGES)[number]): Promise<WhatIf> => ({
  what,
  set,
  values: valuesOf(await reproduce(ONE_CPU, { set })),
});
export { CHANGES };

/** Of what `disco reproduce -o` writes, what lies in reports/reproduction/: no pictures of points, no binary tables, and specifications in a line. */
export async function reportFiles(): Promise<File[]> {
  const workloads = Object.fromEntries(Object.entries(EXPERIMENTS).map(([name, { workload }]) => [name, loadWorkload(workload)])) as Record<ExperimentName, ReturnType<typeof loadWorkload>>; // biome-ignore format: a line
  const files = await reproductionFiles(shownRows(predictions(), { bands: committedBands(EXHIBIT_NAMES).rows }), {
    inputs: fittedInputs(workloads, loadCosts('flash')),
    command: 'disco reproduce -o reports/reproduction',
    docs: '../../',
  });
  return files
    .filter(([name]) => /\.(?:html|csv|svg|vl\.json)$/.test(name))
    .map(([name, content]) => [name, name.endsWith('.vl.json') ? `${JSON.stringify(JSON.parse(String(content)))}\n` : content]); // biome-ignore format: a line
}

if (import.meta.main) {
  const [what] = process.argv.slice(2);
  if (what !== 'run' && what !== 'folds') throw new Error('expected run or folds');
  if (what === 'run') {
    mkdirSync(FOLDER, { recursive: true });
    write(PREDICTIONS, await reproduce());
    const all: WhatIf[] = [];
    for (const change of CHANGES) {
      process.stderr.write(`${change[0]}\n`);
      all.push(await whatIf(change));
    }
    write(WHAT_IFS, all);
  }
  write(FOLDS, await leaveOneOut());
}
