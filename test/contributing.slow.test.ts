import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { examplesIn, withExample } from '../.ci/contributing.ts';
import { ROOT } from './packed.ts';
import { temporaryFolder } from './temporary.ts';

const DOCUMENT = readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8');

describe('the examples of CONTRIBUTING.md, in a copy of the sources', () => {
  const copy = temporaryFolder('contributing');
  const run = (...args: string[]): string =>
    execFileSync(process.execPath, args, { cwd: copy, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  const disco = (...args: string[]): string => run('src/cli.ts', ...args);

  beforeAll(() => {
    for (const name of ['src', 'package.json', 'tsconfig.json']) cpSync(join(ROOT, name), join(copy, name), { recursive: true }); // biome-ignore format: a line
    for (const name of ['node_modules', 'traces']) symlinkSync(join(ROOT, name), join(copy, name));
    const before = new Map<string, string>();
    for (const example of examplesIn(DOCUMENT)) {
      const { file, place } = example;
      const path = join(copy, file);
      if (place !== undefined && !before.has(file)) before.set(file, readFileSync(path, 'utf8'));
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, withExample(place === undefined ? '' : readFileSync(path, 'utf8'), example));
    }
  });

  test('are all that it has, and compile', () => {
    const blocks = DOCUMENT.match(/^```(?:ts|yaml)$/gm);
    expect(examplesIn(DOCUMENT)).toHaveLength(blocks?.length ?? 0);
    expect(run('node_modules/typescript/bin/tsc', '--noEmit')).toBe('');
  });

  test('read a trace of the format, and show the section in its report', () => {
    writeFileSync(join(copy, 'some.text'), 'loads\n16\n4096\n');
    expect(disco('trace', 'info', 'some.text')).toMatch(
      /format +loads\n[\s\S]*references +2: 0 fetches, 2 loads, 0 stores/,
    );
    expect(disco('replay', 'some.text', '-s', 'flash')).toMatch(/\nLoads\n[\s\S]*flash +2\n/);
  });

  test('count the event where the mechanism is on, and price it', () => {
    const report = (freedLog: boolean) =>
      JSON.parse(disco('replay', 'make', '-s', 'disco', '--set', `monitor.freedLog=${freedLog}`, '--json'));
    const [off, on] = [report(false), report(true)];
    expect([off.events.pageLogged, on.events.pageLogged]).toEqual([0, on.events.pageFreed]);
    expect(on.events.pageFreed).toBeGreaterThan(0);
    const ns = on.costs.logEntry.value / on.costs.clock.value;
    expect(on.times.totalNs - off.times.totalNs).toBeCloseTo(1000 * ns * on.events.pageLogged, 3);
  });

  test('take the policy as a setting, and list the what-if and the exhibit', () => {
    const set = ['--set', 'monitor.hotPages.trigger=16', '--set', 'monitor.hotPages.policy=once'];
    const { events } = JSON.parse(disco('replay', 'pointer-chase', '-s', 'disco', ...set, '--json'));
    expect([events.migration > 0, events.replication]).toEqual([true, 0]);
    const names = `import('./src/index.ts').then(({ WHAT_IFS }) => console.log(WHAT_IFS.map(({ name }) => name).join()))`;
    expect(run('-e', names)).toContain('log of freed pages');
    expect(disco('show', 'exhibits')).toContain('overheads');
  });
});

test('an example whose place is not one line is an error that names it', () => {
  const example = { file: 'src/a.ts', place: { how: 'after', text: 'b' }, code: 'c\n' } as const;
  expect(withExample('a\nb\nd\n', example)).toBe('a\nb\nc\nd\n');
  expect(withExample('a\nb\nd\n', { ...example, place: { how: 'instead of', text: 'b' } })).toBe('a\nc\nd\n');
  expect(() => withExample('b\nb\n', example)).toThrow('src/a.ts: 2 lines have "b"; expected one');
});
