import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { presetNames } from '../../src/config.ts';
import { type Plan, planOf } from '../../src/sweep/plan/plan.ts';
import { costsOf } from '../../src/sweep/plan/points.ts';
import { Store } from '../../src/sweep/store/store.ts';
import { studyOfArguments } from '../../src/sweep/study/arguments.ts';
import { axesOf } from '../../src/sweep/study/axes.ts';
import { gridOf } from '../../src/sweep/study/configurations.ts';
import { isStudy, loadStudy, STUDIES } from '../../src/sweep/study/study.ts';
import { temporaryFolder } from '../temporary.ts';

const folder = temporaryFolder('study');
const put = (text: string, name = 'study.yaml'): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const NONE = { vary: [], zip: [], set: [] };
const axes = (text: string) =>
  axesOf(loadStudy(put(text)).study).map(({ columns, settings }) => [
    columns.join(),
    settings.map(({ labels }) => labels.join()),
  ]);
const grid = (text: string) => gridOf(loadStudy(put(text)));

describe('how traces are read', () => {
  const plan = (located: Parameters<typeof planOf>[0]) => planOf(located, new Store(join(folder, 'store')));
  put('R 1000\nW 2000\n', 'lab.txt');
  put('1000 R\n', 'other.txt');
  put('line: op(R|W) address\n', 'lab.yaml');

  test('is said of all, or of one, which goes before; a layout is what its file says', async () => {
    const located = loadStudy(
      put(
        'structures: [irix]\nraw: true\nlayout: address op\ntraces: [./lab.txt, {file: ./other.txt, layout: ./lab.yaml, raw: false}, {file: radix8, format: arrow, cpus: 4, map: processes}]\n',
      ),
    );
    const { replays } = await plan(located);
    expect(replays.map(({ reading }) => reading)).toEqual([
      { warmup: null, raw: true, format: null, layout: 'address op', cpus: null, map: null },
      { warmup: null, raw: false, format: null, layout: '{"line":"op(R|W) address"}', cpus: null, map: null },
      { warmup: null, raw: true, format: 'arrow', layout: null, cpus: 4, map: 'processes' },
    ]);
    expect(new Set(replays.map(({ key }) => key)).size).toBe(3);
  });

  test('takes the place of what a study says, where a flag says it', () => {
    const study = put('traces: [./lab.txt]\nformat: din-d\n');
    expect(studyOfArguments([study], { ...NONE, layout: 'op address' }).study).not.toHaveProperty('format');
    expect(() => studyOfArguments([study], { ...NONE, layout: 'op address', format: 'csv' })).toThrow(
      'expected one of them',
    );
    expect(() => loadStudy(put('traces: [{file: a.txt, format: csv, layout: address}]\n'))).toThrow(
      /study\.yaml:1:\d+: traces\.0\.layout: .*expected one of them/,
    );
  });

  test('is an error where a layout is wrong', async () => {
    await expect(plan(studyOfArguments([join(folder, 'lab.txt')], { ...NONE, layout: 'op addres' }))).rejects.toThrow(
      'did you mean "address"?',
    );
  });
});

test.each([
  ['outputs: [cpi, totalMs, cpi]', 'outputs.2'],
  ['traces: [./a.arrow, {file: ./a.arrow, raw: true}]', 'traces.1'],
  ['costs: [flash, flash]', 'costs.1'],
])('a list that names one thing twice is an error: %s', (text, where) => {
  expect(() => loadStudy(put(`${text}\n`))).toThrow(new RegExp(`study\\.yaml:1:\\d+: ${where}: .*is there twice`));
});

