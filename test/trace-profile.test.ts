import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Reuse, TraceProfile } from '../src/trace/operations/profile/profile.ts';
import { missesOf } from '../src/trace/operations/profile/profile.ts';
import { disco } from './command-line.ts';
import { temporaryFolder } from './temporary.ts';

/** Two tasks on a CPU that go over lines in turns, with accesses that cross lines. */
const TEXT = `${Array.from({ length: 4000 }, (_, i) => {
  const line = i % 5 === 0 ? (i * i) % 3001 : i % 97;
  return `0,${i % 700 < 400 ? 'a' : 'b'},u,${'ILS'[i % 3]},${(0x10000 + line * 64 + ((i * 7) % 64)).toString(16)},${1 << (i % 4)},${i % 3 === 0 ? 'n1' : ''}`;
}).join('\n')}\n`;

test('disco trace profile has the misses of data that a replay with a fully associative LRU cache counts', async () => {
  const profile: TraceProfile = JSON.parse((await disco(['trace', 'profile', '-', '--json'], [TEXT])).stdout);
  const data = profile.reuse.find(({ of }) => of === 'data') as Reuse;
  for (const lines of [8, 64, 1024]) {
    const shape = `cache.l1d={sizeBytes: ${lines * 64}, lineBytes: 64, ways: ${lines}, index: virtual, tag: virtual}`;
    const { stdout, stderr } = await disco(['replay', '-', '--structure', 'dinero', '--set', shape, '--json'], [TEXT]);
    expect(stdout, stderr).not.toBe('');
    const [run] = [JSON.parse(stdout)].flat();
    const { events } = run.runs?.[0] ?? run;
    expect(events.l1dLoadMiss + events.l1dStoreMiss, `${lines} lines`).toBe(missesOf(data, lines));
  }
});

test('disco trace profile prints lines of 80 columns, and writes a page without scripts, tables and charts', async () => {
  const folder = join(temporaryFolder('disco-profile'), 'profile');
  const { code, stdout, stderr } = await disco(['trace', 'profile', 'traces/pmake-mips.arrow', '-o', folder]);
  expect([code, stderr]).toEqual([0, expect.stringContaining('profile.html')]);
  expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  expect(stdout).toContain('The trace has gaps');
  expect(readdirSync(folder)).toEqual(expect.arrayContaining(['profile.html', 'profile.json', 'miss-curve.png', 'profile-curve.csv'])); // biome-ignore format: a list
  expect(readFileSync(join(folder, 'profile.html'), 'utf8')).not.toContain('<script');
});

test('disco trace profile refuses a line that is no power of two', async () => {
  const { code, stderr } = await disco(['trace', 'profile', '-', '--line', '48'], [TEXT]);
  expect([code, stderr]).toEqual([2, expect.stringContaining('expected a power of two from 16 to 4096')]);
});
