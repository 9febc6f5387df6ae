import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { meantExhibit } from '../src/commands/pointers/exhibit.ts';
import { kindsWith, namesIn, PRESET_FOLDERS, type PresetKind } from '../src/presets.ts';
import { EXHIBIT_NAMES } from '../src/reproduce/exhibits/names.ts';
import { rangeMeant } from '../src/sweep/study/range.ts';
import { disco } from './command-line.ts';
import { temporaryFolder } from './temporary.ts';

/** What standard error says of a command line that is refused, without `disco: ` before it. */
async function said(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await disco(args);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^disco: [^\n]*\n$/);
  return stderr.slice('disco: '.length, -1);
}

describe('another spelling of an exhibit', () => {
  test.each(EXHIBIT_NAMES.flatMap((name) => {
    const [, kind, number] = /^(fig|table)(\d)$/.exec(name) as RegExpExecArray;
    const words = kind === 'fig' ? ['figure', 'Figure', 'FIG', 'fig.', 'figs', 'f'] : ['Table', 'TABLE', 'tab', 'tab.', 'tables', 't'];
    return words.flatMap((word) => ['', ' ', '-', '_', '. ', '0'].map((between) => [`${word}${between}${number}`, name]));
  }))('%s means %s', (text, name) => {
    expect(meantExhibit(text, EXHIBIT_NAMES)).toBe(`; did you mean "${name}"?`);
  }); // biome-ignore format: a table

  test('in two words, by its number alone, or with a slip of the hand', async () => {
    expect(await said('reproduce', 'figure', '5')).toContain('did you mean "fig5"?; known: fig5');
    expect(await said('reproduce', 'table', '3')).toContain('did you mean "table3"?');
    expect(await said('reproduce', '2')).toContain('did you mean "table2"?');
    expect(await said('reproduce', 'fgi5')).toContain('did you mean "fig5"?');
    expect(meantExhibit('figure 9', EXHIBIT_NAMES)).not.toContain('fig9');
    expect(meantExhibit('zebra', EXHIBIT_NAMES)).toBe('');
  });
});

describe('a trace that is not there', () => {
  const folder = temporaryFolder('pointers');
  writeFileSync(join(folder, 'recording.arrow'), '');
  mkdirSync(join(folder, 'inner'));

  test.each([
    ['pmak', '; did you mean "synthetic:pmake"?'],
    ['engineerin', '; did you mean "synthetic:engineering"?'],
    ['radix', '; did you mean "synthetic:radix"?'],
    ['pmake8.workload.arrow', ''],
    ['raddix8', '; did you mean "radix8"?'],
    ['radix8.arrow', '; did you mean "radix8"?'],
    ['chess', '; disco trace fetch chess makes it'],
    ['chess.arrow', '; disco trace fetch chess makes it'],
    ['irix', '; irix is a structure (-s irix)'],
    ['origin', '; origin is a machine (--machine origin) and a set of costs (--costs origin)'],
    ['latencies', '; latencies is a study (disco sweep latencies)'],
    ['pakage.json', '; did you mean "package.json"?'],
    ['nothing-like-this-there', ''],
  ])('%s', async (name, pointer) => {
    for (const command of [['compare'], ['trace', 'info'], ['kernel']])
      expect(await said(...command, name)).toBe(`${name}: there is no such file${pointer}`);
  });

  test('but for one letter of its name, in its folder', async () => {
    expect(await said('replay', join(folder, 'recordin.arrow'))).toBe(
      `${join(folder, 'recordin.arrow')}: there is no such file; did you mean "${join(folder, 'recording.arrow')}"?`,
    );
    const long = join(folder, `${'long-'.repeat(20)}name.arrow`);
    writeFileSync(long, '');
    expect(await said('replay', long.replace('name', 'nme'))).toContain(`did you mean "${long}"?`); // whole
    expect(await said('replay', join(folder, 'none', 'x.arrow'))).toBe(`${join(folder, 'none', 'x.arrow')}: there is no such file`); // biome-ignore format: a line
  });

  test('where a study is near, too', async () => {
    expect(await said('sweep', 'latencie', 'make')).toContain('no such study and no such trace; did you mean "latencies"?'); // biome-ignore format: a line
  });
});

