import { basename } from 'node:path';
import { drawnValues, type Prior } from '../config/annotations/spread.ts';
import { type Setting, settingsOf } from '../config/settings.ts';
import { type Given, loadLocated, presetNames, type Settings } from '../config.ts';
import { GUESTS } from '../guest/profile.ts';
import { GUEST_SYSTEMS } from '../guest/systems.ts';
import { COSTS, type CostName, type Costs } from '../price/costs.ts';
import type { GivenStructure } from '../replay/structure/presets.ts';
import { loadStructure, STRUCTURES } from '../replay/structure/presets.ts';
import type { Structure } from '../replay/structure/structure.ts';
import { loadWorkload, WORKLOADS, type Workload } from '../trace/synthetic/index.ts';
import type { QuantileOf } from './design.ts';

/** An assumed number with what it may be. Documents that extend another share its assumptions. */
export interface Assumption {
  /** The document in which it stands, and its name there: `costs flash: memory.dirty`. */
  id: string;
  prior: Prior;
}

/** `what`: what kind of document it is. */
const assumptionOf =
  (what: (prior: Prior) => string) =>
  (prior: Prior): Assumption => ({ id: `${what(prior)} ${documentOf(prior.place)}: ${prior.key}`, prior });

/** `flash` of the places `flash (preset):12:3` and `mine/flash.yaml:12:3`. */
function documentOf(place: string): string {
  const file = place.replace(/(:\d+){0,2}$/, '').replace(/ \(preset\)$/, '');
  return basename(file).replace(/\.(ya?ml|json)$/, '');
}

/** The settings that a draw makes of assumptions. */
const drawnSettings = (assumptions: readonly Assumption[], quantileOf: QuantileOf, prefix: readonly string[] = []): Setting[] =>
  assumptions.flatMap(({ id, prior }) =>
    drawnValues(prior, quantileOf(id)).map(({ path, value }) => ({ path: [...prefix, ...path], value, place: `a draw of ${id}` })),
  ); // biome-ignore format: a list

/** What is assumed of a structure: in its documents, and in its guest's profile. */
export interface StructureAssumptions {
  own: readonly Assumption[];
  guest: readonly Assumption[];
}

/** Of presets with the settings that each was asked with: every draw asks again. */
const known = new Map<string, StructureAssumptions>();
const MOST_KNOWN = 1000;

/** Of a structure: those of its documents, and those of its guest's profile. Throws UserError. */
export function structureAssumptions(given: GivenStructure, settings: Settings = []): StructureAssumptions {
  const isPreset = typeof given === 'string' && presetNames(STRUCTURES).includes(given);
  const key = isPreset ? JSON.stringify([given, settings]) : '';
  const before = known.get(key);
  if (before !== undefined) return before;
  const { value, priors } = loadLocated(STRUCTURES, given as Given, settings);
  const { profile, settings: differs = [] }: { profile: string | null; settings?: readonly string[] } =
    GUEST_SYSTEMS[value.guest];
  const guest = profile === null ? [] : loadLocated(GUESTS, profile, differs).priors;
  const found = {
    own: priors.map(assumptionOf(({ paths: [[document]] }) => document)),
    guest: guest.map(assumptionOf(() => 'profile')),
  };
  if (isPreset && known.size < MOST_KNOWN) known.set(key, found);
  return found;
}

/** A structure as a draw makes it. Throws UserError for settings that make none. */
export function drawnStructure(given: GivenStructure, settings: Settings, quantileOf: QuantileOf): Structure {
  const { own, guest } = structureAssumptions(given, settings);
  return loadStructure(given, [
    ...settingsOf(settings),
    ...drawnSettings(own, quantileOf),
    ...drawnSettings(guest, quantileOf, ['guest', 'profile']),
  ]);
}

/** Of a workload. Throws UserError. */
export const workloadAssumptions = (given: string, settings: Settings = []): Assumption[] =>
  loadLocated(WORKLOADS, given, settings).priors.map(assumptionOf(() => 'workload'));

/** A workload as a draw makes it. Throws UserError for values that go together in no way. */
export const drawnWorkload = (given: string, settings: Settings, quantileOf: QuantileOf): Workload =>
  loadWorkload(given, [...settingsOf(settings), ...drawnSettings(workloadAssumptions(given, settings), quantileOf)]);

/** Of costs. Throws UserError. */
export const costAssumptions = (given: Given, settings: Settings = []): Assumption[] =>
  loadLocated(COSTS, given, settings).priors.map(assumptionOf(() => 'costs'));

/** Costs as a draw makes them. */
export function drawnCosts(costs: Costs, assumptions: readonly Assumption[], quantileOf: QuantileOf): Costs {
  const drawn = { ...costs };
  for (const { path, value } of assumptions.flatMap(({ id, prior }) => drawnValues(prior, quantileOf(id)))) {
    const name = path[0] as CostName;
    Object.assign(drawn, { [name]: { ...drawn[name], value } });
  }
  return drawn;
}
