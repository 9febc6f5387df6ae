import { describe, expect, test } from 'vitest';
import { loadCosts } from '../src/price/costs.ts';
import { loadStructures } from '../src/replay/structure/presets.ts';
import { sortSettings } from '../src/settings/sort.ts';
import { studyOfArguments } from '../src/sweep/study/arguments.ts';
import { disco } from './command-line.ts';

const COMMANDS = ['replay', 'compare', 'services', 'ablate', 'sweep', 'reproduce'];
/** `path=value` as help gives examples, without the words `path=value` and `path=values` themselves. */
const examples = (help: string): string[] =>
  [...help.matchAll(/[a-zA-Z0-9.]+=[^\s,()<>]+(?:,\d[^\s,()<>]*)*/g)].map(([text]) => text).filter((text) => !/^path=/.test(text)); // biome-ignore format: a line

const helpOf = async (command: string): Promise<string> => {
  const { stdout } = await disco([command, '--help']);
  return stdout.slice(0, stdout.indexOf('\nExamples:')).replace(/\n\s+/g, ' ');
};

describe.each(COMMANDS)('disco %s --help', (command) => {
  test('gives examples that hold', async () => {
    const help = await helpOf(command);
    const [vary, set] = [/--vary.*?(?=--\w)/.exec(help)?.[0] ?? '', /--set .*?(?=-s,|--\w|$)/.exec(help)?.[0] ?? ''];
    expect(examples(set).length).toBeGreaterThanOrEqual(3);
    const { structure, costs, workload } = sortSettings(examples(set), ['structure', 'costs', 'workload']);
    expect(loadStructures(['irix', 'disco'], structure)).toHaveLength(2);
    expect(loadCosts('flash', costs).name).toBe('flash');
    expect(workload.length).toBe(command === 'reproduce' ? 1 : 0);
    for (const axis of examples(vary)) {
      const { study } = studyOfArguments(['radix8'], { vary: [axis], zip: [], set: [] });
      expect(Object.keys(study.vary)).toEqual([axis.split('=')[0]]);
    }
    if (command === 'sweep') expect(examples(vary).length).toBe(3);
  });

  test.each([
    ['--set-cost', 'remoteMemory.value=2700', '--set costs.remoteMemory=2700'],
    ['--set-workload', 'seed=2', '--set workload.seed=2'],
  ])('%s answers with the new spelling', async (flag, text, instead) => {
    const { code, stderr } = await disco([command, 'pmake', flag, text]);
    expect([code, stderr]).toEqual([2, `disco: ${flag} ${text}: write ${instead}\n`]);
    expect(await helpOf(command)).not.toContain(flag);
  });
});

test.each([
  ['t.arrow', 'seed=2', 'seed needs its prefix: run.seed\n'],
  ['synthetic:pmake', 'seed=2', 'seed needs its prefix: run.seed or workload.seed\n'],
  ['synthetic:pmake', 'cpus=2', '"cpus" is ambiguous; write machine.cpus or workload.cpus\n'],
  ['t.arrow', 'workload.seed=2', 'workload settings need a workload: synthetic:NAME or a file NAME.workload.yaml\n'],
  ['t.arrow', 'placement=fillFirst', '"placement" is ambiguous; write guest.placement or monitor.placement\n'],
  ['t.arrow', 'name=x', 'name needs its prefix: run.name or costs.name\n'],
])('disco compare %s --set %s says what to write', async (trace, setting, message) => {
  const { code, stderr, stdout } = await disco(['compare', trace, '--set', setting]);
  expect([code, stdout, stderr]).toEqual([2, '', `disco: --set ${setting}: ${message}`]);
});

test.each([
  ['tlb.entries=[32, 64]', 'tlb.entries: found [32,64], expected a finite number'],
  [
    'tlb.entries=64KiB',
    'tlb.entries: found "64KiB": "KiB" does not fit, this is in entries; expected a plain number or one in k, M, G',
  ],
  ['cache.l2.sizeBytes=3us', 'cache.l2.sizeBytes: found "3us": "us" does not fit, this is in bytes; expected a plain number or one in B, KiB, MiB, GiB, k, M, G'], // biome-ignore format: a line
])('disco replay --set %s is one clear line', async (setting, message) => {
  const { code, stderr } = await disco(['replay', 'make', '--set', setting]);
  expect([code, stderr]).toEqual([2, `disco: --set ${setting}: ${message}\n`]);
});

test('one machine under several monitors, and what is unused or converted, is said', async () => {
  const { code, stdout, stderr } = await disco([
    'compare', 'make', '--machine', 'separate', '--monitors', 'none,none', '--set', 'memory.remote=9us', '--set', 'l2.hit=10cycles',
  ]); // biome-ignore format: a command line
  expect(code).toBe(0);
  expect(stdout).toMatch(/^Same machine\.\n\ntrace/);
  expect(stderr).toContain('disco: l2.hit: 10 cycles at 400 MHz are 25 ns\n');
  expect(stderr).toContain('disco: memory.remote cannot act here: ');
  expect(stderr).not.toContain('l2.hit cannot act');
  expect((await disco(['compare', 'make', '--monitors', 'none,disco', '--structures', 'irix,disco'])).stderr).toBe(
    'disco: --structures and --monitors: expected one or the other\n',
  );
});
