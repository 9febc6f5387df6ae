import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const home = mkdtempSync(join(tmpdir(), 'pack-'));
const run = (command: string, ...args: string[]): string =>
  execFileSync(command, args, { cwd: home, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

/** The package as a user gets it: packed, installed in an empty folder, compiled JavaScript only. */
describe('the published package', () => {
  beforeAll(() => {
    execFileSync('npm', ['pack', '--silent', '--pack-destination', home], { cwd: ROOT, stdio: 'ignore' });
    writeFileSync(join(home, 'package.json'), '{ "name": "user", "private": true, "type": "module" }');
    const [pack] = readdirSync(home).filter((name) => name.endsWith('.tgz'));
    run('npm', 'install', '--no-audit', '--no-fund', '--silent', `./${pack}`);
  });

  const trace = 'node_modules/disco-replay/traces/shell-mips.arrow';

  test('replays a trace from the command line', () => {
    const { events } = JSON.parse(run(process.execPath, 'node_modules/.bin/disco', 'replay', trace, '--json'));
    expect(events.instruction).toBeGreaterThan(1_000_000);
  });

  test('replays a trace by import, with types', () => {
    writeFileSync(
      join(home, 'use.ts'),
      `import { loadCosts, loadStructure, openTrace, price, replay, barTimes } from 'disco-replay';
       const counts = await replay(await openTrace('${trace}'), loadStructure('disco'));
       const ns: number = barTimes(price(counts, loadCosts('flash'))).monitor;
       console.log(ns > 0);`,
    );
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
    run(
      process.execPath,
      tsc,
      '--noEmit',
      '--strict',
      '--skipLibCheck',
      '--module',
      'nodenext',
      '--target',
      'es2024',
      '--types',
      '',
      'use.ts',
    );
    expect(run(process.execPath, 'use.ts').trim()).toBe('true');
  });

  test('holds no source and no test', () => {
    const files = readdirSync(join(home, 'node_modules/disco-replay'), { recursive: true }).map(String);
    expect(files.filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))).toEqual([]);
    expect(files.filter((name) => name.startsWith('test') || name.startsWith('bench'))).toEqual([]);
    expect(files).toContain('README.md');
  });
});
