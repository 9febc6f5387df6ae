import { entryOf } from '../entry.ts';
import { boundsOf, type CostList, type CostSet, costIn, namesOf, unitIn } from '../price/cost-list.ts';
import { printable } from '../printable.ts';
import type { Payload } from '../report/page/live.ts';

/** What a reader has chosen: one of the sets of costs by its name (undefined: those that the page was written with), and costs that are otherwise. */
export interface State {
  preset: string | undefined;
  values: ReadonlyMap<string, number>;
}

export const AS_WRITTEN: State = { preset: undefined, values: new Map() };

export const isAsWritten = ({ preset, values }: State): boolean => preset === undefined && values.size === 0;

const base = ({ costs, presets }: Payload, preset: string | undefined): CostSet =>
  presets.find(({ name }) => name === preset) ?? costs;

/** The costs of a state. What was chosen has the page as its source. */
export function costsOf(payload: Payload, { preset, values }: State): CostSet {
  const costs = { ...base(payload, preset) };
  for (const [name, value] of values)
    Object.assign(costs, { [name]: { ...costIn(costs, name), value, kind: 'given', source: 'set on the page' } });
  return costs;
}

/** The state with another value of a cost; its own value is no choice. */
export function withValue(payload: Payload, { preset, values }: State, name: string, value: number): State {
  const changed = new Map(values).set(name, value);
  if (costIn(base(payload, preset), name).value === value) changed.delete(name);
  return { preset, values: changed };
}

/** What is wrong with a value of a cost; undefined: nothing. */
export function valueProblem(list: CostList, name: string, value: number): string | undefined {
  const { min, max } = boundsOf(list, name);
  return value >= min && value <= max
    ? undefined
    : `${name}: expected ${min} to ${max.toLocaleString('en-US')} ${unitIn(list, name)}`;
}

/** A link's fragment: the section, then what differs from the page as it was written: `#rates&costs=origin&remoteMemory=2700ns`. */
export function fragmentOf(list: CostList, { preset, values }: State, section: string): string {
  const choices = [
    ...(preset === undefined ? [] : [`costs=${encodeURIComponent(preset)}`]),
    ...Array.from(values, ([name, value]) => `${name}=${value}${list.costs[name][0]}`),
  ];
  return [encodeURIComponent(section), ...choices].filter((each, n) => n === 0 || each !== '').join('&').replace(/^&/, '');
} // biome-ignore format: short lines

/** What a fragment says, and what of it is not understood: sentences. Whatever it says, the rest of it counts. */
export function readFragment(
  list: CostList,
  payload: Payload,
  fragment: string,
): { state: State; section: string; problems: string[] } {
  const problems: string[] = [];
  let section = '';
  let preset: string | undefined;
  const values = new Map<string, number>();
  for (const [n, each] of fragment.replace(/^#/, '').split('&').entries()) {
    const [key, text, ...more] = each.split('=').map(decoded);
    if (text === undefined) {
      if (n === 0) section = key;
      else if (key !== '') problems.push(`${quoted(key)} is no cost with a value.`);
    } else if (key === 'costs' && more.length === 0) {
      if (payload.presets.some(({ name }) => name === text)) preset = text;
      else problems.push(`There are no costs ${quoted(text)}; there are ${payload.presets.map(({ name }) => name).join(', ')}.`); // biome-ignore format: a line
    } else {
      const name = namesOf(list).find((known) => known === key);
      const [, number, unit] = /^([\d.]+(?:e[+-]?\d+)?)([a-zA-Z]*)$/.exec(text) ?? [];
      const value = Number(number ?? Number.NaN);
      if (name === undefined || more.length > 0) problems.push(`${quoted(key)} is no cost.`);
      else if (Number.isNaN(value) || (unit !== '' && unit !== list.costs[name][0]))
        problems.push(`${name}=${quoted(text)}: expected a number in ${list.costs[name][0]}.`);
      else {
        const problem = valueProblem(list, name, value);
        if (problem === undefined) values.set(name, value);
        else problems.push(`${problem}.`);
      }
    }
  }
  const state = [...values].reduce((sum, [name, value]) => withValue(payload, sum, name, value), { preset, values: new Map() } as State); // biome-ignore format: a line
  return { state, section, problems };
}

/** So many problems of a link are told one by one. */
const MOST_PROBLEMS = 3;

/** What is wrong with a link, for people. */
export function problemSentences(problems: readonly string[]): string {
  const more = problems.length - MOST_PROBLEMS;
  return [...problems.slice(0, MOST_PROBLEMS), ...(more > 0 ? [`And ${more.toLocaleString('en-US')} more.`] : []), 'The rest of the link counts.'].join(' '); // biome-ignore format: a line
}

/** Percent escapes undone, where they are some. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const quoted = (text: string): string => printable(JSON.stringify(text.length > 40 ? `${text.slice(0, 39)}…` : text));

/** Costs as a file that the list's option takes: all of them, each with its kind and source. */
export const costsFile = (costs: CostSet, title: string): string =>
  `${JSON.stringify({ ...costs, name: 'from-a-page', description: `Costs chosen on the page ${title}.` }, null, 2)}\n`;

/** What a file of costs may have beside them. */
const BESIDE = ['name', 'description'];

/** Costs out of such a file, by name. Throws Error with a sentence for what is none, and for what only the list's option reads. */
export function readCostsFile(list: CostList, text: string): Map<string, number> {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw new Error('The file is no JSON; a page reads the costs that a page has saved.');
  }
  if (typeof document !== 'object' || document === null || Array.isArray(document))
    throw new Error('The file has no costs in it.');
  const table = document as Record<string, unknown>;
  const known: readonly string[] = [...namesOf(list), ...BESIDE];
  const other = Object.keys(table).find((key) => !known.includes(key));
  if (other !== undefined)
    throw new Error(
      `The file has ${quoted(other)}: a page reads only what a page has saved; ${list.flag} reads other files.`,
    );
  const values = new Map<string, number>();
  for (const name of namesOf(list)) {
    const given = entryOf(table, name);
    if (given === undefined) continue;
    const { value, unit = list.costs[name][0] } = typeof given === 'object' && given !== null ? (given as { value?: unknown; unit?: unknown }) : { value: given }; // biome-ignore format: a line
    if (typeof value !== 'number' || unit !== list.costs[name][0])
      throw new Error(`${name}: expected a number in ${unitIn(list, name)}.`);
    const problem = valueProblem(list, name, value);
    if (problem !== undefined) throw new Error(`${problem}.`);
    values.set(name, value);
  }
  if (values.size === 0) throw new Error('The file has no costs in it.');
  return values;
}
