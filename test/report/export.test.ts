import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tableFromIPC } from '@uwdata/flechette';
import { parse } from 'csv-parse/sync';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { beforeEach, describe, expect, test } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { exportTables, writeReport } from '../../src/report/files/export.ts';
import { tables } from '../../src/report/library.ts';
import type { Run } from '../../src/report/run/run.ts';
import type { TableName } from '../../src/report/sections/index.ts';
import { temporaryFolder } from '../temporary.ts';
import { fixtureRuns, handRuns } from './fixture.ts';

const root = temporaryFolder('export');
let n = 0;
let folder = '';
beforeEach(() => {
  folder = join(root, String(n++));
});

type Row = Record<string, unknown>;
const message = (promise: Promise<void>): Promise<string> =>
  promise.then(
    () => 'no error',
    (error) => (error instanceof UserError ? error.message : `not a UserError: ${error}`),
  );
const expected = (name: TableName): Row[] =>
  tables[name](handRuns()).objects({ limit: Number.POSITIVE_INFINITY }) as Row[];
const arrayBuffer = (bytes: Buffer) =>
  bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;

describe.each(Object.keys(tables) as TableName[])('the table %s', (name) => {
  test('reads back equal from CSV, Arrow and Parquet', async () => {
    await exportTables(folder, handRuns(), { command: 'disco compare x' });
    const rows = expected(name);

    const csv = parse(readFileSync(join(folder, `${name}.csv`)), { columns: true }) as Row[];
    // Text that a spreadsheet would compute has an apostrophe before it.
    const cell = (value: unknown) => (typeof value === 'string' && value.startsWith('-') ? `'${value}` : String(value));
    const asText = (row: Row) =>
      Object.fromEntries(Object.entries(row).map(([key, value]) => [key, value === null ? '' : cell(value)]));
    expect(csv).toEqual(rows.map(asText));

    const arrow = tableFromIPC(readFileSync(join(folder, `${name}.arrow`)));
    expect(arrow.toArray()).toEqual(rows);
    expect(arrow.names).toEqual(tables[name](handRuns()).columnNames());

    const parquet = (await parquetReadObjects({
      file: arrayBuffer(readFileSync(join(folder, `${name}.parquet`))),
    })) as Row[];
    const plain = (row: Row) =>
      Object.fromEntries(
        Object.entries(row).map(([key, value]) => [key, typeof value === 'bigint' ? Number(value) : value]),
      );
    expect(parquet.map(plain)).toEqual(rows);
  });

  test('keeps its columns and types when it has no rows', async () => {
    mkdirSync(folder);
    const types = async (runs: Run[]) => {
      const path = join(folder, `${runs.length}.arrow`);
      await exportTables(path, runs, { table: name });
      const { fields } = tableFromIPC(readFileSync(path)).schema;
      return Object.fromEntries(fields.map((field) => [field.name, field.type.typeId]));
    };
    expect(await types(handRuns())).toMatchObject(await types(handRuns().slice(0, 1)));
  });
});

test('Parquet and Arrow say what they were made from', async () => {
  await exportTables(folder, handRuns(), { command: 'disco compare x' });
  const { key_value_metadata: pairs = [] } = parquetMetadata(arrayBuffer(readFileSync(join(folder, 'times.parquet'))));
  const metadata = new Map(pairs.map(({ key, value }) => [key, value]));
  expect(metadata.get('disco.command')).toBe('disco compare x');
  expect(JSON.parse(metadata.get('disco.trace')!)).toMatchObject({ source: 'shell.csv' });
  expect(JSON.parse(metadata.get('disco.structures')!)).toHaveLength(2);
  expect(tableFromIPC(readFileSync(join(folder, 'times.arrow'))).schema.metadata?.get('disco.command')).toBe(
    'disco compare x',
  );
});