describe('a study file', () => {
  test('crosses its axes in the order they are written; zipped ones go together', () => {
    const text = `
vary:
  tlb.entries: [32, 64]
  cache.l1i.sizeBytes: [16384, 32768, 65536]
  remoteMemory: 600..900 step 100
  cache.l1d.sizeBytes: [8192, 16384, 32768]
zip: [[cache.l1i.sizeBytes, cache.l1d.sizeBytes]]
`;
    expect(axes(text)).toEqual([
      ['tlb.entries', ['32', '64']],
      ['cache.l1i.sizeBytes,cache.l1d.sizeBytes', ['16384,8192', '32768,16384', '65536,32768']],
      ['remoteMemory', ['600', '700', '800', '900']],
    ]);
  });

  test('has points by name, and several costs, as axes of their own', () => {
    const text =
      'costs: [flash, {extends: flash, name: mine}]\npoints: { slow: { remoteMemory: 3000 }, small: { tlb.entries: 16 } }';
    expect(axes(text)).toEqual([
      ['costs', ['flash', 'mine']],
      ['point', ['slow', 'small']],
    ]);
  });

  test('takes structures and costs in place, and values in units, by the clock of each point', () => {
    const text = `
structures: [irix, { name: mine, extends: disco, machine: { extends: uma, tlb: { entries: 48 } } }]
costs: { name: fast, extends: flash, memory: { local: 80ns } }
set: { cache.l2.sizeBytes: 256KiB, monitor.hotPages: { trigger: 7 } }
vary: { clock: 200..800:log3, memory.remote: 100cycles..300cycles:100cycles, cache.l1d.sizeBytes: [16KiB, 48KiB] }
points: { narrow: { cache.l1d.ways: 3, cache.l1d.sizeBytes: 24KiB } }
`;
    expect(() => loadStudy(put(text))).toThrow(
      'points.narrow.cache.l1d.sizeBytes: found "24KiB": varied already, by vary',
    );
    const { costs, configurations, axes } = grid(text.replace(', cache.l1d.sizeBytes: 24KiB', '').replace('[16KiB, 48KiB]', '[24KiB, 48KiB]')); // biome-ignore format: a line
    expect(costs).toMatchObject([{ name: 'fast', localMemory: { value: 80, unit: 'ns' } }]);
    expect(configurations.map(({ name }) => name)).toEqual(['irix', 'mine']);
    const [{ variants }, mine] = configurations;
    expect(variants.map(({ cache }) => [cache.l1d.sizeBytes, cache.l1d.ways, cache.l2?.sizeBytes])).toEqual([
      [24576, 3, 262144],
      [49152, 3, 262144],
    ]);
    expect(mine.variants[1]).toMatchObject({ tlb: { entries: 48 }, numa: { nodes: 1 }, monitor: { hotPages: { trigger: 7, sharing: 32 } } }); // biome-ignore format: a line
    const at = (clock: number, remote: number) => costsOf({ grid: { costs, axes } } as Plan, { trace: 0, configuration: 0, settings: [0, clock, remote, 0] }); // biome-ignore format: a line
    expect(axes.map(({ columns }) => columns.join())).toEqual([
      'point',
      'clock',
      'remoteMemory',
      'cache.l1d.sizeBytes',
    ]);
    expect([at(0, 0), at(2, 0), at(2, 2)].map(({ clock, remoteMemory }) => [clock.value, remoteMemory.value])).toEqual([
      [200, 500],
      [800, 125],
      [800, 375],
    ]);
  });

  test('sets parts of structures together, and values that hold only with those of the axes', () => {
    const { configurations } = grid('set: { numa: null, monitor.hotPages: null }\nvary: { tlb.ways: [3, 6] }\npoints: { odd: { tlb.entries: 48 } }'); // biome-ignore format: a study
    expect(configurations.map(({ variants }) => variants.map(({ numa, tlb, monitor }) => [numa, tlb.entries / Number(tlb.ways), monitor?.hotPages]))).toEqual([
      [[null, 16, undefined], [null, 8, undefined]],
      [[null, 16, null], [null, 8, null]],
    ]); // biome-ignore format: numbers
  });

  test('leaves structures that lack a part as they are, and has them once', () => {
    const { configurations } = grid(
      'structures: [irix, disco]\nvary: { monitor.zeroedPages: [true, false], remoteMemory: [1, 2, 3] }',
    );
    expect(configurations.map(({ name, sizes, variants }) => [name, sizes, variants.length])).toEqual([
      ['irix', [1, 3], 1],
      ['disco', [2, 3], 2],
    ]);
    expect(configurations[1].variants.map(({ monitor }) => monitor?.zeroedPages)).toEqual([true, false]);
  });

  test('seeks the files it names from where it stands, and presets by their names', () => {
    put('extends: irix\nname: mine', 'mine.yaml');
    const { study } = loadStudy(
      put('traces: [make, t.arrow, synthetic:raytrace]\nstructures: [irix, mine.yaml]\nbaseline: mine.yaml'),
    );
    expect(study.traces).toEqual(['make', join(folder, 't.arrow'), 'synthetic:raytrace']);
    expect(study.structures).toEqual(['irix', join(folder, 'mine.yaml')]);
    expect(gridOf({ study, where: () => '' }).baseline).toBe(1);
  });

  test.each(presetNames(STUDIES))('the preset %s makes a grid of good points', (name) => {
    const { axes, configurations } = gridOf(loadStudy(name));
    expect(isStudy(name)).toBe(true);
    expect(axes.length).toBeGreaterThan(0);
    expect(configurations.length).toBeGreaterThan(1);
  });
});

