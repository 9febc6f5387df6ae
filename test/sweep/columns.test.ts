import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tableFromIPC } from '@uwdata/flechette';
import { parquetReadObjects } from 'hyparquet';
import { beforeAll, describe, expect, test } from 'vitest';
import { OUTPUTS } from '../../src/price/outputs.ts';
import type { ColumnKind } from '../../src/report/tables/column.ts';
import { isOutput, outputColumn } from '../../src/sweep/results/output-columns.ts';
import type { Results } from '../../src/sweep/results/results.ts';
import { sweep } from '../../src/sweep/sweep.ts';
import { writeResults } from '../../src/sweep/write.ts';
import { temporaryFolder } from '../temporary.ts';
import { writeTrace } from './traces.ts';

const folder = temporaryFolder('columns');

describe('the results of a sweep, whose settings are of every kind', () => {
  let results: Results;
  const kinds: Record<string, ColumnKind> = {
    trace: 'text',
    structure: 'text',
    'tlb.entries': 'integer',
    'tlb.ways': 'text',
    'monitor.zeroedPages': 'boolean',
    'cache.l2.replacement': 'text',
    'cache.l2.sizeBytes': 'integer',
    remoteMemory: 'number',
    totalMs: 'number',
    overheadPercent: 'number',
    tlbMiss: 'integer',
    tlbMissPer1000: 'number',
  };
  beforeAll(async () => {
    const study = {
      traces: [writeTrace(join(folder, 't.csv'), { rows: 600 })],
      vary: {
        'tlb.entries': [32, 64],
        'tlb.ways': [4, 'full'],
        'monitor.zeroedPages': [true, false],
        'cache.l2.replacement': ['lru'],
        'cache.l2.sizeBytes': [65536],
        remoteMemory: [300, 900],
      },
      outputs: ['totalMs', 'overheadPercent', 'tlbMiss', 'tlbMissPer1000'],
    };
    const { plan, results: priced } = await sweep(study, { store: join(folder, 'store') });
    results = priced;
    await writeResults(join(folder, 'out'), plan, results);
  });

  test('have columns of their keys’ kinds, units and meanings, whatever the values', () => {
    expect(Object.fromEntries(results.columns.map(({ name, kind }) => [name, kind]))).toEqual(kinds);
    const of = (wanted: string) => results.columns.find(({ name }) => name === wanted);
    expect(of('cache.l2.sizeBytes')).toMatchObject({ unit: 'bytes', meaning: 'Capacity in bytes.', role: 'label' });
    expect(of('remoteMemory')).toMatchObject({ unit: 'ns', meaning: 'A miss served by the memory of another node, in all.' }); // biome-ignore format: one call
    expect(of('totalMs')).toMatchObject({ unit: 'ms', role: 'output' });
    expect(of('monitor.zeroedPages')!.values).toContain(null); // irix has no monitor
  });

  test('read back equal from CSV, Arrow, Parquet and JSON', async () => {
    const rows = Array.from({ length: results.points }, (_, n) =>
      Object.fromEntries(results.columns.map(({ name, values }) => [name, values[n]])),
    );
    const asKinds = rows.map((row) => ({ ...row, 'tlb.ways': String(row['tlb.ways']) }));
    const read = (name: string) => readFileSync(join(folder, 'out', name));
    const arrow = tableFromIPC(read('results.arrow'));
    expect(arrow.toArray()).toEqual(asKinds);
    const { buffer } = new Uint8Array(read('results.parquet'));
    const plain = (value: unknown) => (typeof value === 'bigint' ? Number(value) : value);
    const parquet = (await parquetReadObjects({ file: buffer })) as Record<string, unknown>[];
    expect(parquet.map((row) => Object.fromEntries(Object.entries(row).map(([key, value]) => [key, plain(value)])))).toEqual(asKinds); // biome-ignore format: one call
    const json = JSON.parse(read('results.json').toString());
    expect(json.rows).toEqual(rows);
    expect(json.columns).toEqual(Object.keys(kinds));
    expect(json.schema.map(({ kind }: { kind: ColumnKind }) => kind)).toEqual(Object.values(kinds));
    expect(JSON.parse(arrow.schema.metadata!.get('disco.columns')!)).toEqual(
      json.schema.map(({ role: _, ...column }: { role: string }) => column),
    );
    expect(read('results.csv').toString().split('\n')).toHaveLength(2 + results.points);
  });
});

test('every output has a column that says what it is, and nothing else has', () => {
  for (const name of Object.keys(OUTPUTS)) expect(outputColumn(name).meaning, name).toMatch(/\.$/);
  expect(isOutput('toString')).toBe(false);
  expect(() => outputColumn('cpl')).toThrow(/cpl is no output/);
});
