import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type DataType, float64, tableFromArrays, tableToIPC, utf8 } from '@uwdata/flechette';
import { UserError } from '../errors.ts';
import { writeFolder } from '../report/files/write.ts';
import { PICTURE_FILES } from './pictures/pictures.ts';
import type { Plan } from './plan/plan.ts';
import type { Column, Results } from './results/results.ts';
import { canonicalJson, modelVersion } from './store/keys.ts';
import { makeFolders } from './store/store.ts';
import type { Scalar } from './study/range.ts';

/**
 * Writes results.csv, results.arrow, results.json and manifest.json, and the pictures: the same bytes whatever engine did the work, and when.
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
      ['results.csv', toCsv(results)],
      ['results.arrow', toArrow(plan, results)],
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
    traces,
    replays: replays.map(({ key, trace, structure }) => ({ key, trace: trace.sha256, structure })),
  };
}

/** For programs: `rows`, an object for each point. */
export function toJsonText(plan: Plan, { columns, points }: Results): string {
  const head = {
    name: plan.study.name,
    program: modelVersion(),
    traces: plan.traces,
    columns: columns.map(({ name }) => name),
  };
  const rows = Array.from({ length: points }, (_, n) =>
    JSON.stringify(Object.fromEntries(columns.map(({ name, values }) => [name, values[n]]))),
  );
  return `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "rows": [\n    ${rows.join(',\n    ')}\n  ]\n}\n`;
}

function toCsv({ columns, points }: Results): string {
  const lines = [columns.map(({ name }) => csvCell(name)).join(',')];
  for (let n = 0; n < points; n++) lines.push(columns.map(({ values }) => csvCell(values[n])).join(','));
  return `${lines.join('\n')}\n`;
}

const csvCell = (value: Scalar): string => {
  const text = value === null ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

const isNumeric = ({ kind, values }: Column): boolean =>
  kind === 'output' ||
  (values.some((value) => value !== null) && values.every((value) => value === null || typeof value === 'number'));

function toArrow(plan: Plan, { columns }: Results): Uint8Array {
  const text = (value: Scalar): string | null => (value === null ? null : String(value));
  const data: Record<string, Scalar[]> = {};
  const types: Record<string, DataType> = {};
  for (const column of columns) {
    const numeric = isNumeric(column);
    data[column.name] = numeric ? [...column.values] : column.values.map(text);
    types[column.name] = numeric ? float64() : utf8();
  }
  const table = tableFromArrays(data, { types });
  table.schema.metadata = new Map([
    ['disco.program', modelVersion()],
    ['disco.study', canonicalJson(plan.study)],
    ['disco.traces', JSON.stringify(plan.traces)],
  ]);
  return tableToIPC(table, { format: 'file' }) as Uint8Array;
}
