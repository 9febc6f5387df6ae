import { isTree, type Tree } from '../config/layers.ts';
import { shownCost } from '../price/costs/document.ts';
import { structureDifferences } from '../replay/structure/documents/differences.ts';
import type { Structure } from '../replay/structure/structure.ts';
import type { Pairs } from './pairs.ts';
import type { Configuration, Result } from './result/result.ts';

/** What went into results. */
export const INPUTS = ['program', 'trace', 'structure', 'costs', 'warm-up', 'study'] as const;

/** A value that went into one result and not into the other. */
export interface InputDifference {
  /** Which kind of input. */
  what: (typeof INPUTS)[number];
  /** Whose it is: the configurations’ or the trace’s names; empty where it is the whole result’s. */
  of: string[];
  /** As commands spell it, `monitor.secondLevelTlb.entries`; `name`, where only that differs. */
  path: string;
  /** In the first result; `–` where it has none. */
  before: string;
  /** In the second result; `–` where it has none. */
  after: string;
}

const NONE = '–';

/** In what two results differ of what went in, and of which inputs one of them does not say what they were. */
export function inputDifferences(a: Result, b: Result, configurations: Pairs, traces: Pairs): { differences: InputDifference[]; unknown: string[] } {
  const pairs = configurations.flatMap(([one, other]) => {
    const [before, after] = [named(a, one), named(b, other)];
    return before === undefined || after === undefined ? [] : [{ before, after }];
  });
  const both = <K extends keyof Configuration>(key: K) =>
    pairs.filter(({ before, after }) => before[key] !== undefined && after[key] !== undefined);
  const differences = [
    ...(a.program === undefined || b.program === undefined ? [] : different('program', [], 'version', a.program, b.program)),
    ...traces.flatMap((pair) => ofTrace(a, b, pair)),
    ...pairs.flatMap(({ before, after }) => different('structure', [before.name], 'name', before.name, after.name)),
    ...both('structure').flatMap(ofStructure),
    ...both('costs').flatMap(({ before, after }) => ofCosts(before.name, before.costs!, after.costs!)),
    ...both('warmup').flatMap(({ before, after }) =>
      different('warm-up', [before.name], 'instructions', instructions(before.warmup!), instructions(after.warmup!))),
    ...(a.study.size === 0 || b.study.size === 0 ? [] : ofMaps('study', [], a.study, b.study)),
  ];
  // Of a sweep the study says it.
  const sweeps = a.kind === 'sweep' && b.kind === 'sweep';
  const none = a.configurations.length === 0 || b.configurations.length === 0;
  const asked: [string, boolean][] = [
    ['the program', a.program === undefined || b.program === undefined],
    ['the trace', a.traces === undefined || b.traces === undefined],
    ['the structures', !sweeps && (none || both('structure').length < pairs.length)],
    ['the costs', !sweeps && (none || both('costs').length < pairs.length)],
    ['what the study asked', sweeps && (a.study.size === 0 || b.study.size === 0)],
  ];
  return { differences: merged(differences), unknown: asked.flatMap(([what, is]) => (is ? [what] : [])) };
} // biome-ignore format: long lines

const named = ({ configurations }: Result, wanted: string): Configuration | undefined =>
  configurations.find(({ name }) => name === wanted);

const instructions = (n: number): string => (n === 0 ? 'none' : `${n} instructions`);

const different = (what: InputDifference['what'], of: string[], path: string, before: string, after: string): InputDifference[] =>
  before === after ? [] : [{ what, of, path, before, after }]; // biome-ignore format: a signature

function ofMaps(what: InputDifference['what'], of: string[], a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): InputDifference[] {
  const paths = [...new Set([...a.keys(), ...b.keys()])];
  return paths.flatMap((path) => different(what, of, path, a.get(path) ?? NONE, b.get(path) ?? NONE));
} // biome-ignore format: a signature

/** Of one trace, what differs. Where neither content is known, equal totals are all there is to say. */
function ofTrace(a: Result, b: Result, [one, other]: Pairs[number]): InputDifference[] {
  const [before, after] = [a.traces?.find(({ name }) => name === one), b.traces?.find(({ name }) => name === other)];
  if (before === undefined || after === undefined) return [];
  const known = (path: string): boolean => path !== 'sha256' || (before.facts.has(path) && after.facts.has(path));
  return ofMaps('trace', [one], before.facts, after.facts).filter(({ path }) => known(path));
}

function ofStructure({ before, after }: { before: Configuration; after: Configuration }): InputDifference[] {
  const both = [before.structure, after.structure] as unknown as Structure[];
  return structureDifferences(both).map(({ path, values }) => ({
    what: 'structure',
    of: [before.name],
    path,
    before: values[0],
    after: values[1],
  }));
}

function ofCosts(of: string, a: Tree, b: Tree): InputDifference[] {
  const text = (cost: unknown): string => (isTree(cost) ? `${cost.value} ${cost.unit}` : NONE);
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((name) => isTree(a[name]) || isTree(b[name])); // biome-ignore format: a line
  return names.flatMap((name) => different('costs', [of], shownCost([name]).join('.'), text(a[name]), text(b[name])));
}

/** What is the same for several configurations is told once. */
function merged(differences: readonly InputDifference[]): InputDifference[] {
  const all = new Map<string, InputDifference>();
  for (const each of differences) {
    const { what, path, before, after, of } = each;
    const id = JSON.stringify([what, path, before, after]);
    const known = all.get(id);
    if (known === undefined) all.set(id, { ...each, of: [...of] });
    else known.of.push(...of.filter((name) => !known.of.includes(name)));
  }
  return [...all.values()];
}
