import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { MECHANISMS } from '../../src/replay/ablation/mechanisms.ts';
import { shippedNames } from '../../src/shipped.ts';
import { FORMATS } from '../../src/trace/formats.ts';
import { disco } from '../command-line.ts';
import { everyCommand } from '../examples.ts';
import { temporaryFolder } from '../temporary.ts';

const folder = temporaryFolder('completion');
mkdirSync(join(folder, 'inner'));
for (const name of ['mine.arrow', 'my trace.csv', '.hidden', 'inner/deep.csv']) writeFileSync(join(folder, name), '');

/** What the words behind `disco` go on with, the last of them perhaps empty, as the scripts of zsh and fish ask; and the directive. */
async function after(...words: string[]): Promise<{ values: string[]; directive: number; about: string[] }> {
  const { code, stdout, stderr } = await disco(['complete', '--', ...words]);
  expect([code, stderr]).toEqual([0, '']);
  const lines = stdout.trimEnd().split('\n');
  const candidates = lines.slice(0, -1).map((line) => line.split('\t'));
  return { values: candidates.map(([value]) => value), about: candidates.map(([, about]) => about), directive: Number(lines.at(-1)?.slice(1)) }; // biome-ignore format: a line
}

/** Of files only where nothing else fits; of a space behind it not where the value goes on. */
const [FILES, WHOLE, GOES_ON] = [0, 4, 6];

describe('a command line goes on with', () => {
  test.each<[line: string, values: string[], directive: number]>([
    ['com', ['compare', 'completion'], WHOLE],
    ['zzz', [], WHOLE],
    ['trace con', ['convert'], WHOLE],
    ['help swe', ['sweep'], WHOLE],
    ['compare make --str', ['--structures'], WHOLE],
    ['compare make --nothing', [], WHOLE],
    ['trace info make --j', ['--json'], WHOLE],
    ['replay make -s ori', [], FILES],
    ['replay make -s spl', ['splashos'], WHOLE],
    ['replay make --structure=spl', ['splashos'], WHOLE],
    ['compare make -s irix,spl', ['irix,splashos'], WHOLE],
    ['compare make -s disco,uma,dinero,disco', ['disco,uma,dinero,disco-fillfirst'], WHOLE],
    ['compare make --costs ', ['2026', 'flash', 'origin'], WHOLE],
    ['sweep make --costs flash,', ['flash,2026', 'flash,origin'], WHOLE],
    ['compare make --machine o', ['origin'], WHOLE],
    ['compare make --guest irix-5.3-', ['irix-5.3-hal'], WHOLE],
    ['compare make --monitors none,', ['none,disco'], WHOLE],
    ['kernel shell-mips --beside ', ['irix-5.3', 'linux-6.1'], WHOLE],
    ['failures radix8 --lose n', ['node='], GOES_ON],
    ['failures radix8 --scenario o', ['one-node'], WHOLE],
    ['failures radix8 --cells one,', ['one,1', 'one,2', 'one,4', 'one,8'], WHOLE],
    ['compare make --set tlb.e', ['tlb.entries='], GOES_ON],
    ['compare make --set=tlb.e', ['tlb.entries='], WHOLE],
    ['compare make --set monitor.zeroedPages=', ['monitor.zeroedPages=true', 'monitor.zeroedPages=false'], WHOLE],
    ['compare make --set tlb.entries=', [], WHOLE],
    ['compare make --set workload.inst', ['workload.instructions='], GOES_ON],
    ['sweep make --vary remoteM', ['remoteMemory='], GOES_ON],
    ['sweep make --vary monit', ['monitor.', 'monitorCall=', 'monitorPageFault='], GOES_ON],
    ['sweep make --zip tlb.entries,tlb.w', ['tlb.entries,tlb.ways'], WHOLE],
    ['sweep make --outputs totalMs,cp', ['totalMs,cpi'], WHOLE],
    ['sweep make --engine s', ['slurm'], WHOLE],
    ['sweep tlb', ['tlb-reach'], WHOLE],
    ['sweep tlb-reach tlb', [], FILES],
    ['sweep tlb-reach rad', ['radix8'], WHOLE],
    ['reproduce fig', ['fig5', 'fig6', 'fig7', 'fig8'], WHOLE],
    ['reproduce fig5 fig7 fig', ['fig6', 'fig8'], WHOLE],
    ['show mach', ['machines'], WHOLE],
    ['show mechanisms hot', ['hot-pages'], WHOLE],
    ['show exhibits tab', ['table2', 'table3'], WHOLE],
    ['explain hot-pages hot', [], WHOLE],
    ['explain zeroed', ['zeroed-pages'], WHOLE],
    ['explain hot-pages --trace rayt', ['raytrace8'], WHOLE],
    ['diff rep', [], FILES],
    ['show mech', ['mechanisms'], WHOLE],
    ['show event tlbM', ['tlbMiss'], WHOLE],
    ['show costs remote', ['remoteMemory'], WHOLE],
    ['show mechanism second', ['second-level-tlb'], WHOLE],
    ['show machine o', ['origin'], WHOLE],
    ['show machines o', ['origin'], WHOLE],
    ['trace fetch pa', ['padded'], WHOLE],
    ['trace info make --format champsim-', ['champsim-cloudsuite'], WHOLE],
    ['record --with q', ['qemu-user', 'qemu-system'], WHOLE],
    ['record --machine m', ['malta'], WHOLE],
    ['record --machine ./', [], FILES],
    ['compare make --machine o', ['origin'], WHOLE],
    ['record --prepare m', ['malta'], WHOLE],
    ['record --files ', [], FILES],
    ['record -- l', [], FILES],
    ['record --with valgrind -- ls --a', [], FILES],
    ['completion ', ['bash', 'zsh', 'fish'], WHOLE],
    ['compare make -o ', [], FILES],
    ['compare make --cpus ', [], WHOLE],
    ['compare make --bands ', [], WHOLE],
    ['compare make another', [], WHOLE],
    ['compare synthetic:pmake', ['synthetic:pmake', 'synthetic:pmake8'], WHOLE],
    ['compare --set tlb.entries=128 rad', ['radix8'], WHOLE],
    ['compare --bands 4 rad', ['radix8'], WHOLE],
    ['compare --json rad', ['radix8'], WHOLE],
    ['replay make --map proc', ['processes'], WHOLE],
  ])('%s', async (line, values, directive) => {
    expect(await after(...line.split(' '))).toMatchObject({ values, directive });
  });

  test('every command, option, format and mechanism that help has', async () => {
    const all = await everyCommand();
    for (const { name, command } of all) {
      const words = name.split(' ').slice(1);
      const visible = command.createHelp().visibleOptions(command).flatMap(({ long }) => long ?? []); // biome-ignore format: a line
      if (command.commands.length === 0) expect((await after(...words, '--')).values).toEqual([...visible, '--help']);
      else expect((await after(...words, '')).values).toEqual([...command.commands.map((each) => each.name()), 'help']);
    }
    expect((await after('trace', 'info', '--format', '')).values).toEqual(FORMATS);
    expect(new Set(MECHANISMS.map(({ key }) => key)).size).toBe(MECHANISMS.length);
  });

  test('traces that come along, workloads, and files whose names need no quotes', async () => {
    const { values, about } = await after('replay', '');
    expect(values).toEqual(expect.arrayContaining([...shippedNames(), 'synthetic:pmake8', 'package.json', 'src/']));
    expect(about[values.indexOf('radix8')]).toMatch(/^RADIX of SPLASH/);
    expect((await after('replay', `${folder}/`)).values).toEqual([`${folder}/inner/`, `${folder}/mine.arrow`]);
    expect((await after('replay', `${folder}/in`)).directive).toBe(GOES_ON);
    expect((await after('replay', `${folder}/none/`))).toMatchObject({ values: [], directive: FILES }); // biome-ignore format: a line
  });
});

