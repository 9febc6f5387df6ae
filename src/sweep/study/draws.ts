import { costAssumptions, structureAssumptions } from '../../bands/assumptions.ts';
import { evenDraws } from '../../bands/weighted-draws.ts';
import { drawnValues } from '../../config/annotations/spread.ts';
import type { Path } from '../../config/layers.ts';
import { loadCosts } from '../../price/costs.ts';
import { type Assignment, assignmentsOf } from './assignments.ts';
import { identityOf } from './parameters.ts';
import type { Study } from './study.ts';

/**
 * What each draw sets: of everything that is assumed of a study's structures and of its first costs, but for what the study sets or varies itself.
 * Draws have equal weights; the fitted costs are those that were solved for in the draw.
 */
export function drawsOf({ structures, costs: [costs], draws, set, vary }: Study): Assignment[][] {
  if (draws === undefined) return [];
  const said = new Set([...assignmentsOf(set), ...assignmentsOf(vary)].map(({ parameter }) => identityOf(parameter)));
  const documents = structures.map((one) => structureAssumptions(one));
  const own = new Map(documents.flatMap(({ own }) => own).map((each) => [each.id, each]));
  const guests = new Map(documents.flatMap(({ guest }) => guest).map((each) => [each.id, each]));
  const priced = costAssumptions(costs);
  const fitted = Object.entries(loadCosts(costs)).flatMap(([name, cost]) => typeof cost === 'object' && cost.kind === 'fitted' ? [name] : []); // biome-ignore format: a line
  return evenDraws(draws.structural, draws.costs).map(({ structural, costs, solved }) => {
    const settings = new Map<string, unknown>();
    for (const { id, prior } of own.values())
      for (const { path, value } of drawnValues(prior, structural(id))) settings.set(textOf(path), value);
    for (const { id, prior } of guests.values())
      for (const { path, value } of drawnValues(prior, structural(id))) settings.set(`guest.profile.${textOf(path)}`, value); // biome-ignore format: a line
    for (const { id, prior } of priced)
      for (const { path, value } of drawnValues(prior, costs(id))) settings.set(`costs.${path[0]}`, value);
    for (const [name, value] of Object.entries(solved)) if (fitted.includes(name)) settings.set(`costs.${name}`, value);
    return assignmentsOf(Object.fromEntries(settings)).filter(({ parameter }) => !said.has(identityOf(parameter)));
  });
}

/** A path as it is set: without the `value` of a number with its origin. */
const textOf = (path: Path): string => (path.at(-1) === 'value' ? path.slice(0, -1) : path).join('.');
