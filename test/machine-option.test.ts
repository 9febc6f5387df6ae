import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { proposed, proposedAblation } from '../src/commands/shared/proposed.ts';
import { costNote } from '../src/report/run/cost-note.ts';
import { studyOfArguments } from '../src/sweep/study/arguments.ts';
import { disco } from './command-line.ts';
import { writeTrace } from './sweep/traces.ts';
import { temporaryFolder } from './temporary.ts';

const folder = temporaryFolder('machine-option');
mkdirSync(folder, { recursive: true });
const mine = join(folder, 'mine.yaml');
writeFileSync(mine, 'extends: flash\nname: mine\ntlb: { entries: 48 }\n');

const ASKED = { set: [], costs: 'flash', filter: true };
const NOTE =
  'times are at FLASH’s costs of 1997 (400 MHz, local memory 300 ns, remote 900 ns), as a machine says nothing about time: --costs names others (2026, origin, or a file)';
const trace = writeTrace(join(folder, 'small.csv'), { rows: 300 });
const PAIR = [{ monitor: null }, { monitor: {} }] as unknown as Parameters<typeof proposedAblation>[1];

test('a machine of a file takes the place of a structure’s own, and settings are within it', async () => {
  const replayed = async (...more: string[]) => {
    const { code, stdout, stderr } = await disco(['replay', 'padded', '--machine', mine, '--json', ...more]);
    expect([code, stderr]).toEqual([0, `disco: ${NOTE}\n`]);
    return JSON.parse(stdout).structure;
  };
  expect(await replayed()).toMatchObject({ name: 'flash', tlb: { entries: 48 } });
  // Replay's own structure, flash, has no nodes.
  expect(await replayed('--set', 'machine.numa.nodes=2')).toMatchObject({ tlb: { entries: 48 }, numa: { nodes: 2 } });
});

test.each(['replay', 'compare', 'ablate', 'services', 'failures', 'sweep'])('disco %s takes --machine', async (command) => {
  const axis = command === 'sweep' ? ['--vary', 'remoteMemory=1,2'] : [];
  const { code, stderr } = await disco([command, 'padded', '--machine', 'nope', ...axis]);
  expect([code, stderr]).toEqual([2, 'disco: machine "nope": no such preset or file; presets: dinero, flash, origin, separate, uma\n']);
}); // biome-ignore format: short

test.each([
  ['--machine', [['--machine', 'origin']]],
  ['--set machine=origin', [['--set', 'machine=origin']]],
])('disco reproduce refuses %s, as nothing is published of it, and names the commands that replay the same there', async (flag, [more]) => {
  const { code, stderr } = await disco(['reproduce', 'fig7', ...more]);
  expect([code, stderr]).toEqual([2, `disco: ${flag}: the published numbers are of FLASH, and nothing is published of another machine; to replay the same on it:
  disco compare synthetic:pmake8 --structures irix-roundrobin,1vm,2vm,4vm,8vm,8vm-nfs --machine origin
  disco compare synthetic:radix --structures irix-roundrobin,splashos --machine origin
`]);
  for (const line of stderr.split('\n').slice(1, -1)) {
    const given = await disco([...line.trim().split(' ').slice(1), '--costs', 'nope']);
    expect([given.code, given.stderr]).toEqual([2, expect.stringContaining('costs "nope": no such preset or file')]);
  }
}); // biome-ignore format: a message

test('in a study it comes before what is set within it', () => {
  const { study } = studyOfArguments(['padded'], { vary: [], zip: [], set: ['tlb.entries=64'], machine: 'uma' });
  expect(Object.entries(study.set)).toEqual([['machine', 'uma'], ['tlb.entries', 64]]); // biome-ignore format: short
});

test('a command that is proposed carries machine, guest, settings, costs and how the trace is read', () => {
  const asked = { ...ASKED, machine: 'my machine.yaml', guest: 'linux-6.1', set: ['tlb.entries=96', 'seed=2'], costs: 'fast.yaml', cpus: 4, raw: true, warmup: '100refs', vmsFrom: 2 } as const; // biome-ignore format: a line
  expect(proposed('ablate', 'a b', { ...asked, set: [...asked.set] })).toBe(
    "disco ablate 'a b' --machine 'my machine.yaml' --guest linux-6.1 --set tlb.entries=96 --set seed=2 --costs fast.yaml --cpus 4 --warmup 100refs --vms-from trace=2 --raw",
  );
  expect(proposedAblation('make', PAIR, ASKED)).toBe('disco ablate make');
  expect(proposedAblation('make', PAIR, { ...ASKED, structures: 'irix,8vm' })).toBe(
    'disco ablate make --structures irix,8vm',
  );
  expect(proposedAblation('-', PAIR, ASKED)).toBeUndefined();
  expect(proposedAblation('make', PAIR.slice(1), ASKED)).toBeUndefined();
  expect(proposedAblation('make', PAIR, { ...ASKED, monitors: 'none,mine' })).toBeUndefined();
});

test('the page proposes to ablate under its own conditions', async () => {
  const out = join(folder, 'report');
  await disco(['compare', 'padded', '--machine', mine, '--set', 'tlb.ways=3', '--costs', 'origin', '-o', out]);
  const html = readFileSync(join(out, 'report.html'), 'utf8');
  expect(html).toContain(
    `What each mechanism is worth here: disco ablate padded --machine ${mine} --set tlb.ways=3 --costs origin`,
  );
  expect(html).toContain(' can lower the largest part (');
});

test('a machine of one’s own at FLASH’s costs is told of, a preset’s is not, nor is one whose costs were named', () => {
  const own = { name: 'own', machine: mine, guest: 'irix-5.3', monitor: 'disco' };
  expect([costNote([own], undefined, 'flash'), costNote(['irix'], mine, 'flash')]).toEqual([NOTE, NOTE]);
  expect(costNote([own], undefined, '2026')).toBeUndefined();
  for (const machine of [undefined, 'uma', 'origin'])
    expect(costNote(['irix', 'disco', '8vm'], machine, 'flash')).toBeUndefined();
  expect(costNote([{ ...own, machine: 'flash' }], undefined, 'flash')).toBeUndefined();
});

test.each([
  ['report', 'report.html', ['compare']],
  ['sweep', 'sweep.html', ['sweep', '--vary', 'tlb.ways=3,6,12']],
])('a page of a %s has the note', async (kind, page, [command, ...more]) => {
  const out = join(folder, `noted ${kind}`);
  const { code, stderr } = await disco([command, trace, '--machine', mine, '-o', out, ...more]);
  expect([code, stderr]).toEqual([0, expect.stringContaining(`disco: ${NOTE}\n`)]);
  expect(readFileSync(join(out, page), 'utf8')).toMatch(new RegExp(NOTE.slice(1).replace(/[()]/g, '.')));
});
