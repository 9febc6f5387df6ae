import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { z } from 'zod';
import { STRATA } from '../../bands/design.ts';
import { dictionary } from '../../config/dictionary.ts';
import { shown } from '../../config/issue.ts';
import { type ConfigKind, loadLocated, presetNames, validated } from '../../config.ts';
import { PRESET_FOLDERS } from '../../presets.ts';
import { MODEL_OUTPUTS, outputProblem } from '../../price/outputs.ts';
import { DOCUMENT_NAMES } from '../../replay/structure/documents/documents.ts';
import { WARMUP_TEXT } from '../../trace/words/warmup.ts';
import { identityOf, parameterOf, valueFor, valuesOf } from './parameters.ts';
import { MOST_VALUES } from './range.ts';
import { fileOf, type GivenReading, GivenTrace, READING, readingProblem, renamed, renamedFiles } from './reading.ts';

const scalar = z.union([z.number(), z.string(), z.boolean(), z.null()]);
const values = z
  .union([z.array(scalar).min(1).max(MOST_VALUES), z.string()])
  .describe('A list of values, or a range: "300..3000:100", "32..512:log5", "256KiB..4MiB:log5".');
const settings = dictionary(z.unknown());
/** A preset, a file, or keys and values in place of one. */
const given = z.union([z.string(), dictionary(z.unknown())]);

/** A sweep in one file: what is replayed, what varies, what is wanted. */
export const Study = z
  .strictObject({
    name: z
      .string()
      .regex(/^[\w][\w.-]*$/, 'expected letters, digits, dots, hyphens and underscores: it names a folder')
      .default('sweep')
      .describe('Names the folder of the results.'),
    description: z.string().optional().describe('One line for people.'),
    traces: z
      .array(GivenTrace)
      .default([])
      .describe(
        'Trace files (from where the study stands), traces that come along by name, synthetic:NAME; with how they are read: { file: lab.txt, layout: "op(R|W) address" }.',
      ),
    structures: z
      .array(given)
      .min(1)
      .default(['irix', 'disco'])
      .describe('Presets, files, or keys and values: { name: mine, extends: disco, machine: mine.yaml }.'),
    costs: z
      .union([given.transform((one) => [one]), z.array(given).min(1)])
      .default(['flash'])
      .describe('A preset, a file, or keys and values; of a list, each in turn.'),
    set: settings.prefault({}).describe('Settings of all points: path and value, such as tlb.entries: 64.'),
    vary: dictionary(values).prefault({}).describe('Axes: path and values. Every value is tried with every other.'),
    zip: z
      .array(z.array(z.string()).min(2))
      .default([])
      .describe('Groups of axes that go together, value by value, instead of each with each.'),
    points: dictionary(settings).prefault({}).describe('Points by name, each with its settings: an axis of its own.'),
    draws: z
      .strictObject({
        structural: z.int().min(1).max(STRATA).describe('Draws of what structures assume: each is replayed.'),
        costs: z.int().min(1).max(STRATA).default(8).describe('Draws of what costs assume, for each of these.'),
      })
      .optional()
      .describe(
        'An axis of its own: draws of everything that is assumed, by the priors of the documents, with equal weights; what the study sets or varies stays as it says.',
      ),
    baseline: z
      .string()
      .optional()
      .describe('The structure that overhead is measured against; the first unless named.'),
    outputs: z.array(z.string()).min(1).optional().describe('Columns wanted; see docs/how-to/sweep.md.'),
    warmup: z
      .union([z.int().min(0), z.string().regex(WARMUP_TEXT, 'expected such as 1M, or 100refs')])
      .optional()
      .describe(
        "What is left out at the start of each window: instructions (1000000, 1M) or references (100refs); a trace's own unless given.",
      ),
    ...READING,
  })
  .superRefine((study, issues) => {
    const fail = (path: string[], message: string) => issues.addIssue({ code: 'custom', path, message });
    const pathsIn = (where: string[], record: Record<string, unknown>) => {
      const seen = new Map<string, string>();
      for (const [path, value] of Object.entries(record)) {
        const parameter = parameterOf(path);
        if (typeof parameter === 'string') {
          fail([...where, path], parameter);
          continue;
        }
        const identity = identityOf(parameter);
        if (seen.has(identity)) fail([...where, path], `the same setting as ${seen.get(identity)}`);
        else seen.set(identity, path);
        const wrong = wrongValue(() => {
          if (where[0] === 'vary') {
            const alone = !study.zip.some((group) => group.includes(path));
            const twice = repeated(valuesOf(value as Axis, parameter));
            if (alone && twice !== undefined) throw new Error(`${shown(twice)} is among the values twice`);
          }
          for (const each of where[0] === 'vary' && Array.isArray(value) ? value : [value]) {
            const found = valueFor(parameter, each);
            if (typeof found === 'string') throw new Error(found);
          }
        });
        if (wrong !== undefined) fail([...where, path], wrong);
      }
      return seen;
    };
    const fixed = pathsIn(['set'], study.set);
    const varied = pathsIn(['vary'], study.vary);
    for (const [name, point] of Object.entries(study.points))
      for (const [path, written] of pathsIn(['points', name], point))
        if (varied.has(path)) fail(['points', name, written], 'varied already, by vary');
    for (const [path, written] of varied) if (fixed.has(path)) fail(['vary', written], 'fixed already, by set');
    checkZip(study, (n, message) => fail(['zip', String(n)], message));
    const names = study.structures.map(nameOfGiven);
    if (study.baseline !== undefined && !names.includes(study.baseline))
      fail(['baseline'], `none of the structures: ${names.join(', ')}`);
    for (const [list, its] of Object.entries({
      traces: study.traces.map(fileOf),
      costs: study.costs,
      outputs: study.outputs ?? [],
    }))
      for (const [n, name] of its.entries())
        if (typeof name === 'string' && its.indexOf(name) < n) fail([list, String(n)], `${shown(name)} is there twice`);
    for (const [path, reading] of [[[], study], ...study.traces.map((trace, n) => [['traces', String(n)], trace])] as [
      string[],
      GivenTrace | GivenReading,
    ][]) {
      const problem = typeof reading === 'string' ? undefined : readingProblem(reading);
      if (problem !== undefined) fail([...path, problem.key], problem.text);
    }
    study.outputs?.forEach((name, n) => {
      const problem = outputProblem(name);
      if (problem !== undefined) fail(['outputs', String(n)], problem);
    });
  });
