import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as library from '../src/index.ts';

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
