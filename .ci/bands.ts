import { readFileSync, writeFileSync } from 'node:fs';
import type { TopLevelSpec } from 'vega-lite';
import { toPng, toSvg } from '../src/report/draw/render.ts';
import { bandsOf } from '../src/reproduce/bands/bands.ts';
import { BAND_CHARTS } from '../src/reproduce/bands/charts.ts';
import { type CommittedBands, committedBands } from '../src/reproduce/bands/committed.ts';
import { uncountedBecause } from '../src/reproduce/bands/counted.ts';
import { coverageOf } from '../src/reproduce/bands/coverage.ts';
import { COMMITTED } from '../src/reproduce/bands/draws.ts';
import { drawnExhibits } from '../src/reproduce/bands/run.ts';
import { TOTAL } from '../src/reproduce/experiments/verdicts.ts';
import {
  type Comparison,
  EXHIBIT_NAMES,
  EXHIBITS,
  type ExhibitName,
  type ExperimentName,
  experiment,
} from '../src/reproduce/index.ts';
import { between, number, table } from './markdown.ts';
import { predictions } from './validation.ts';

/**
 * The bands that come with the program. `node .ci/bands.ts counted` lists the rows that coverage counts, before any draw; `node .ci/bands.ts
 * run [STORE]` makes the draws, of all exhibits (64 structural ones are 2 1/4 hours of one core), and writes bands, weighted draws, charts and
 * the tables of docs/explanation/bands.md; `node .ci/bands.ts docs` these alone. `node .ci/bands.ts centres` takes the centres from the present predictions and leaves the draws as they
 * are: where what a draw makes has hardly changed, until they are made again; docs/explanation/bands.md has to say so.
 */
const COUNTED = new URL('../reports/reproduction/counted-rows.json', import.meta.url);
const WEIGHTED = new URL('../src/bands/weighted-draws.json', import.meta.url);
const BANDS = new URL('../src/reproduce/bands/committed.json', import.meta.url);

/** Structural draws that CI replays again, and of which exhibits: the others take four times as long. */
export const CHECKED = { structural: 3, exhibits: ['fig5', 'table2'] as const satisfies readonly ExhibitName[] }; // biome-ignore format: a line

const digits = (n: number, least: number): number => Number(n.toPrecision(least));
const write = (file: URL, value: unknown, space: number | '' = 1): void => writeFileSync(file, `${JSON.stringify(value, (_, each) => (typeof each === 'number' ? digits(each, 5) : each), space)}\n`); // biome-ignore format: a line

/** Which rows count, and why the others do not. */
export function countedRows(): object {
  const named = ({ exhibit, workload, configuration, segment }: Comparison): string => [exhibit, workload, configuration, segment].join(' / '); // biome-ignore format: a line
  const rows = predictions().map((row) => ({ row: named(row), why: uncountedBecause(row) }));
  const counted = rows.filter(({ why }) => why === undefined).map(({ row }) => row);
  const others = Map.groupBy(rows.filter(({ why }) => why !== undefined), ({ why }) => why!); // biome-ignore format: a line
  return {
    number: counted.length,
    counted,
    others: Object.fromEntries([...others].map(([why, own]) => [why, own.map(({ row }) => row)])),
  };
}

async function run(store: string, workers: number): Promise<void> {
  const started = performance.now();
  const { draws, rows } = await drawnExhibits(EXHIBIT_NAMES, {
    ...COMMITTED,
    store,
    workers,
    onPlan: ({ jobs, left }) => console.error(`${left.length} of ${jobs} passes to do`),
    onDone: ({ experiment, structural }) =>
      console.error(`${((performance.now() - started) / 60_000).toFixed(1)} min: ${experiment} in draw ${structural}`),
    onPriced: (structural) => console.error(`priced ${structural}`),
  });
  const bands = bandsOf(rows, draws);
  const experiments = Object.entries(bands.experiments);
  const command = 'node .ci/bands.ts run';
  const mixed = new Float64Array(draws.structural * draws.costs);
  for (const [, { weights }] of experiments) weights.forEach((weight, n) => {
    mixed[n] += weight / experiments.length;
  }); // biome-ignore format: a loop
  const { seed, structural, costs } = draws;
  const solved = Object.fromEntries(Object.entries(rows.solved).map(([name, values]) => [name, [...values]]));
  write(WEIGHTED, { command, seed, structural, costs, weights: [...mixed], solved }, '');
  write(BANDS, {
    command,
    draws,
    experiments: Object.fromEntries(experiments.map(([name, { effective, widened }]) => [name, { effective, widened }])), // biome-ignore format: a line
    rows: bands.rows.map((row) => ({ ...row, shares: row.shares.slice(0, 6) })),
    check: Array.from({ length: CHECKED.structural }, (_, s) => rows.values.map((values) => values[s * draws.costs])),
  });
}