describe('a mistake in a study is told with its place', () => {
  test.each([
    [
      'vary:\n  tlb.entrees: [1]',
      ':2:16: vary.tlb.entrees: found [1]: no such setting "tlb.entrees"; did you mean "tlb.entries"?',
    ],
    ['vary:\n  memory.remoteNs: [1]', '"memory.remoteNs"; did you mean "memory.remote"?'],
    [
      'set:\n  entries: 64',
      ':2:12: set.entries: found 64: no such setting "entries"; did you mean "tlb.entries" or "monitor.secondLevelTlb.entries"?',
    ],
    ['vary:\n  name: [a]', 'name needs its prefix: run.name or costs.name'],
    ['vary:\n  run.name: [a]', '"run.name" is a label, which changes nothing'],
    ['set: { seed: 2 }', 'seed needs its prefix: run.seed'],
    ['set: { placement: fillFirst }', '"placement" is ambiguous; write guest.placement or monitor.placement'],
    ['vary:\n  cache.l2.sizeBytes: [256KiB, 3ns]', '"ns" does not fit, this is in bytes'],
    ['set: { workload.seed: 2 }', 'a sweep takes workloads as they are'],
    ['vary: { machine.tlb.entries: [1], tlb.entries: [2] }', 'the same setting as machine.tlb.entries'],
    ['vary:\n  tlb.entries: 1..2', 'found "1..2": no range; a range is 1..2:1 or 1..2:log2'],
    ['vary:\n  tlb.entries: []', ':2:16: vary.tlb.entries'],
    ['set: { tlb.entries: 1 }\nvary:\n  tlb.entries: [1]', ':3:16: vary.tlb.entries: found [1]: fixed already, by set'],
    ['vary:\n  remoteMemory: [1]\n  costs.remoteMemory: [1]', 'the same setting as remoteMemory'],
    ['vary: { tlb.entries: [1] }\npoints: { a: { tlb.entries: 2 } }', 'varied already, by vary'],
    ['vary: { tlb.entries: [1, 2] }\nzip: [[tlb.entries, remoteMemory]]', 'remoteMemory is not varied'],
    [
      'vary: { tlb.entries: [1, 2], remoteMemory: [1] }\nzip: [[tlb.entries, remoteMemory]]',
      'tlb.entries has 2, remoteMemory has 1',
    ],
    ['vary: { tlb.entries: [1] }\nzip: [[tlb.entries, tlb.entries]]', 'tlb.entries occurs twice'],
    ['outputs: [totalMS]', 'no such output "totalMS"; did you mean "totalMs"?'],
    ['outputs: [toString]', 'no such output "toString"'],
    ['baseline: uma', 'none of the structures: irix, disco'],
    ['name: ../x', 'expected letters, digits, dots, hyphens and underscores'],
    ['varry: {}', 'unknown key "varry"; did you mean "vary"?'],
  ])('%j', (text, message) => expect(() => loadStudy(put(text))).toThrow(message));

  test.each([
    [
      'structures: [irix]\nvary:\n  cache.l2.sizeBytes: [1048576, 64]',
      ':3:23: point cache.l2.sizeBytes=64, structure irix: cache.l2.lineBytes: found 128: a line larger than the cache',
    ],
    [
      'vary:\n  tlb.entries: [48]\nset: { tlb.ways: 5 }\nstructures: [irix]',
      ':2:16: point tlb.entries=48, structure irix: tlb.ways: found 5: 48 entries of 5 ways are 9.6 sets, expected a power of two',
    ],
    ['vary:\n  remoteMemory: [100, -1]', ':2:17: memory.remote.value: found -1, expected at least 0'],
    ['vary:\n  remoteMemory: [fast]', ':2:17: memory.remote.value: found "fast", expected a finite number'],
    ['vary:\n  tlb.entries: 1..60000:1\n  run.seed: 1..2:1', ':2:3: the axes make 240,000 structures, at most 100,000'],
    ['traces: [a]\nvary:\n  remoteMemory: 1..10000:1\n  localMemory: 0..1000:1', 'the axes make 20,020,000 points'],
    ['set:\n  tlb.ways: many', 'tlb.ways: found "many"'],
    ['structures: [irix]\nset:\n  monitor.zeroedPages: false', ':3:24: monitor.zeroedPages: no monitor in irix'],
    ['structures: [flash]\nvary:\n  numa.nodes: [1]', ':3:15: numa.nodes: no numa in flash'],
  ])('%j, once its points are made', (text, message) => expect(() => grid(text)).toThrow(message));
});

