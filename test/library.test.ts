import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as library from '../src/index.ts';
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

/** What the example of a document prints, with more at its end. */
function example(document: string, more: string): string {
  const text = readFileSync(document, 'utf8');
  const [, code] = /<!-- test\/library\.test\.ts runs this -->\n\n((?: {4}.*\n|\n)+)/.exec(text)!;
  const folder = temporaryFolder('library');
  const source = new URL('../src/index.ts', import.meta.url).href;
  writeFileSync(join(folder, 'example.ts'), `${code.replace(/'disco-replay'/, `'${source}'`)}\n${more}\n`);
  return execFileSync(process.execPath, ['example.ts'], { cwd: folder, encoding: 'utf8' });
}

test('the example of docs/how-to/library.md runs as it stands', () => {
  const report = 'console.log(svg.slice(0, 4), hangsOn.numRows(), table.numRows(), specs.length);';
  const said = example('docs/how-to/library.md', report);
  expect(said).toMatch(/configuration.*percent/);
  expect(said).toMatch(new RegExp(`<svg ${library.COST_NAMES.length} 20 2\\s*$`)); // 2 structures x 5 latencies x 2 clocks
});

test('the example of docs/how-to/failures.md runs as it stands', () => {
  const said = example('docs/how-to/failures.md', "console.log(after(lost, 'instruction') > 0);");
  expect(said).toMatch(/^monitorPageFault \d+ \d+\nremoteRead \d+ \d+\ndirtyRead \d+ \d+\ntrue\n$/);
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
