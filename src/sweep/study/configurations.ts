import { inUnit } from '../../config/quantity.ts';
import { checked } from '../../config.ts';
import { UserError } from '../../errors.ts';
import { type Costs, Costs as CostsSchema, loadCosts } from '../../price/costs.ts';
import { partOf, replayKeys } from '../../replay/structure/documents/reach.ts';
import { loadStructure } from '../../replay/structure/presets.ts';
import { Structure } from '../../replay/structure/structure.ts';
import { type Assignment, assignmentsOf } from './assignments.ts';
import { type Axis, axesOf } from './axes.ts';
import { combinations } from './combinations.ts';
import { type OwnSetting, ownSetting } from './own-settings.ts';
import { appliesTo, assign } from './parameters.ts';
import { fileOf } from './reading.ts';
import { type LocatedStudy, nameOfGiven, outputsOf } from './study.ts';

/** One of a study's structures, and all the shapes in which the axes want it. */
export interface Configuration {
  name: string;
  /** Axis -> its settings that tell two points of this structure apart: all, or 1 where the structure has none of what varies. */
  sizes: readonly number[];
  /** Axis -> column -> whether the structure has what it shows. */
  shows: readonly (readonly boolean[])[];
  /** Axis -> whether it changes the structure itself, and not costs alone. */
  structural: readonly boolean[];
  /** The structure at every combination of the structural axes' settings, the last axis fastest. */
  variants: readonly Structure[];
}

/** A study as points: every trace × configuration × combination of settings. */
export interface Grid {
  traces: readonly string[];
  axes: readonly Axis[];
  configurations: readonly Configuration[];
  /** Number of the configuration that overhead is measured against. */
  baseline: number;
  costs: readonly Costs[];
  /** Of each axis the setting where it stands unless it is asked for another. */
  own: readonly OwnSetting[];
}

/** Makes every structure and cost a study asks for, so that a mistake in any of them is told before anything runs: a UserError that names the point. */
export function gridOf(located: LocatedStudy): Grid {
  const { study } = located;
  const axes = axesOf(study);
  checkSize(located, axes);
  const fixed = assignmentsOf(study.set);
  const whereSet = ({ written }: Assignment): string => located.where(['set', written]);
  const bases = study.structures.map((one) => {
    const plain = loadStructure(one);
    // Single values go with those of the axes, as only together they need make sense; where whole documents are set, with these as well.
    const whole = fixed.some((each) => isWhole(each, plain));
    return { given: nameOfGiven(one), structure: whole ? build(plain, fixed, whereSet) : plain };
  });
  checkUse(
    located,
    axes,
    fixed,
    bases.map(({ structure }) => structure),
  );
  const names = unique(bases.map(({ structure }) => structure.name));
  const configurations = bases.map(({ structure, given }, n) =>
    configure(names[n], given, structure, axes, fixed, located),
  );
  const costs = study.costs.map((one) => costsWith(loadCosts(one), fixed, whereSet));
  // A cost knows no other: each value by itself stands for all combinations.
  for (const { settings, path } of axes)
    for (const { assignments } of settings)
      if (!assignments.every((each) => isPlainCost(costs[0], each)))
        costsWith(costs[0], assignments, () => located.where(path));
  const baseline = study.baseline === undefined ? 0 : bases.findIndex(({ given }) => given === study.baseline);
  const own = axes.map((axis, a) => {
    const at = configurations.findIndex(({ shows }) => shows[a].includes(true));
    return ownSetting(axis, bases[Math.max(0, at)].structure, costs[0]);
  });
  return { traces: study.traces.map(fileOf), axes, configurations, baseline, costs, own };
}

function configure(
  name: string,
  given: string,
  base: Structure,
  axes: readonly Axis[],
  fixed: readonly Assignment[],
  located: LocatedStudy,
): Configuration {
  const applies = ({ parameter }: Assignment): boolean => appliesTo(base, parameter);
  const structural = axes.map(({ settings }) =>
    settings.some(({ assignments }) => assignments.some((each) => each.parameter.of === 'structure' && applies(each))),
  );
  const varies = axes.map(
    ({ settings }, n) =>
      structural[n] || settings.some(({ assignments, costs }) => costs !== undefined || assignments.some(applies)),
  );
  const sizes = axes.map(({ settings }, n) => (varies[n] ? settings.length : 1));
  const shows = axes.map(({ columns, settings: [{ assignments }] }, n) =>
    columns.map((_, i) => varies[n] && (columns.length === 1 || applies(assignments[i]))),
  );
  const varying = axes.filter((_, n) => structural[n]);
  const variants = Array.from(combinations(varying.map(({ settings }) => settings.length)), (choice) => {
    const chosen = choice.map((k, n) => varying[n].settings[k]);
    const point = chosen.flatMap(({ labels }, n) => labels.map((label, i) => `${varying[n].columns[i]}=${label}`));
    const at = `${located.where(varying.at(-1)?.path ?? ['structures'])}: point ${point.join(', ')}, structure ${given}`;
    const axial = chosen.flatMap(({ assignments }) => assignments);
    const set = fixed.filter((each) => !isWhole(each, base));
    return build(base, [...set, ...axial], ({ written }) => (axial.length > 0 ? at : located.where(['set', written])));
  });
  return { name, sizes, shows, structural, variants };
}

