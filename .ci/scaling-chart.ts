import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { TopLevelSpec } from 'vega-lite';
import { SCHEMA, THEME } from '../src/report/draw/theme.ts';
import { enumerate } from '../src/report/text/words.ts';

/** What `node .ci/scaling.ts` counted: a file for each number of CPUs. */
const FOLDER = new URL('../reports/scaling/', import.meta.url);

export const COLUMNS = ['cpus', 'vms', 'ms', 'user', 'userStall', 'kernel', 'kernelStall', 'sync', 'monitor', 'idle', 'total', 'communication', 'V', 'M', 'own']; // biome-ignore format: a row
export type Row = Record<string, number>;

/** Disco's rows, by CPUs and then by virtual machines, with CPUs of each of these and time over the programs' execution. */
function rows(): Row[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.csv'))
    .sort((a, b) => Number(basename(a, '.csv')) - Number(basename(b, '.csv')))
    .flatMap((file) => readFileSync(new URL(file, FOLDER), 'utf8').trim().split('\n').slice(1))
    .map((line): Row => Object.fromEntries(line.split(',').map((text, n) => [COLUMNS[n], Number(text)])))
    .filter(({ vms }) => vms > 0)
    .map((row): Row => ({ ...row, each: row.cpus / row.vms, time: row.total / row.user }));
}

/** Of each number of CPUs: from few virtual machines to many. */
function sentence(all: readonly Row[]): string {
  const said = [...Map.groupBy(all, ({ cpus }) => cpus)].map(([cpus, own]) => {
    const [few, many] = [own[0], own.at(-1)!];
    return `on ${cpus} CPUs from ${few.time.toFixed(1)} with ${few.each} CPUs in each virtual machine to ${many.time.toFixed(1)} with ${many.each}`;
  });
  return `The time, as a multiple of the programs’ execution, goes ${enumerate(said)}.`;
} // biome-ignore format: a long line

/** The time of one pmake on each CPU, by CPUs of each virtual machine. */
export function scalingChart(): TopLevelSpec {
  const values = rows();
  const x = { field: 'each', type: 'ordinal', title: 'CPUs of each virtual machine', axis: { labelAngle: 0 } };
  const y = { field: 'time', type: 'quantitative', title: "time ÷ the programs' execution", scale: { type: 'log' } };
  const color = { field: 'cpus', type: 'ordinal', title: 'CPUs' };
  return { $schema: SCHEMA, config: THEME, title: { text: 'One pmake on each CPU', subtitle: 'the axis of time is logarithmic' }, description: sentence(values), width: 420, height: 300, data: { values }, mark: { type: 'line', point: true }, encoding: { x, y, color } } as TopLevelSpec; // biome-ignore format: a record
}