/** The bands with the centres of the present predictions. */
function withCentres(): CommittedBands & { rows: object[] } {
  const committed = JSON.parse(readFileSync(BANDS, 'utf8')) as CommittedBands;
  const key = ({ exhibit, workload, configuration, segment }: CommittedBands['rows'][number] | Comparison): string => [exhibit, workload, configuration, segment].join('/'); // biome-ignore format: a line
  const present = new Map(predictions().map((row) => [key(row), row.predicted]));
  return { ...committed, rows: committed.rows.map((row) => ({ ...row, predicted: present.get(key(row)) ?? row.predicted })) };
} // biome-ignore format: long lines

const readBands = (): CommittedBands => committedBands(EXHIBIT_NAMES);

/** Of each exhibit: numbers that count, how many are inside the bands, and how wide these are. */
const coverage = ({ rows }: CommittedBands): string =>
  table(
    ['exhibit', 'numbers that count', 'inside the 50 % band', 'inside the 90 % band', 'median width of totals, points'],
    'lrrrr',
    coverageOf(rows).map(({ exhibit, counted, inside50, inside90, width }) => [
      exhibit === 'all' ? 'all' : EXHIBITS[exhibit].title,
      `${counted}`,
      ...[inside50, inside90].map((n) => `${n} (${((100 * n) / counted).toFixed(0)} %)`),
      number(width, 1),
    ]),
  );

/** How the draws count, by workload. */
const effective = ({ experiments, draws }: CommittedBands): string =>
  table(
    ['workload', 'structural draws', 'they count as', 'tolerances multiplied by'],
    'lrrr',
    Object.entries(experiments).map(([name, { effective, widened }]) => [
      experiment(name as ExperimentName).workload,
      `${draws.structural}`,
      number(effective, 1),
      number(widened, 2),
    ]),
  );

/** The totals: published, the band, and what it hangs on most. */
const totals = ({ rows }: CommittedBands): string =>
  table(
    ['', 'published', '5 %', 'median', '95 %', 'published is', 'what most of the variance hangs on'],
    'lrrrrll',
    rows.filter(({ segment, counted }) => counted && TOTAL.test(segment)).map(({ exhibit, workload, configuration, segment, published, low, median, high, verdict, shares }) => [
      `${EXHIBITS[exhibit as ExhibitName].title.split(':')[0]}, ${workload}, ${configuration}${/^[VM] /.test(segment) ? `, ${segment[0]}` : ''}`,
      ...[published, low, median, high].map((n) => number(n, EXHIBITS[exhibit as ExhibitName].digits)),
      verdict,
      shares.filter(({ share }) => share >= 0.05).slice(0, 3).map(({ id, share }) => `${id} ${(100 * share).toFixed(0)} %`).join(', '),
    ]),
  ); // biome-ignore format: cells

/** What README says of them. */
function sentence({ rows }: CommittedBands): string {
  const all = coverageOf(rows).at(-1)!;
  const share = (n: number): string => `${((100 * n) / all.counted).toFixed(0)} %`;
  return `Of ${all.counted} published numbers that were neither fitted nor fixed, ${share(all.inside90)} are inside the 90 % bands and ${share(all.inside50)} inside the 50 % bands; the median band of a total is ${number(all.width, 1)} points wide.`;
}

export const DOCUMENTS = ['docs/explanation/bands.md', 'README.md'].map(
  (path) => new URL(`../${path}`, import.meta.url),
);

/** A document with what it has marks for. */
export function withBandTables(text: string): string {
  const bands = readBands();
  const tables = { coverage: coverage(bands), effective: effective(bands), totals: totals(bands), believed: sentence(bands) }; // biome-ignore format: a line
  return Object.entries(tables).reduce((whole, [name, lines]) => between(whole, name, 'bands.ts', lines), text);
}

const PICTURES = new URL('../reports/reproduction/', import.meta.url);

/** The charts, by the names of their files. */
export const bandCharts = (): [name: string, spec: TopLevelSpec][] => {
  const { rows } = readBands();
  return Object.entries(BAND_CHARTS).map(([name, draw]) => [name, draw(rows)]);
};

async function writeDocuments(): Promise<void> {
  for (const document of DOCUMENTS) writeFileSync(document, withBandTables(readFileSync(document, 'utf8')));
  for (const [name, spec] of bandCharts()) {
    const svg = await toSvg(spec);
    writeFileSync(new URL(`${name}.svg`, PICTURES), svg);
    writeFileSync(new URL(`${name}.png`, PICTURES), toPng(svg, 2));
  }
}

if (import.meta.main) {
  const [what, store = '.disco/bands', workers = '2'] = process.argv.slice(2);
  if (what === 'counted') write(COUNTED, countedRows());
  else if (what === 'run') await run(store, Number(workers));
  else if (what === 'centres') write(BANDS, withCentres());
  else if (what !== 'docs') throw new Error('expected counted, run, centres or docs');
  if (what !== 'counted') await writeDocuments();
}

export const committedCounted = (): object => JSON.parse(readFileSync(COUNTED, 'utf8'));
