import type { PriorEntry } from '../../config/annotations/spread.ts';
import { valueAt } from '../../config/layers.ts';
import { loadLocated } from '../../config.ts';
import { STRUCTURES } from '../../replay/structure/presets.ts';
import { integer } from '../../report/text/words.ts';
import type { Explained } from '../explain.ts';

const text = (value: unknown): string => (typeof value === 'number' ? integer(value) : String(value));

/** Between which bounds a number may be: the ends of a list of numbers, too. None where it is no number. */
function rangeOf(prior: PriorEntry): string | null {
  if (!('oneOf' in prior)) return `${text(prior.from)} to ${text(prior.to)}`;
  const { oneOf } = prior;
  return oneOf.every((each) => typeof each === 'number') ? `${text(oneOf[0])} to ${text(oneOf.at(-1))}` : null;
}

/** Numbers of the mechanism's settings that are assumed and have a prior, as its structure has them: value, bounds, and what is known. */
function assumedOf({ mechanism, explanation, settings }: Explained): string[] {
  const { value, origins, priors } = loadLocated(STRUCTURES, explanation.structure);
  const roots = [mechanism.setting, ...(mechanism.parameters ?? [])].map((path) => `monitor.${path}`);
  return priors.flatMap(({ paths, written }) => {
    const path = paths.map((each) => each.join('.')).find((each) => roots.some((root) => each === root || each.startsWith(`${root}.`)));
    const origin = origins.find((each) => each.path.join('.') === path);
    const range = rangeOf(written);
    if (path === undefined || origin?.kind !== 'assumed' || range === null) return [];
    const was = `${path} is ${text(valueAt(value, path.split('.')))}`;
    const set = settings.some((each) => each.startsWith(`${path}=`)) ? ', set otherwise here' : '';
    return [`${was}, may be ${range} (${origin.source.split(';')[0]}${set})`];
  });
} // biome-ignore format: long lines

/** Whose the numbers are, and what of the mechanism is assumed: a sentence or two. */
export function standing(one: Explained): string {
  const assumed = assumedOf(one);
  return ['Counted by this model, not by the paper.', ...(assumed.length === 0 ? [] : [`Assumed: ${assumed.join('; ')}.`])].join(' ');
} // biome-ignore format: a line
