import { type Setting, settingsOf } from '../../config/settings.ts';
import { meansNothing } from '../../replay/structure/documents/reach.ts';
import { loadStructure } from '../../replay/structure/presets.ts';
import type { Structure } from '../../replay/structure/structure.ts';
import type { Input } from './input.ts';
import { presetInputs } from './preset-inputs.ts';

export type { Input } from './input.ts';

/** A bar of a figure: a preset of `src/replay/structure/presets`, what of it is the bar's own, and what differs from it. */
export interface Configuration {
  preset: string;
  inputs: readonly Input[];
}

/** A workload of the paper through some machines. */
export interface Experiment {
  /** What the paper calls it. */
  title: string;
  /** Preset of `src/trace/synthetic/workloads`. */
  workload: string;
  /** By the figure's labels; the first is 100 %. */
  configurations: Readonly<Record<string, Configuration>>;
}

/** Section 5.5: with 1 MB the largest data set would fit. */
const RAYTRACE_CACHE: Input = { name: 'cache.l2.sizeBytes', value: 262_144, kind: 'published', source: '5.5' };

/** A bar that is a preset, perhaps with settings; what the preset itself says of the bar is read from it. */
const bar = (preset: string, more: readonly Input[] = []): Configuration => ({
  preset,
  get inputs() {
    return [...presetInputs(preset), ...more];
  },
});

const uniprocessor = (title: string, workload: string): Experiment => ({
  title,
  workload,
  configurations: { irix: bar('irix'), disco: bar('disco') },
});

/** IRIX and Disco with the same pages on the same nodes, and IRIX on a machine with one memory. */
const moving = (title: string, workload: string, inputs: readonly Input[]): Experiment => ({
  title,
  workload,
  configurations: {
    irix: bar('irix-fillfirst', inputs),
    disco: bar('disco-fillfirst', inputs),
    uma: bar('uma', inputs),
  },
});

/** All experiments: those of section 5.2 on one CPU, of sections 5.3 and 5.4 on eight, of 5.5 on eight and sixteen. */
export const EXPERIMENTS = {
  pmake: uniprocessor('pmake', 'pmake'),
  engineering: uniprocessor('engineering', 'engineering-1cpu'),
  raytrace: uniprocessor('raytrace', 'raytrace-1cpu'),
  database: uniprocessor('database', 'database'),
  pmake8: {
    title: 'pmake',
    workload: 'pmake8',
    configurations: {
      irix: bar('irix-roundrobin'),
      '1vm': bar('1vm'),
      '2vm': bar('2vm'),
      '4vm': bar('4vm'),
      '8vm': bar('8vm'),
      '8vm/nfs': bar('8vm-nfs'),
    },
  },
  radix: {
    title: 'radix',
    workload: 'radix',
    configurations: { irix: bar('irix-roundrobin'), splashos: bar('splashos') },
  },
  engineering8: moving('engineering', 'engineering', []),
  raytrace16: moving('raytrace', 'raytrace', [RAYTRACE_CACHE]),
} as const satisfies Record<string, Experiment>;
export type ExperimentName = keyof typeof EXPERIMENTS;

/** An experiment, its configurations by name. */
export const experiment = (name: ExperimentName): Experiment => EXPERIMENTS[name];

/** How a structure is made of a preset and settings: `loadStructure`, or as a draw makes it. */
export type MakeStructure = (preset: string, settings: readonly Setting[]) => Structure;

/** A configuration's inputs as settings of its preset, which has its own already. */
export const inputSettings = ({ inputs }: Configuration): Setting[] =>
  settingsOf(inputs.map(({ name, value }) => `${name}=${value}`));

/** The structure of a bar. Of the settings, those that mean something to it. */
export function structureOf(
  configuration: Configuration,
  set: readonly Setting[] = [],
  make: MakeStructure = loadStructure,
): Structure {
  const { preset } = configuration;
  const own = inputSettings(configuration);
  const plain = loadStructure(preset, own);
  return make(preset, [...own, ...set.filter(({ path }) => !meansNothing(path, plain))]);
}