/** Whether an assignment is of a whole document, or of values that replay has in several places. */
const isWhole = ({ parameter }: Assignment, structure: Structure): boolean =>
  parameter.of === 'structure' &&
  appliesTo(structure, parameter) &&
  replayKeys(parameter.keys, structure) === undefined;

/** The structure with what of the assignments applies to it. */
function build(base: Structure, assignments: readonly Assignment[], place: (of: Assignment) => string): Structure {
  const own = assignments.flatMap((each) =>
    each.parameter.of === 'structure' && appliesTo(base, each.parameter)
      ? [{ ...each, path: each.parameter.keys }]
      : [],
  );
  if (own.length === 0) return base;
  const homes = own.map(({ path }) => replayKeys(path, base));
  // Whole documents are composed anew; single values have one home each, which a sweep of many structures is quick to fill.
  if (homes.includes(undefined)) return loadStructure(base, own.map((each) => ({ ...each, place: place(each) }))); // biome-ignore format: a line
  const tree = structuredClone(base) as Record<string, unknown>;
  homes.forEach((keys, n) => {
    assign(tree, keys!, own[n].value);
  });
  const where = (): string => place(own.at(-1)!);
  return checked({ noun: 'structure', schema: Structure }, Structure.safeParse(tree), { tree, where });
}

/** Whether it is a cost's value and one that the cost can have; whatever is not is told by making the costs. A million are looked through in a second. */
function isPlainCost(base: Costs, { parameter, value, quantity }: Assignment): boolean {
  if (parameter.of !== 'costs') return false;
  const { unit } = base[parameter.cost];
  const plain = quantity === undefined ? value : inUnit(quantity, unit, base.clock.value);
  return CostsSchema.shape[parameter.cost].shape.value.safeParse(plain).success;
}

/** The costs with those of the assignments that are costs. */
function costsWith(base: Costs, assignments: readonly Assignment[], place: (of: Assignment) => string): Costs {
  const own = assignments.filter(({ parameter }) => parameter.of === 'costs');
  const settings = own.map((each) => ({ path: [each.parameter.path], value: each.value, place: place(each) }));
  return own.length === 0 ? base : loadCosts(base, settings);
}

/**
 * Points, structures, and values that are kept (an output of a point each) of a study, at most: more are a slip of the hand. So many values take
 * 2.2 GB and less than a minute of CPU time, beside the replays (docs/explanation/security.md).
 */
export const MOST = { points: 2_000_000, structures: 100_000, values: 16_000_000 };

/** Throws UserError if the axes make more than can be done. */
function checkSize({ study, where }: LocatedStudy, axes: readonly Axis[]): void {
  const sizeOf = (some: readonly Axis[], times: number): number =>
    some.reduce((product, { settings }) => product * settings.length, times);
  const structural = axes.filter(({ settings }) =>
    settings.some(({ assignments }) => assignments.some(({ parameter }) => parameter.of === 'structure')),
  );
  const found = {
    points: sizeOf(axes, study.structures.length * study.traces.length),
    structures: sizeOf(structural, study.structures.length),
    values: 0,
  };
  found.values = found.points * outputsOf(study).length;
  for (const kind of ['points', 'structures', 'values'] as const)
    if (found[kind] > MOST[kind])
      throw new UserError(
        `${where(['vary'])}: the axes make ${found[kind].toLocaleString('en-US')} ${kind}, at most ${MOST[kind].toLocaleString('en-US')} are done at a time; zip axes that go together, take fewer values${kind === 'values' ? ', or fewer outputs' : ''}`,
      );
}

/** A setting that changes nothing anywhere is a mistake. */
function checkUse(
  located: LocatedStudy,
  axes: readonly Axis[],
  fixed: readonly Assignment[],
  structures: readonly Structure[],
): void {
  const varied = axes.flatMap(({ settings, path }) =>
    settings.flatMap(({ assignments }) => assignments.map(({ parameter }) => ({ parameter, path }))),
  );
  for (const { parameter, path } of [...fixed.map((each) => ({ ...each, path: ['set', each.written] })), ...varied])
    if (!structures.some((structure) => appliesTo(structure, parameter)))
      throw new UserError(
        `${located.where(path)}: ${parameter.path}: ${parameter.of === 'structure' ? partOf(parameter.keys) : 'nothing'} in ${located.study.structures.map(nameOfGiven).join(', ')}`,
      );
}

function unique(names: readonly string[]): string[] {
  return names.map((name, n) => {
    const before = names.slice(0, n).filter((each) => each === name).length;
    return before === 0 ? name : `${name} (${before + 1})`;
  });
}
