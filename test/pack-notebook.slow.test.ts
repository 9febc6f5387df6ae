import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { installPacked, ROOT } from './packed.ts';
import { temporaryFolder } from './temporary.ts';

const home = temporaryFolder('pack-notebook');

test('the notebook for a trace of one’s own runs from the package in an empty folder', () => {
  installPacked(home);
  const { cells } = JSON.parse(readFileSync(join(ROOT, 'notebooks/jupyter/5-your-own-trace.ipynb'), 'utf8'));
  const code = (cells as { cell_type: string; source: string[] }[])
    .filter(({ cell_type }) => cell_type === 'code')
    .map(({ source }) => source.join('').replace(/import .* from 'tslab';/, ''))
    .join('\n');
  const display = `const display = { svg: (text: string) => console.log(text.slice(0, 4)), html: (text: string) => console.log(text.slice(0, 6)) };`;
  writeFileSync(
    join(home, 'own.mts'),
    `${code}\n${display}`.replace(/^(import [\s\S]*?from 'disco-replay';)([\s\S]*)\n(const display.*)$/, '$1\n$3\n$2'),
  );
  const said = execFileSync(process.execPath, ['own.mts'], {
    cwd: home,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  expect(said.match(/^(<svg|<table)/gm)).toEqual(['<svg', '<table', '<table', '<svg']);
  expect(said).toMatch(/Same machine\.[\s\S]*UTLB_MISS, slowdown: [\d.]+ published, [\d.]+ predicted, \w+/);
  expect(readdirSync(join(home, 'report'))).toContain('report.html');
});