describe('a preset of another kind says of what kind it is', () => {
  const flags: Partial<Record<PresetKind, string[]>> = {
    structure: ['replay', 'make', '-s'],
    costs: ['replay', 'make', '--costs'],
    machine: ['compare', 'make', '--machine'],
    guest: ['compare', 'make', '--guest'],
    monitor: ['compare', 'make', '--monitors'],
  };
  const kinds = Object.keys(PRESET_FOLDERS) as PresetKind[];
  test.each(Object.keys(flags) as PresetKind[])('where a preset of %s is due', async (wanted) => {
    for (const kind of kinds.filter((each) => each !== wanted)) {
      const name = namesIn(PRESET_FOLDERS[kind]).find((each) => !kindsWith(each).includes(wanted));
      if (name === undefined) continue;
      const message = await said(...(flags[wanted] as string[]), name);
      expect(message).toContain(`; ${name} is a `);
      expect(message).toContain('presets: ');
    }
  });
});

describe('a range in another spelling', () => {
  test.each([
    ['300-3000', '300..3000:100 or 300..3000:log5'],
    ['300..3000', '300..3000:100 or 300..3000:log5'],
    ['300...3000', '300..3000:100 or 300..3000:log5'],
    ['300 to 3000', '300..3000:100 or 300..3000:log5'],
    ['300–3000', '300..3000:100 or 300..3000:log5'],
    ['32-128', '32..128:5 or 32..128:log3'],
    ['32:128:32', '32..128:32'],
    ['32-128:32', '32..128:32'],
    ['0-1', '0..1:0.05 or 0..1:log5'],
    ['300ns-3us', '300ns..3us:log5'],
    ['300-3000ns', '300ns..3000ns:100ns or 300ns..3000ns:log5'],
    ['64KiB-256KiB', '64KiB..256KiB:10KiB or 64KiB..256KiB:log3'],
  ])('%s', async (text, meant) => {
    expect(rangeMeant(text)).toBe(meant);
    expect(await said('sweep', 'make', '--vary', `remoteMemory=${text}`)).toContain(`a range is ${meant}`);
  });

  test.each(['32', '-5', '1e-3', '1E+3', 'irix-5.3', '32,64', 'full', '1-2-3', '', '../x'])('not %s', (text) => {
    expect(rangeMeant(text)).toBeUndefined();
  });
});

describe('a command that there is not', () => {
  test.each([
    [['compar'], "unknown command 'compar'; did you mean compare?"],
    [['plot'], "unknown command 'plot'; that is disco compare TRACE -o FOLDER, which writes charts and a page"],
    [['list'], "unknown command 'list'; that is disco show"],
    [['ls'], "unknown command 'ls'; that is disco show"],
    [['info', 'make'], "unknown command 'info'; that is disco trace info TRACE"],
    [['validate', 'make'], "unknown command 'validate'; that is disco trace validate TRACE"],
    [['fig5'], "unknown command 'fig5'; that is disco reproduce fig5"],
    [['Fig5'], "unknown command 'Fig5'; that is disco reproduce fig5"],
    [['make'], "unknown command 'make'; make is a trace (disco compare make)"],
    [['irix'], "unknown command 'irix'; irix is a structure (-s irix)"],
    [['x.arrow'], "unknown command 'x.arrow'; of a trace: disco compare x.arrow"],
    [['synthetic:pmake'], "unknown command 'synthetic:pmake'; of a trace: disco compare synthetic:pmake"],
    [['trace', 'inf'], "unknown command 'inf'; did you mean info?"],
    [['zebra'], "unknown command 'zebra'; disco --help shows how"],
  ])('%j', async (args, message) => {
    expect(await said(...args)).toBe(message);
  });
});

describe('an option of another command', () => {
  test.each([
    [['compare', 'make', '--vary', 'tlb.entries=32'], "unknown option '--vary'; --vary is an option of disco sweep"],
    [['replay', 'make', '--paper'], "unknown option '--paper'; --paper is an option of disco services"],
    [['trace', 'info', 'make', '--windows=1'], "unknown option '--windows=1'; --windows is an option of disco trace convert"],
    [['replay', 'make', '--zebra'], "unknown option '--zebra'; disco replay --help shows how"],
    [['--zebra'], "unknown option '--zebra'; disco --help shows how"],
    [['trace', 'info'], "missing required argument 'trace'; disco trace info --help shows how"],
    [['diff', 'a'], "missing required argument 'after'; disco diff --help shows how"],
    [['show', 'a', 'b', 'c'], "too many arguments for 'show'. Expected 2 arguments but got 3: a, b, c; disco show --help shows how"],
    [['replay', 'make', '--jsn'], "unknown option '--jsn'; did you mean --json?"],
  ])('%j', async (args, message) => {
    expect(await said(...args)).toBe(message);
  }); // biome-ignore format: a table

  test('that several have', async () => {
    expect(await said('replay', 'make', '--structures', 'irix,disco')).toMatch(
      /^unknown option '--structures'; --structures is an option of disco compare, .*disco sweep and disco failures; did you mean --structure\?$/,
    );
  });
});
