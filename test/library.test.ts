import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as library from '../src/index.ts';
import { disco } from './command-line.ts';
import { writeTrace } from './sweep/traces.ts';
import { temporaryFolder } from './temporary.ts';

test('the library gives what notebooks import', () => {
  expect(Object.keys(library)).toEqual(
    expect.arrayContaining([
      'openTrace', 'replay', 'replayAll', 'price', 'runsOf', 'loadStructure', 'loadStructures', 'loadCosts', 'sweep', 'loadStudy',
      'resultsTable', 'sensitivity', 'charts', 'tables', 'toSvg', 'toPng', 'toHtml', 'threads',
    ]), // biome-ignore format: a list
  );
  expect(Object.keys(library.charts).sort()).toEqual([
    'bands', 'breakdown', 'figure8', 'heatMap', 'lines', 'memory', 'memory-time', 'monitor', 'moves', 'nodes', 'pareto', 'tornado', 'windows',
  ]); // biome-ignore format: a list
});

test('one call compares as the command line does, and what comes out goes into reports, charts and tables', async () => {
  const trace = writeTrace(join(temporaryFolder('library compare'), 'small.csv'), { rows: 300 });
  const runs = await library.compare(trace, {
    structures: ['irix', 'disco'],
    set: { 'tlb.entries': 128 },
    costs: '2026',
  });
  expect(runs.map(({ structure, costs }) => [structure.name, structure.tlb.entries, costs.name])).toEqual([
    ['irix', 128, '2026'],
    ['disco', 128, '2026'],
  ]);
  const typed = await disco(['compare', trace, '--set', 'tlb.entries=128', '--costs', '2026', '--json']);
  const without = ({ trace: _, ...run }: { trace: unknown }) => run;
  expect(JSON.parse(library.toJsonText(runs)).runs.map(without)).toEqual(JSON.parse(typed.stdout).runs.map(without));
  expect(library.terminalReport(runs)).toContain('disco costs ');
  expect(library.charts.breakdown(runs)).toMatchObject({ description: expect.stringContaining('disco takes') });
  await expect(library.compare(trace, { structures: ['irix', 'dicso'] })).rejects.toThrow(
    /no such preset.*did you mean/s,
  );
  await expect(library.compare(`${trace}.none`)).rejects.toThrow(library.UserError);
});

test('one call says what a trace is like', async () => {
  const trace = writeTrace(join(temporaryFolder('library profile'), 'small.csv'), { rows: 300 });
  const { work, cpus, sharing } = await library.profileTrace(await library.openTrace(trace));
  expect([work.fetches + work.loads + work.stores, cpus.map(({ cpu }) => cpu)]).toEqual([300, [0, 1, 2]]);
  expect(sharing.filter(({ by, units }) => by === 'cpu' && units > 0).length).toBeGreaterThan(0);
  await expect(library.profileTrace(await library.openTrace(trace), { line: 48 })).rejects.toThrow(
    /found 48 bytes, expected a power of two/,
  );
});

test('package.json says at its top where the library and its types are, as older resolvers need', () => {
  const { main, types, exports } = JSON.parse(readFileSync('package.json', 'utf8'));
  expect(main).toBe(exports['.'].default);
  expect(types).toBe(exports['.'].types);
});

test('importing the library loads no Vega, and `require` can load it', () => {
  const code = `
    const before = new Set(Object.keys(require.cache));
    const library = require(${JSON.stringify(new URL('../src/index.ts', import.meta.url).pathname)});
    if (typeof library.charts.lines !== 'function') throw new Error('no charts');
    const loaded = Object.keys(require.cache).filter((file) => /node_modules.(vega|@resvg)/.test(file));
    process.stdout.write(String(loaded.length));`;
  expect(execFileSync(process.execPath, ['-e', code], { encoding: 'utf8' })).toBe('0');
});
