import { readFileSync, writeFileSync } from 'node:fs';
import type { TopLevelSpec } from 'vega-lite';
import { toPng, toSvg } from '../src/report/draw/render.ts';
import { bandsOf } from '../src/reproduce/bands/bands.ts';
import { BAND_CHARTS } from '../src/reproduce/bands/charts.ts';
import { type CommittedBands, committedBands } from '../src/reproduce/bands/committed.ts';
import { COMMITTED } from '../src/reproduce/bands/draws.ts';
import { drawnExhibits } from '../src/reproduce/bands/run.ts';
import { uncountedBecause } from '../src/reproduce/exhibits/can-miss.ts';
import { type Comparison, EXHIBIT_NAMES, type ExhibitName } from '../src/reproduce/index.ts';
import { predictions } from './validation.ts';

/**
 * The bands that come with the program. `node .ci/bands.ts counted` lists the rows that coverage counts, before any draw; `node .ci/bands.ts
 * run [STORE]` makes the draws, of all exhibits (64 structural ones are 2 1/4 hours of one core), and writes bands and weighted draws. `node .ci/bands.ts centres`
 * takes the centres from the present predictions and leaves the draws as they are: where what a draw makes has hardly changed, until they are made again;
 * docs/explanation/bands.md has to say so. Then `npm run docs` writes the documents and the charts.
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

export const readBands = (): CommittedBands => committedBands(EXHIBIT_NAMES);

/** The charts, by the names of their files. */
export const bandCharts = (): [name: string, spec: TopLevelSpec][] => {
  const { rows } = readBands();
  return Object.entries(BAND_CHARTS).map(([name, draw]) => [name, draw(rows)]);
};

/** Their files, of the folder reports/reproduction/. */
export async function bandPictures(): Promise<[name: string, content: string | Uint8Array][]> {
  const files = bandCharts().map(async ([name, spec]): Promise<[string, string | Uint8Array][]> => {
    const svg = await toSvg(spec);
    return [
      [`${name}.svg`, svg],
      [`${name}.png`, toPng(svg, 2)],
    ];
  });
  return (await Promise.all(files)).flat();
}

if (import.meta.main) {
  const [what, store = '.disco/bands', workers = '2'] = process.argv.slice(2);
  if (what === 'counted') write(COUNTED, countedRows());
  else if (what === 'run') await run(store, Number(workers));
  else if (what === 'centres') write(BANDS, withCentres());
  else throw new Error('expected counted, run or centres');
}

export const committedCounted = (): { number: number } =>
  JSON.parse(readFileSync(COUNTED, 'utf8')) as { number: number };