describe('a single file', () => {
  test('gets the long table, or the one named, in the format of its ending', async () => {
    mkdirSync(folder);
    await exportTables(join(folder, 'a.CSV'), handRuns());
    expect(readFileSync(join(folder, 'a.CSV'), 'utf8')).toMatch(
      /^configuration,window,cpu,vm,mode,service,part,bar,ns\nirix,0,0,0,user,none,execution,user,2500\n/,
    );
    await exportTables(join(folder, 'b.csv'), handRuns(), { table: 'tlbs' });
    expect(readFileSync(join(folder, 'b.csv'), 'utf8')).toBe(
      'configuration,tlb,references,misses,missRatio\nirix,tlb,1000,10,0.01\ndisco,tlb,1000,26,0.026\ndisco,secondLevel,26,2,0.07692307692307693\n',
    );
  });

  test('of an unknown format is refused', async () => {
    expect(await message(exportTables(join(folder, 'a.xlsx'), handRuns()))).toMatch(
      /no format for \.xlsx; expected a folder or a name in \.csv, \.arrow, \.parquet$/,
    );
  });
});

describe('a report', () => {
  const TABLES = ['assumptions', 'breakdown', 'caches', 'counts', 'events', 'services', 'times', 'tlbs'];
  const filesOf = (tables: readonly string[], charts: readonly string[]) =>
    [
      ...tables.flatMap((name) => [`${name}.arrow`, `${name}.csv`, `${name}.parquet`]),
      ...charts.flatMap((name) => [`${name}.png`, `${name}.svg`, `${name}.vl.json`]),
      ...['report.html', 'result.json'],
    ].sort();
  const FILES = filesOf(TABLES, ['breakdown', 'monitor']);

  test('is a folder of these files and no others', async () => {
    await writeReport(folder, handRuns(), { command: 'disco compare x' });
    expect(readdirSync(folder).sort()).toEqual(FILES);
    expect(JSON.parse(readFileSync(join(folder, 'result.json'), 'utf8'))).toMatchObject({
      runs: [{ times: { totalNs: 4750 } }, {}],
    });
    expect(readFileSync(join(folder, 'breakdown.svg'), 'utf8')).toMatch(/^<svg .*<\/svg>\n$/s);
  });

  test('replaces an older one, whose other charts go and whose neighbours stay', async () => {
    await writeReport(folder, fixtureRuns(2));
    writeFileSync(join(folder, 'my notes.txt'), 'mine');
    expect(existsSync(join(folder, 'windows.svg'))).toBe(true);
    await writeReport(folder, handRuns().slice(0, 1));
    expect(readdirSync(folder).sort()).toEqual(
      [
        ...filesOf(
          TABLES.filter((name) => name !== 'services'),
          ['breakdown'],
        ),
        'my notes.txt',
      ].sort(),
    );
  });

  test('that cannot be written leaves the older one, and nothing half written', async () => {
    await writeReport(folder, handRuns());
    const before = readFileSync(join(folder, 'result.json'), 'utf8');
    rmSync(join(folder, 'report.html'));
    mkdirSync(join(folder, 'report.html', 'in the way'), { recursive: true });
    expect(await message(writeReport(folder, fixtureRuns()))).toMatch(/cannot be written/);
    expect(readdirSync(folder).sort()).toEqual(FILES);
    expect(readFileSync(join(folder, 'result.json'), 'utf8')).toBe(before);
  });

  test('into a file, or below one, is refused with the reason', async () => {
    writeFileSync(folder, '');
    expect(await message(writeReport(folder, handRuns()))).toBe(
      `${folder} is no folder; expected a folder to write into`,
    );
    expect(await message(writeReport(join(folder, 'below'), handRuns()))).toMatch(
      /cannot be written: .* is not a folder$/,
    );
  });

  test('into a folder without permission is refused', async () => {
    mkdirSync(folder);
    chmodSync(folder, 0o555);
    const root = process.geteuid!() === 0; // whom nothing is denied: it is nobody for a while
    if (root) process.seteuid!('nobody');
    try {
      expect(await message(writeReport(folder, handRuns()))).toMatch(/permission is denied/);
    } finally {
      if (root) process.seteuid!(0);
    }
  });
});
