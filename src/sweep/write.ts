import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { modelVersion } from '../model-version.ts';
import { BLOCK_ROWS } from '../report/files/formats.ts';
import { tableStreams } from '../report/files/tables.ts';
import { type Content, writeFolder } from '../report/files/write.ts';
import { makeFolders } from '../trace/bytes/atomic-file.ts';
import { PICTURE_FILES } from './pictures/pictures.ts';
import type { Plan } from './plan/plan.ts';
import { bandsOfResults } from './results/bands.ts';
import { namesAndHashes, provenanceOf } from './results/provenance.ts';
import { type Results, tableOfResults } from './results/results.ts';

/**
 * Writes results.csv, .arrow, .parquet and .json (of a study with draws bands.csv, .arrow and .parquet too), manifest.json, and the pictures: the same bytes whatever engine did the work, and when.
 * Pictures of an older sweep that this one has not go.
 *
 * @param folder - made where it is not there
 * @param plan - the sweep's plan
 * @param results - the sweep's results
 * @param pictures - files beside the tables, by name. Default: none
 * @param signal - ends the writing with an AbortError
 * @example
 * ```ts
 * import { sweep, writeResults } from 'disco-replay';
 *
 * const { plan, results } = await sweep({ traces: ['padded'], vary: { remoteMemory: [600, 900] } });
 * await writeResults('latencies', plan, results);
 * ```
 */
export async function writeResults(
  folder: string,
  plan: Plan,
  results: Results,
  pictures: ReadonlyMap<string, Uint8Array | string> = new Map(),
  signal?: AbortSignal,
): Promise<void> {
  if (folder === '') throw new UserError('the name of the folder for the results is empty');
  await makeFolders(folder);
  const bands = bandsOfResults(results);
  await writeFolder(
    folder,
    new Map<string, Content>([
      ...tableStreams('results', tableOfResults(results), provenanceOf(plan)),
      ...(bands === undefined ? [] : tableStreams('bands', tableOfResults(bands), provenanceOf(plan))),
      ['results.json', () => jsonBlocks(plan, results)],
      ['manifest.json', `${JSON.stringify(manifest(plan), null, 2)}\n`],
      ...pictures,
    ]),
    signal,
  );
  for (const name of PICTURE_FILES) if (!pictures.has(name)) await rm(join(folder, name), { force: true });
}

/** What was asked, and by what program and from which replays it was answered. */
function manifest({ study, traces, replays }: Plan): object {
  return {
    program: modelVersion(),
    study,
    traces: namesAndHashes(traces),
    replays: replays.map(({ key, trace, structure }) => ({ key, trace: trace.sha256, structure })),
  };
}

/** For programs, in parts that follow each other: `rows`, an object for each point; `columns`, their names, in order; `schema`, what is in each of them. */
export function* jsonBlocks(plan: Plan, results: Results): Generator<string> {
  const { columns, points } = results;
  const head = {
    name: plan.study.name,
    program: modelVersion(),
    study: plan.study,
    traces: namesAndHashes(plan.traces),
    columns: columns.map(({ name }) => name),
    schema: columns.map(({ values: _, ...column }) => column),
  };
  yield `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "rows": [\n    `;
  const names = columns.map(({ name }) => `${JSON.stringify(name)}:`);
  const row = (n: number): string => `{${columns.map(({ values }, i) => names[i] + JSON.stringify(values[n])).join(',')}}`;
  for (let from = 0; from < points; from += BLOCK_ROWS) {
    const rows: string[] = [];
    for (let n = from; n < Math.min(points, from + BLOCK_ROWS); n++) rows.push(row(n));
    yield `${from === 0 ? '' : ',\n    '}${rows.join(',\n    ')}`;
  }
  yield '\n  ]\n}\n';
} // biome-ignore format: a line