/** A study as it was loaded. */
export type Study = z.infer<typeof Study>;

type Axis = Study['vary'][string];
/** A structure or costs as a study gives them: by name, or in place. */
export type GivenInStudy = Study['structures'][number];
/** What messages and tables call it. */
export const nameOfGiven = (one: GivenInStudy): string =>
  typeof one === 'string' ? one : typeof one.name === 'string' ? one.name : 'unnamed';

/** What is wrong with a value, without what was found; undefined: nothing. */
function wrongValue(look: () => void): string | undefined {
  try {
    look();
    return undefined;
  } catch (error) {
    return (error as Error).message.replace(/^found ".*?": /, '');
  }
}

function checkZip(study: Study, fail: (n: number, message: string) => void): void {
  const zipped = new Set<string>();
  for (const [n, group] of study.zip.entries()) {
    const problem = zipProblem(study, group, zipped);
    if (problem !== undefined) fail(n, problem);
    for (const path of group) zipped.add(path);
  }
}

/** What is wrong with a group of axes that go together; `zipped`: those of the groups before. */
function zipProblem(study: Study, group: readonly string[], zipped: ReadonlySet<string>): string | undefined {
  const unknown = group.find((path) => !Object.hasOwn(study.vary, path));
  if (unknown !== undefined) return `${unknown} is not varied; zip names axes of vary as they are written there`;
  const twice = group.find((path, n) => zipped.has(path) || group.indexOf(path) !== n);
  if (twice !== undefined) return `${twice} occurs twice`;
  const lists = group.map((path) => {
    const parameter = parameterOf(path);
    try {
      return typeof parameter === 'string' ? undefined : valuesOf(study.vary[path], parameter);
    } catch {
      return undefined; // a malformed range, told already
    }
  });
  const [first] = lists;
  if (first === undefined || lists.includes(undefined)) return undefined;
  if (lists.every((list) => list?.length === first.length)) {
    const twice = repeated(first.map((_, n) => lists.map((list) => list?.[n]).join(', ')));
    return twice === undefined ? undefined : `${twice} is among the values twice`;
  }
  const found = group.map((path, n) => `${path} has ${lists[n]?.length}`);
  return `axes that go together need as many values each: ${found.join(', ')}`;
}