describe('a study by flags', () => {
  test('is the same as the study in a file', () => {
    const { study } = studyOfArguments(['radix8'], {
      ...NONE,
      vary: ['tlb.entries=32,64', 'remoteMemory=300..3000:100', 'tlb.replacement=lru,random'],
      zip: ['tlb.entries,tlb.replacement'],
      set: ['monitor.hotPages=null'],
      structures: 'irix, disco',
    });
    const file = `
traces: [radix8]
set: { monitor.hotPages: null }
vary: { tlb.entries: [32, 64], remoteMemory: 300..3000 step 100, tlb.replacement: [lru, random] }
zip: [[tlb.entries, tlb.replacement]]
`;
    expect({ ...study, vary: null }).toEqual({ ...loadStudy(put(file)).study, vary: null });
    expect(axesOf(study)).toEqual(axesOf(loadStudy(put(file)).study));
  });

  test('changes a study, whose traces those behind it replace', () => {
    const { study } = studyOfArguments(['tlb-reach', 'radix8', 'make'], {
      ...NONE,
      vary: ['tlb.entries=8'],
      outputs: 'cpi',
    });
    expect(study.traces).toEqual(['radix8', 'make']);
    expect(study.vary['tlb.entries']).toEqual([8]);
    expect(study.vary['monitor.secondLevelTlb.entries']).toHaveLength(3);
    expect(study.outputs).toEqual(['cpi']);
    expect(study.name).toBe('tlb-reach');
  });

  test.each([
    [{ vary: ['tlb.entries'] }, '--vary tlb.entries: expected PATH=VALUES'],
    [
      { vary: ['tlb.entrees=1'] },
      '--vary tlb.entrees=1: vary.tlb.entrees: found [1]: no such setting "tlb.entrees"; did you mean "tlb.entries"?',
    ],
    [{ set: ['tlb.entrees=1'] }, '--set tlb.entrees=1: set.tlb.entrees'],
    [{ zip: ['a,b'] }, '--zip a,b: zip.0: found ["a","b"]: a is not varied'],
    [{ outputs: 'cpu' }, '--outputs: outputs.0: found "cpu": no such output "cpu"; did you mean "cpi"?'],
    [{ format: 'cvs' }, '--format: format'],
  ])('%j is refused', (flags, message) => {
    expect(() => studyOfArguments(['t.arrow'], { ...NONE, ...flags })).toThrow(message);
  });

  test('a point that cannot be is told with its flag', () => {
    const located = studyOfArguments(['t.arrow'], { ...NONE, vary: ['cache.l2.sizeBytes=64'] });
    expect(() => gridOf(located)).toThrow(
      '--vary cache.l2.sizeBytes=64: point cache.l2.sizeBytes=64, structure irix: cache.l2.lineBytes',
    );
  });

  test('a workload is a trace, not a study', () => {
    expect(isStudy('x.workload.yaml')).toBe(false);
    expect(isStudy('x.yaml')).toBe(true);
    expect(isStudy('radix8')).toBe(false);
  });
});
