import type { Quantity } from '../../config/quantity.ts';
import { UserError } from '../../errors.ts';
import { type Parameter, parameterOf, valueFor } from './parameters.ts';

/** One value given to one setting. */
export interface Assignment {
  parameter: Parameter;
  /** As the study spells it. */
  written: string;
  value: unknown;
  /** A cost's value that the clock of its point converts. */
  quantity?: Quantity;
}

/** A path that the study's schema has found to be good. */
export const known = (path: string): Parameter => {
  const parameter = parameterOf(path);
  if (typeof parameter === 'string') throw new Error(parameter);
  return parameter;
};

/** Throws UserError for a value in a unit that does not fit. */
export function assignment(written: string, parameter: Parameter, given: unknown): Assignment {
  const found = valueFor(parameter, given);
  if (typeof found === 'string') throw new UserError(found);
  const quantity = 'unit' in found ? { quantity: found } : {};
  return { parameter, written, value: 'unit' in found ? given : found.value, ...quantity };
}

export const assignmentsOf = (settings: Readonly<Record<string, unknown>>): Assignment[] =>
  Object.entries(settings).map(([path, value]) => assignment(path, known(path), value));