/** The first value that is there already; undefined: all are different. */
function repeated<T>(values: readonly T[]): T | undefined {
  const seen = new Set<T>();
  return values.find((value) => seen.size === seen.add(value).size);
}

export const outputsOf = (study: Study): readonly string[] => study.outputs ?? MODEL_OUTPUTS;

export const STUDIES: ConfigKind<Study> = {
  noun: 'study',
  schema: Study,
  presets: PRESET_FOLDERS.study,
};

/** A study, and where each of its values was written: for messages about points. */
export interface LocatedStudy {
  /** The study. */
  study: Study;
  /** Where a value was written: `file:line:column`. */
  where(path: readonly PropertyKey[]): string;
}

/** Whether an argument names a study and no trace: a preset where there is no such file, or a YAML or JSON file that is no workload. */
export const isStudy = (name: string): boolean =>
  (presetNames(STUDIES).includes(name) && !existsSync(name)) ||
  (/\.(ya?ml|json)$/.test(name) && !/\.workload\.(yaml|json)$/.test(name));

/**
 * A study by preset name or file. Files it names are sought from where it stands. Throws UserError with file:line:column.
 *
 * @param nameOrPath - a preset's name, or a YAML or JSON file
 * @returns the study
 * @example
 * ```ts
 * import { loadStudy, sweep } from 'disco-replay';
 *
 * const { study, where } = loadStudy('tlb-reach');
 * const { table } = await sweep({ study: { ...study, traces: ['padded'], vary: { 'tlb.entries': [48, 64] } }, where });
 * table.print();
 * ```
 */
export function loadStudy(nameOrPath: string): LocatedStudy {
  const { value, where } = loadLocated(STUDIES, nameOrPath);
  if (presetNames(STUDIES).includes(nameOrPath)) return { study: value, where };
  const beside = (name: string): string =>
    !/[./]/.test(name) || isAbsolute(name) || name.startsWith('synthetic:') ? name : join(dirname(nameOrPath), name);
  const study = {
    ...value,
    traces: value.traces.map((trace) => renamed(trace, beside)),
    ...renamedFiles(value, beside),
    structures: value.structures.map((one) => givenBeside(one, beside)),
    costs: value.costs.map((one) => givenBeside(one, beside)),
    ...(value.baseline === undefined ? {} : { baseline: beside(value.baseline) }),
  };
  return { study, where };
}

/** Keys whose text names another file. */
const NAMING = ['extends', ...DOCUMENT_NAMES];

const givenBeside = (one: GivenInStudy, beside: (name: string) => string): GivenInStudy =>
  typeof one === 'string'
    ? beside(one)
    : Object.fromEntries(
        Object.entries(one).map(([key, value]) => [
          key,
          NAMING.includes(key) && typeof value === 'string' ? beside(value) : value,
        ]),
      );

/** A study that a program wrote. Throws UserError, a line for each problem, which names the key. */
export function studyOf(input: object): LocatedStudy {
  const where = (): string => 'study';
  return { study: validated(STUDIES, { tree: { ...input }, where }), where };
}
