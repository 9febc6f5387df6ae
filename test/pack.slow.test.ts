import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { nodeProblem } from '../src/version.ts';
import { installPacked, ROOT } from './packed.ts';
import { temporaryFolder } from './temporary.ts';

const home = temporaryFolder('pack');
const run = (command: string, ...args: string[]): string =>
  execFileSync(command, args, { cwd: home, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

/** A Node on PATH that is older than the one that runs the tests; undefined: none. */
function olderNode(): string | undefined {
  const nodes = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'node'));
  return nodes.find((node) => {
    const { stdout } = spawnSync(node, ['--version'], { encoding: 'utf8' });
    return nodeProblem(stdout?.trim() || process.version) !== undefined;
  });
}

describe('the published package', () => {
  beforeAll(() => installPacked(home));

  const trace = 'node_modules/disco-replay/traces/shell-mips.arrow';

  test('replays a trace from the command line', () => {
    const { events } = JSON.parse(run(process.execPath, 'node_modules/.bin/disco', 'replay', trace, '--json'));
    expect(events.instruction).toBeGreaterThan(1_000_000);
  });

  test('writes the page that a checkout writes, script and all', () => {
    const report = (cli: string, place: string): string => {
      mkdirSync(join(home, place));
      execFileSync(process.execPath, [cli, 'compare', join(home, trace), '-o', 'out'], { cwd: join(home, place), stdio: 'ignore' }); // biome-ignore format: a line
      return readFileSync(join(home, place, 'out/report.html'), 'utf8');
    };
    const page = report(join(home, 'node_modules/.bin/disco'), 'packed');
    expect(page).toMatch(/<script>[^<]{1000}/);
    expect(page === report(join(ROOT, 'src/cli.ts'), 'checkout')).toBe(true);
  });

  test('replays a trace by import, with types', () => {
    writeFileSync(
      join(home, 'use.mts'),
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
      'use.mts',
    );
    expect(run(process.execPath, 'use.mts').trim()).toBe('true');
  });

  test('is required from CommonJS, which a new project is', () => {
    writeFileSync(
      join(home, 'use.js'),
      `const { loadStructure } = require('disco-replay'); console.log(loadStructure('disco').monitor !== null);`,
    );
    expect(run(process.execPath, 'use.js').trim()).toBe('true');
  });

  test('brings no queue, and says what to install for one', () => {
    expect(readdirSync(join(home, 'node_modules'))).not.toContain('bullmq');
    const { status, stderr } = spawnSync(process.execPath, ['node_modules/.bin/disco', 'worker'], {
      cwd: home,
      encoding: 'utf8',
    });
    expect(stderr).toMatch(/^disco: sweeps over Redis need .*: npm install bullmq@6 ioredis@6\n$/);
    expect(status).toBe(2);
  });

  const older = olderNode();
  test.skipIf(older === undefined)('says in a sentence what an older Node lacks (needs an older Node on PATH)', () => {
    const sentence = /disco-replay needs Node 24 or later, and this is Node \d+/;
    const said = (...args: string[]) => spawnSync(older!, args, { cwd: home, encoding: 'utf8' });
    const { status, stderr } = said('node_modules/.bin/disco', '--version');
    expect([status, stderr.split('\n').length]).toEqual([2, 2]);
    expect(stderr).toMatch(sentence);
    expect(said('-e', `import('disco-replay').catch((error) => console.log(error.message))`).stdout).toMatch(sentence);
  });

  test('has the documents and pictures that README links to', () => {
    const root = join(home, 'node_modules/disco-replay');
    const links = readFileSync(join(root, 'README.md'), 'utf8').matchAll(/\]\((?!https?:|#)([^)#]+)/g);
    const inClone = [...new Set(Array.from(links, ([, link]) => link))].filter((link) => existsSync(join(ROOT, link)));
    expect(inClone.length).toBeGreaterThan(5);
    expect(inClone.filter((link) => !existsSync(join(root, link)))).toEqual([]);
  });

  test('holds no source and no test', () => {
    const files = readdirSync(join(home, 'node_modules/disco-replay'), { recursive: true }).map(String);
    expect(files.filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))).toEqual([]);
    expect(files.filter((name) => name.startsWith('test') || name.startsWith('bench'))).toEqual([]);
    expect(files).toEqual(expect.arrayContaining(['README.md', 'traces/src/board.c']));
  });

  test('the notebook for a trace of one’s own runs from the package in an empty folder', () => {
    const { cells } = JSON.parse(readFileSync(join(ROOT, 'notebooks/jupyter/5-your-own-trace.ipynb'), 'utf8'));
    const code = (cells as { cell_type: string; source: string[] }[])
      .filter(({ cell_type }) => cell_type === 'code')
      .map(({ source }) => source.join('').replace(/import .* from 'tslab';/, ''))
      .join('\n');
    const display = `const display = { svg: (text: string) => console.log(text.slice(0, 4)), html: (text: string) => console.log(text.slice(0, 6)) };`;
    writeFileSync(
      join(home, 'own.mts'),
      `${code}\n${display}`.replace(
        /^(import [\s\S]*?from 'disco-replay';)([\s\S]*)\n(const display.*)$/,
        '$1\n$3\n$2',
      ),
    );
    const said = run(process.execPath, 'own.mts');
    expect(said.match(/^(<svg|<table)/gm)).toEqual(['<svg', '<table', '<table', '<svg']);
    expect(said).toMatch(/Same machine\.[\s\S]*UTLB_MISS, slowdown: [\d.]+ published, [\d.]+ predicted, \w+/);
    expect(readdirSync(join(home, 'report'))).toContain('report.html');
  });
});
