import type { Origin } from '../../config/annotations/origin-kinds.ts';
import { type Setting, settingsOf } from '../../config/settings.ts';
import { meansNothing } from '../../replay/structure/documents/reach.ts';
import { loadStructure } from '../../replay/structure/presets.ts';
import type { Structure } from '../../replay/structure/structure.ts';

/** An input of an exhibit that was chosen so that a published number comes out, or for want of one. */
export interface Input extends Origin {
  name: string;
  value: string | number | null;
}

/** A bar of a figure: a preset of `src/replay/structure/presets`, and what differs from it. */
export interface Configuration {
  preset: 'irix' | 'disco' | 'uma';
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

/** Where pages are when nothing moves them: the same for IRIX and for Disco, which begins as IRIX does. */
export const PLACEMENT: Input = {
  name: 'numa.placement',
  value: 'fillFirst',
  kind: 'fitted',
  source:
    "Figure 8, IRIX bars: the shares of local misses are 1/8 and 1/16, and only one node's memory queues long enough to make 100 of UMA's 48",
};

/** Section 5.5: with 1 MB the largest data set would fit. */
const RAYTRACE_CACHE: Input = { name: 'cache.l2.sizeBytes', value: 262_144, kind: 'published', source: '5.5' };

const uniprocessor = (title: string, workload: string): Experiment => ({
  title,
  workload,
  configurations: { irix: { preset: 'irix', inputs: [] }, disco: { preset: 'disco', inputs: [] } },
});

/** IRIX and Disco with the same pages on the same nodes, and IRIX on a machine with one memory. */
const moving = (title: string, workload: string, inputs: readonly Input[]): Experiment => ({
  title,
  workload,
  configurations: {
    irix: { preset: 'irix', inputs: [PLACEMENT, ...inputs] },
    disco: { preset: 'disco', inputs: [PLACEMENT, ...inputs] },
    uma: { preset: 'uma', inputs },
  },
});

/** Section 5.4: IRIX had its pages placed round robin, since with first touch one node would be a hot spot. */
const ROUND_ROBIN: Input = { name: 'numa.placement', value: 'roundRobin', kind: 'published', source: '5.4' };
/** Section 5.4: pages did not move. */
const STILL: Input = { name: 'monitor.hotPages', value: null, kind: 'published', source: '5.4' };

/** Section 5.3: the root disk, disk 0, is copy-on-write, of a single machine too; the workload's files, disks 1 to 8 of our trace, are on others. */
const disks = (more: string): Input => ({
  name: 'monitor.disks.kinds',
  value: `[{ disk: 0, kind: copyOnWrite }, ${Array.from({ length: 8 }, (_, n) => `{ disk: ${n + 1}, ${more} }`).join(', ')}]`,
  kind: 'published',
  source: '5.3',
});

const vms = (n: number, more: readonly Input[] = [disks('kind: persistent')]): Configuration => ({
  preset: 'disco',
  inputs: [STILL, { name: 'monitor.virtualCpus.vms', value: n, kind: 'published', source: '5.3' }, ...more],
});

/** Section 5.3: the workload's files come from a server in the first machine, of 96 MB; the seven others have 32 MB. */
const OVER_NFS: Input[] = [
  disks('kind: nfs, vm: 0'),
  { name: 'monitor.memory.vmMB', value: '[96, 32, 32, 32, 32, 32, 32, 32]', kind: 'published', source: '5.3' },
];

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
      irix: { preset: 'irix', inputs: [ROUND_ROBIN] },
      '1vm': vms(1),
      '2vm': vms(2),
      '4vm': vms(4),
      '8vm': vms(8),
      '8vm/nfs': vms(8, OVER_NFS),
    },
  },
  radix: {
    title: 'radix',
    workload: 'radix',
    configurations: {
      irix: { preset: 'irix', inputs: [ROUND_ROBIN] },
      splashos: vms(1, [{ name: 'guest', value: 'splashos', kind: 'published', source: '5.4' }]),
    },
  },
  engineering8: moving('engineering', 'engineering', []),
  raytrace16: moving('raytrace', 'raytrace', [RAYTRACE_CACHE]),
} as const satisfies Record<string, Experiment>;
export type ExperimentName = keyof typeof EXPERIMENTS;

/** An experiment, its configurations by name. */
export const experiment = (name: ExperimentName): Experiment => EXPERIMENTS[name];

/** How a structure is made of a preset and settings: `loadStructure`, or as a draw makes it. */
export type MakeStructure = (preset: string, settings: readonly Setting[]) => Structure;

/** A configuration's inputs as settings of its preset. */
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
