import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { COST_NAMES } from '../src/index.ts';
import { temporaryFolder } from './temporary.ts';

/** What the example of a document prints, with more at its end. */
function example(document: string, more: string): string {
  const text = readFileSync(document, 'utf8');
  const [, code] = /<!-- test\/library\.slow\.test\.ts runs this -->\n\n((?: {4}.*\n|\n)+)/.exec(text)!;
  const folder = temporaryFolder('library');
  const source = new URL('../src/index.ts', import.meta.url).href;
  writeFileSync(join(folder, 'example.ts'), `${code.replace(/'disco-replay'/, `'${source}'`)}\n${more}\n`);
  return execFileSync(process.execPath, ['example.ts'], { cwd: folder, encoding: 'utf8' });
}

test('the example of docs/how-to/library.md runs as it stands', () => {
  const report = 'console.log(svg.slice(0, 4), hangsOn.numRows(), table.numRows(), specs.length);';
  const said = example('docs/how-to/library.md', report);
  expect(said).toMatch(/configuration.*percent/);
  expect(said).toMatch(new RegExp(`<svg ${COST_NAMES.length} 20 2\\s*$`)); // 2 structures x 5 latencies x 2 clocks
});

test('the example of docs/how-to/failures.md runs as it stands', () => {
  const said = example('docs/how-to/failures.md', "console.log(after(lost, 'instruction') > 0);");
  expect(said).toMatch(/^monitorPageFault \d+ \d+\nremoteRead \d+ \d+\ndirtyRead \d+ \d+\ntrue\n$/);
});
