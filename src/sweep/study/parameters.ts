import type { Path } from '../../config/layers.ts';
import { inUnit, needsClock, parseQuantity, type Quantity } from '../../config/quantity.ts';
import { isNumeric, nodeAt } from '../../config/schema.ts';
import { excerpt } from '../../errors.ts';
import { costPath } from '../../price/costs/document.ts';
import { COST_NAMES, type CostName, Costs } from '../../price/costs.ts';
import { Documents } from '../../replay/structure/documents/documents.ts';
import { meanings } from '../../replay/structure/documents/homes.ts';
import { meansNothing } from '../../replay/structure/documents/reach.ts';
import type { Structure } from '../../replay/structure/structure.ts';
import { place } from '../../settings/place.ts';
import { looksLikeRange, parseRange, type Scalar } from './range.ts';

/** A number of the model that a sweep may vary: a value of the structure, or a cost. `path` heads its column. */
export type Parameter = { path: string; of: 'structure'; keys: Path } | { path: string; of: 'costs'; cost: CostName };

/** What a path names, see `place`. Else a sentence that says what is wrong and what may have been meant. */
export function parameterOf(path: string): Parameter | string {
  const keys = path.split('.');
  if (keys[0] === 'workload')
    return "a sweep takes workloads as they are; change a copy, NAME.workload.yaml, and name that among the study's traces";
  const placed = place(keys, ['structure', 'costs']);
  if (typeof placed === 'string') return placed;
  if (placed.of === 'structure') {
    const [last] = placed.path.slice(-1);
    if (last === 'name' || last === 'description') return `${excerpt(path)} is a label, which changes nothing`;
    const shown = placed.path[0] === 'machine' && placed.path.length > 1 ? placed.path.slice(1) : placed.path;
    return { path: shown.join('.'), of: 'structure', keys: placed.path };
  }
  const [cost, what] = costPath(placed.path);
  if (!COST_NAMES.includes(cost as CostName) || (what !== undefined && what !== 'value'))
    return `${excerpt(path)} is no number of the costs`;
  return { path: cost, of: 'costs', cost: cost as CostName };
}

/** What tells settings apart: two spellings of one are one. */
export const identityOf = (parameter: Parameter): string =>
  parameter.of === 'costs' ? `costs.${parameter.cost}` : (meanings(parameter.keys)[0] ?? parameter.keys).join('.');

/** Whether the setting means something to this structure. */
export const appliesTo = (structure: Structure, parameter: Parameter): boolean =>
  parameter.of === 'costs' || !meansNothing(parameter.keys, structure);

/** The unit in which a setting's value is; undefined: a plain number; null: no number is due. */
function unitOf(parameter: Parameter): string | undefined | null {
  if (parameter.of === 'costs') return Costs.shape[parameter.cost].shape.unit.value;
  const node = nodeAt(Documents, meanings(parameter.keys)[0] ?? parameter.keys);
  return isNumeric(node) ? node?.unit : null;
}

/** A value as it is used: sizes and times as numbers, what the clock must convert as a quantity. A text says what is wrong. */
export function valueFor(parameter: Parameter, value: unknown): { value: unknown } | Quantity | string {
  const unit = unitOf(parameter);
  const quantity = typeof value === 'string' && unit !== null ? parseQuantity(value) : undefined;
  if (quantity === undefined || unit === null) return { value };
  if (unit !== undefined && needsClock(quantity.unit, unit)) return quantity;
  const number = inUnit(quantity, unit);
  return typeof number === 'string' ? number : { value: number };
}

/** The values of an axis, sizes and times as numbers. Throws UserError on a malformed range. */
export function valuesOf(axis: string | readonly Scalar[], parameter: Parameter): readonly Scalar[] {
  if (typeof axis === 'string')
    return looksLikeRange(axis) ? parseRange(axis, unitOf(parameter) ?? undefined) : [plain(parameter, axis)];
  return axis.map((each) => plain(parameter, each));
}

function plain(parameter: Parameter, value: Scalar): Scalar {
  const found = valueFor(parameter, value);
  return typeof found === 'object' && 'value' in found ? (found.value as Scalar) : value;
}

/** Sets one value in a tree of keys and values. */
export function assign(tree: Record<string, unknown>, keys: readonly string[], value: unknown): void {
  let at = tree;
  for (const key of keys.slice(0, -1)) {
    if (typeof at[key] !== 'object' || at[key] === null) at[key] = {};
    at = at[key] as Record<string, unknown>;
  }
  at[keys.at(-1)!] = value;
}
