import { expect, test } from 'vitest';
import { loadStructure } from '../../src/replay/structure/presets.ts';
import type { Structure } from '../../src/replay/structure/structure.ts';
import { timeSums } from '../../src/report/run/run.ts';
import {
  EXPERIMENTS,
  type ExperimentName,
  experiment,
  structureOf,
} from '../../src/reproduce/experiments/experiments.ts';
import { runExperiment } from '../../src/reproduce/experiments/run.ts';
import { disco } from '../command-line.ts';
import { paced } from '../pace.ts';

const shapeOf = ({ name: _, description: __, ...shape }: Structure) => shape;
const NAMES = Object.keys(EXPERIMENTS) as ExperimentName[];

test('every bar of the figures is a preset that commands take, but for raytrace’s smaller cache', () => {
  for (const name of NAMES)
    for (const [label, configuration] of Object.entries(experiment(name).configurations)) {
      const set = name === 'raytrace16' ? ['cache.l2.sizeBytes=256KiB'] : [];
      const own = loadStructure(configuration.preset, set);
      expect(shapeOf(structureOf(configuration)), `${name} ${label}`).toEqual(shapeOf(own));
      expect(own.name).toBe(configuration.preset);
    }
});

test('what the figures set is known with its source', () => {
  const inputs = (name: ExperimentName, bar: string) =>
    experiment(name).configurations[bar].inputs.map(({ name, value, kind, source }) => [name, value, kind, source]);
  expect(inputs('pmake', 'irix')).toEqual([]);
  expect(inputs('pmake8', 'irix')).toEqual([['guest.placement', 'roundRobin', 'published', '5.4']]);
  expect(inputs('radix', 'splashos')).toEqual([
    ['guest.system', 'splashos', 'published', '5.4'],
    ['monitor.hotPages', null, 'published', '5.4'],
    ['monitor.virtualCpus.vms', 1, 'published', '5.3'],
  ]);
  expect(Object.fromEntries(inputs('pmake8', '8vm/nfs').map(([path, value]) => [path, value]))).toMatchObject({
    'monitor.hotPages': null,
    'monitor.virtualCpus.vms': 8,
    'monitor.memory.vmMB': '[96,32,32,32,32,32,32,32]',
  });
  const fitted = NAMES.flatMap((name) => Object.values(experiment(name).configurations).flatMap(({ inputs }) => inputs)).filter(({ kind }) => kind === 'fitted'); // biome-ignore format: a line
  expect([...new Set(fitted.map(({ name, value }) => `${name}=${value}`))]).toEqual(['guest.placement=fillFirst']);
});

// A part of the workload in `npm test`, with a warm-up of its own that nobody gives; all of it in the slow suite.
test('disco compare synthetic:pmake8 says what reproduce says of Figure 7', async () => {
  const bars = paced(['4vm', '8vm'], ['irix', '1vm', '2vm', '4vm', '8vm', '8vm/nfs']);
  const set = paced(['workload.instructions=600k', 'workload.warmup=200k'], []);
  const configurations = Object.fromEntries(bars.map((bar) => [bar, experiment('pmake8').configurations[bar]]));
  const run = await runExperiment('pmake8', { configurations, set });
  const presets = Object.values(configurations).map(({ preset }) => preset);
  const { code, stdout } = await disco([
    'compare', 'synthetic:pmake8', '-s', presets.join(), '--json', ...set.flatMap((each) => ['--set', each]),
  ]); // biome-ignore format: a command line
  expect(code).toBe(0);
  const ours: { structure: { name: string }; times: { totalNs: number }; warmup: unknown }[] = JSON.parse(stdout).runs;
  expect(ours.map(({ structure }) => structure.name)).toEqual(presets);
  expect(ours.map(({ times }) => times.totalNs)).toEqual([...run.bars.values()].map((bar) => timeSums(bar).total));
  for (const { warmup } of ours) expect(warmup).not.toBeNull();
});
