import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { tableFiles } from '../report/files/tables.ts';
import { writeFolder } from '../report/files/write.ts';
import { PICTURE_FILES } from './pictures/pictures.ts';
import type { Plan } from './plan/plan.ts';
import { namesAndHashes, provenanceOf } from './results/provenance.ts';
import { type Results, tableOfResults } from './results/results.ts';
import { modelVersion } from './store/keys.ts';
import { makeFolders } from './store/store.ts';

/**
 * Writes results.csv, .arrow, .parquet and .json, manifest.json, and the pictures: the same bytes whatever engine did the work, and when.
 * Pictures of an older sweep that this one has not go.
 */
export async function writeResults(
  folder: string,
  plan: Plan,
  results: Results,
  pictures: ReadonlyMap<string, Uint8Array | string> = new Map(),
): Promise<void> {
  if (folder === '') throw new UserError('the name of the folder for the results is empty');
  await makeFolders(folder);
  await writeFolder(
    folder,
    new Map<string, Uint8Array | string>([
      ...tableFiles('results', tableOfResults(results), provenanceOf(plan)),
      ['results.json', toJsonText(plan, results)],
      ['manifest.json', `${JSON.stringify(manifest(plan), null, 2)}\n`],
      ...pictures,
    ]),
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

/** For programs: `rows`, an object for each point; `columns`, their names, in order; `schema`, what is in each of them. */
export function toJsonText(plan: Plan, results: Results): string {
  const { columns, points } = results;
  const head = {
    name: plan.study.name,
    program: modelVersion(),
    traces: namesAndHashes(plan.traces),
    columns: columns.map(({ name }) => name),
    schema: tableOfResults(results).columns,
  };
  const rows = Array.from({ length: points }, (_, n) =>
    JSON.stringify(Object.fromEntries(columns.map(({ name, values }) => [name, values[n]]))),
  );
  return `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "rows": [\n    ${rows.join(',\n    ')}\n  ]\n}\n`;
}
