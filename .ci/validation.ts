import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { loadCosts } from '../src/price/costs.ts';
import type { File } from '../src/report/files/charts.ts';
import { signed } from '../src/report/text/words.ts';
import { committedBands } from '../src/reproduce/bands/committed.ts';
import { EXPERIMENTS, type ExperimentName } from '../src/reproduce/experiments/experiments.ts';
import { segmentName } from '../src/reproduce/experiments/segment-names.ts';
import { TOTAL } from '../src/reproduce/experiments/verdicts.ts';
import {
  type Comparison,
  EXHIBIT_NAMES,
  EXHIBITS,
  type ExhibitName,
  type Fold,
  type FoldRow,
  leaveOneOut,
  reproduce,
} from '../src/reproduce/index.ts';
import { fittedInputs } from '../src/reproduce/inputs.ts';
import { barText, constantText } from '../src/reproduce/leave-one-out/text.ts';
import { reproductionFiles } from '../src/reproduce/page/files.ts';
import { aimText } from '../src/reproduce/page/page.ts';
import { shownRows } from '../src/reproduce/shown/rows.ts';
import { loadWorkload } from '../src/trace/synthetic/index.ts';
import { between, number, table } from './markdown.ts';

/**
 * The tables of docs/validation/README.md, and README's, and the page, charts and table of reports/reproduction/. `node .ci/validation.ts` writes them from its predictions;
 * `node .ci/validation.ts run` makes these anew first: two minutes of predictions, ten of what hangs on what, five of folds (`… folds`: these alone).
 */
export const DOCUMENTS = ['docs/validation/README.md', 'README.md'].map(
  (path) => new URL(`../${path}`, import.meta.url),
);
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
const ONE_CPU = ['fig5', 'table2'] as const satisfies readonly ExhibitName[];

interface WhatIf {
  what: string;
  set: readonly string[];
  /** Totals of Figure 5 and slowdowns of Table 2 on Disco, by workload or service. */
  values: Record<string, number>;
}

const isSum = ({ configuration, segment }: Comparison): boolean => configuration === 'disco' && TOTAL.test(segment);
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

const distinct = <T>(values: readonly T[]): T[] => [...new Set(values)];
/** An exhibit: a column for each of its segments; the published numbers of a bar and ours, and what of it is met. */
function exhibit(name: ExhibitName, rows: readonly Comparison[]): string {
  const { digits } = EXHIBITS[name];
  const segments = distinct(rows.map(({ segment }) => segment));
  const bars = distinct(rows.map(({ workload, configuration }) => `${workload}, ${configuration}`));
  const body = bars.flatMap((bar) => {
    const its = rows.filter(({ workload, configuration }) => `${workload}, ${configuration}` === bar);
    const cells = (of: (row: Comparison) => number): string[] =>
      segments.map((segment) => {
        const row = its.find((row) => row.segment === segment);
        return row === undefined ? '' : number(of(row), digits);
      });
    const fitted = its.every((row) => row.fitted);
    const missed = its.filter(({ verdict }) => verdict === 'missed').map(({ segment }) => segmentName(segment));
    const verdict = fitted ? '' : missed.length === 0 ? 'met' : `missed: ${missed.join(', ')}`;
    return [
      [bar, 'published', ...cells(({ published }) => published), ''],
      ['', fitted ? 'ours, fitted' : '**ours**', ...cells(({ predicted }) => predicted), verdict],
    ];
  });
  return table(['', '', ...segments.map(segmentName), ''], `ll${'r'.repeat(segments.length)}l`, body);
}

/** How many of the predictions are met, by exhibit. */
function summary(rows: readonly Comparison[]): string {
  const body = EXHIBIT_NAMES.map((name) => {
    const its = rows.filter(({ exhibit, fitted }) => exhibit === name && !fitted);
    const sums = its.filter(({ segment }) => TOTAL.test(segment));
    const met = (some: readonly Comparison[]): string =>
      some.length === 0 ? '' : `${some.filter(({ verdict }) => verdict === 'met').length} of ${some.length}`;
    const { total, parts } = EXHIBITS[name].aims;
    return [EXHIBITS[name].title, aimText(total), aimText(parts), met(its), met(sums)];
  });
  return table(['exhibit', 'a total is met within', 'a part', 'predictions met', 'of these totals'], 'llllr', body);
}

function changes(all: readonly WhatIf[], rows: readonly Comparison[]): string {
  const sums = rows.filter((row) => isSum(row) && ONE_CPU.some((name) => name === row.exhibit));
  const cells = (of: (row: Comparison) => number | null): string[] =>
    sums.map((row) => number(of(row), EXHIBITS[row.exhibit as ExhibitName].digits));
  return table(['', ...sums.map(({ workload }) => workload), ''], `l${'r'.repeat(sums.length)}l`, [
    ['published', ...cells(({ published }) => published), ''],
    ['as above', ...cells(({ predicted }) => predicted), ''],
    ...all.map(({ what, set, values }) => [
      what,
      ...cells(({ workload }) => values[workload] ?? null),
      set.map((each) => `\`--set ${each}\``).join(' '),
    ]),
  ]);
}