/** What Bash is answered for a line up to the cursor, where words break at these characters. */
const bash = async (line: string, breaks = ' \t\n"\'><=;|&(:'): Promise<string[]> =>
  (await disco(['complete', '--bash', breaks, line])).stdout.trimEnd().split('\n');

test.each<[line: string, answer: string[]]>([
  ['disco compare synthetic:pmake', ['4', 'pmake', 'pmake8']],
  ['disco compare make --set tlb.entr', ['6', 'tlb.entries=']],
  ['disco compare make --set=tlb.entr', ['6', 'tlb.entries=']],
  ['disco compare make --set monitor.zeroedPages=t', ['4', 'true']],
  ['disco  compare   rad', ['4', 'radix8']],
  ['disco compare "rad', ['4', 'radix8']],
  ["disco compare 'a b' -s u", ['4', 'uma']],
  ['disco compare a\\ b -s u', ['4', 'uma']],
  ['disco ', expect.arrayContaining(['4', 'compare'])],
  ['/usr/bin/disco rec', ['4', 'record']],
])('bash: %s', async (line, answer) => {
  expect(await bash(line)).toEqual(answer);
});

test('bash: where words do not break at a colon, all of the word is answered', async () => {
  expect(await bash('disco compare synthetic:pmake8', ' \t\n=')).toEqual(['4', 'synthetic:pmake8']);
});

test('what was typed is never carried out, and nothing is too odd to be answered', async () => {
  for (const odd of ['$(touch x)', '`touch x`', '"', '\\', '--', '-', '=', ',', '--set=', '--=', 'ü', '.', '~', '../'])
    for (const words of [[odd], ['compare', odd], ['compare', 'make', '--set', odd], ['compare', 'make', '-s', odd]])
      expect(typeof (await after(...words)).directive).toBe('number');
  expect((await disco(['complete', '--'])).stdout).toMatch(/^start\t/);
});
