import type { PresetKind } from '../../presets.ts';
import { type Candidate, filesAt, levels, presets } from './values.ts';

/** Where values come from. */
export interface Source {
  /** Those there are, or those that go on from the word. `before`: the arguments before it. */
  candidates(word: string, before: readonly string[]): Candidate[] | Promise<Candidate[]>;
  /** Whether several can stand in the word, separated by commas. */
  listed?: true;
  /** Whether a file can stand here, too. */
  files?: true;
}

const plain = (values: readonly string[]): Candidate[] => values.map((value) => ({ value }));

/** A preset or a file; several where the name of what is given is of several (`<names>`). */
const preset = (kind: PresetKind): Source => ({ candidates: () => presets(kind), files: true });
const listed = (source: Source): Source => ({ ...source, listed: true });
const FILE: Source = { candidates: () => [], files: true };

/** Traces that are here by name, workloads, and what is in the folder that the word names. */
const TRACE: Source = {
  candidates: async (word) => {
    const { shippedNames } = await import('../../shipped.ts');
    const here = new Set(shippedNames());
    return [
      ...presets('trace').filter(({ value }) => here.has(value)),
      ...presets('workload', 'synthetic:'),
      ...filesAt(word),
    ];
  },
  files: true,
};

/** Paths of settings, `tlb.entries=`, a level at a time, and the words that can stand behind the sign. */
const SETTING: Source = {
  candidates: async (word) => {
    const { settingPaths, wordsAt } = await import('../../settings/place.ts');
    const [path, value] = word.split('=', 2);
    if (value !== undefined) return plain(wordsAt(path.split('.')).map((each) => `${path}=${each}`));
    const { structure, costs, workload } = settingPaths();
    return levels(
      [
        ...structure,
        ...costs,
        ...workload.filter((each) => !/\.(value|kind|source)$/.test(each)).map((each) => `workload.${each}`),
      ],
      path,
    ).map((each) => ({
      value: each.endsWith('.') ? each : `${each}=`,
    }));
  },
};
const PATHS: Source = {
  listed: true,
  candidates: async (word) => {
    const { settingPaths } = await import('../../settings/place.ts');
    const { structure, costs } = settingPaths();
    return plain(levels([...structure, ...costs], word));
  },
};

const EXHIBIT: Source = {
  candidates: async (_, before) => {
    const { EXHIBIT_NAMES } = await import('../../reproduce/exhibits/names.ts');
    const { ALL_FRESH, FRESH_NAMES } = await import('../../reproduce/fresh/names.ts');
    return plain([...EXHIBIT_NAMES, ...FRESH_NAMES, ALL_FRESH].filter((name) => !before.includes(name)));
  },
};

const MECHANISM: Source = {
  candidates: async (_, before) => {
    const { MECHANISMS } = await import('../../replay/ablation/mechanisms.ts');
    return MECHANISMS.filter(({ key }) => !before.includes(key)).map(({ key, name }) => ({ value: key, about: name }));
  },
};

/** Kinds that `disco show` lists. */
const KIND: Source = {
  candidates: async () => {
    const { KINDS } = await import('../show/kinds/index.ts');
    return KINDS.map(({ plural, line }) => ({ value: plural, about: line }));
  },
};
/** What is of the kind that stands before it. */
const OF_KIND: Source = {
  candidates: async (_, [word]) => {
    const { kindOf } = await import('../show/kinds/index.ts');
    const entries = (await kindOf(word)?.entries()) ?? [];
    return entries.map(({ name, line }) => ({ value: name, about: line }));
  },
  files: true,
};

const OUTPUT: Source = {
  listed: true,
  candidates: async () => {
    const { MODEL_OUTPUTS } = await import('../../price/outputs.ts');
    return plain(MODEL_OUTPUTS);
  },
};

const FORMAT: Source = {
  candidates: async () => {
    const { TRACE_FORMATS } = await import('../../trace/formats.ts');
    return TRACE_FORMATS.map(({ name, called }) => ({ value: name, about: called }));
  },
};

const RECORDER: Source = {
  candidates: async () => {
    const { RECORDER_NAMES, RECORDERS } = await import('../../trace/recorder/recorders.ts');
    return RECORDER_NAMES.map((name) => ({ value: name, about: RECORDERS[name].what }));
  },
};

/** By an option's long flag, or an argument's name, perhaps behind that of its command. */
/** Machines that `disco record` prepares. */
const PREPARED: Source = {
  candidates: async () => {
    const { MACHINES } = await import('../../trace/recorder/system/machine.ts');
    return plain(MACHINES);
  },
};

const SOURCES: Readonly<Record<string, Source>> = {
  '--structure': preset('structure'),
  '--structures': listed(preset('structure')),
  '--scenario': preset('scenario'),
  '--lose': { candidates: () => plain(['node=', 'cpu=', 'disk=', 'memory=']) },
  '--at': { candidates: () => plain(['25%', '50%', '75%', '100%']) },
  '--cells': listed({ candidates: () => plain(['one', '1', '2', '4', '8']) }),
  '--baseline': preset('structure'),
  '--costs': preset('costs'),
  '--machine': preset('machine'),
  '--guest': preset('guest'),
  '--monitors': listed(preset('monitor')),
  '--beside': preset('profile'),
  '--set': SETTING,
  '--vary': SETTING,
  '--zip': PATHS,
  '--outputs': OUTPUT,
  '--pareto': OUTPUT,
  '--format': FORMAT,
  '--with': RECORDER,
  'record --machine': { ...PREPARED, files: true },
  '--prepare': PREPARED,
  '--map': { candidates: () => plain(['threads', 'processes']), files: true },
  '--vms-from': { candidates: () => plain(['trace=']), files: true },
  trace: TRACE,
  'study|trace': { ...TRACE, candidates: async (word, before) => [...(before.length === 0 ? presets('study') : []), ...(await TRACE.candidates(word, before))] }, // biome-ignore format: a record
  exhibits: EXHIBIT,
  mechanisms: MECHANISM,
  '--trace': TRACE,
  'show kind': KIND,
  'show name': OF_KIND,
  'fetch name': { candidates: () => presets('trace') },
};

/** Where values of what is described so come from: by its name, or by whether a file is spoken of. */
export const sourceOf = (name: string, flags: string, command = ''): Source =>
  SOURCES[`${command} ${name}`] ??
  SOURCES[name] ??
  (/file|folder|out|command/.test(flags) ? FILE : { candidates: () => [] });