/** The folds: a line for the fitted number and for each prediction. */
function foldsTable(all: readonly Fold[]): string {
  const body = all.flatMap(({ exhibit, constant, fitted, degreesOfFreedom, barsLeft, predictions, verdict }) => {
    const { digits, title } = EXHIBITS[exhibit];
    const numbers = ({ published, predicted, difference }: FoldRow): string[] => [
      ...[published, predicted].map((n) => number(n, digits)),
      signed(difference, digits),
    ];
    const head = `${title.split(':')[0]}: ${constantText(constant)}; degrees of freedom ${degreesOfFreedom}, bars left ${barsLeft}: **${verdict}**`;
    return [
      [head, barText(fitted), ...numbers(fitted), fitted.verdict === 'met' ? 'fitted' : 'fitted, missed'],
      ...predictions.map((row) => [
        '',
        `**${barText(row)}**`,
        ...numbers(row),
        row.verdict === 'missed' && row.missedParts.length > 0
          ? `missed (${row.missedParts.map(segmentName).join(', ')})`
          : row.verdict,
      ]),
    ];
  });
  return table(['fold', 'bar', 'published', 'ours', 'difference', ''], 'llrrrl', body);
}

/** README's: totals of Figure 5 and slowdowns of Table 2 on Disco. */
function short(rows: readonly Comparison[]): string {
  const sums = rows.filter((row) => isSum(row) && !row.fitted && ONE_CPU.some((name) => name === row.exhibit));
  const body = sums.map(({ exhibit, workload, published, predicted, verdict }) => {
    const { digits } = EXHIBITS[exhibit as ExhibitName];
    const what = exhibit === 'fig5' ? `${workload}, % of its IRIX time` : `\`${workload}\`, slowdown`;
    return [what, number(published, digits), number(predicted, digits), verdict];
  });
  return table(['on Disco', 'published', 'predicted', ''], 'lrrl', body);
}

/** README's: Figure 8 on Disco. */
function moving(rows: readonly Comparison[]): string {
  const own = rows.filter(({ exhibit, configuration }) => exhibit === 'fig8' && configuration === 'disco');
  const body = distinct(own.map(({ workload }) => workload)).map((name) => {
    const cells = ['total', 'misses local %'].flatMap((segment) => {
      const row = own.find((row) => row.workload === name && row.segment === segment)!;
      return [row.published, row.predicted].map((n) => number(n, 1));
    });
    return [name, ...cells];
  });
  return table(['on Disco', 'time, % of IRIX’s: published', 'predicted', 'misses satisfied locally, %: published', 'predicted'], 'lrrrr', body); // biome-ignore format: a line
}

/** README's: pmake on 1 to 8 virtual machines. */
function machines(rows: readonly Comparison[]): string {
  const names = ['1vm', '2vm', '4vm', '8vm'];
  const line = (what: string, exhibit: ExhibitName, segment: string): string[][] =>
    (['published', 'predicted'] as const).map((side) => [
      `${what}, ${side}`,
      ...names.map((name) => number(rows.find((row) => row.exhibit === exhibit && row.workload === 'pmake' && row.configuration === name && row.segment === segment)![side], EXHIBITS[exhibit].digits)),
    ]); // biome-ignore format: cells
  return table(['virtual machines', '1', '2', '4', '8'], 'lrrrr', [
    ...line('time, % of IRIX’s', 'fig7', 'total'),
    ...line('machine pages', 'fig6', 'M total'),
  ]);
}

/** A document with the tables that it has marks for. */
export function withTables(text: string): string {
  const rows = predictions();
  const tables: Record<string, string> = {
    short: short(rows),
    moving: moving(rows),
    machines: machines(rows),
    summary: summary(rows),
    ...Object.fromEntries(EXHIBIT_NAMES.map((name) => [name, exhibit(name, rows.filter((row) => row.exhibit === name))])), // biome-ignore format: a line
    changes: changes(whatIfs(), rows),
    folds: foldsTable(folds()),
  };
  return Object.entries(tables).reduce((whole, [name, lines]) => between(whole, name, 'validation.ts', lines), text);
}

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

export const inReport = (name: string): URL => new URL(name, FOLDER);

if (import.meta.main) {
  if (process.argv[2] === 'run') {
    mkdirSync(FOLDER, { recursive: true });
    write(PREDICTIONS, await reproduce());
    const all: WhatIf[] = [];
    for (const change of CHANGES) {
      process.stderr.write(`${change[0]}\n`);
      all.push(await whatIf(change));
    }
    write(WHAT_IFS, all);
  }
  if (process.argv[2] === 'run' || process.argv[2] === 'folds') write(FOLDS, await leaveOneOut());
  for (const [name, content] of await reportFiles()) writeFileSync(inReport(name), content);
  for (const document of DOCUMENTS) writeFileSync(document, withTables(readFileSync(document, 'utf8')));
}
