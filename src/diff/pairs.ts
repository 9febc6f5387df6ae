import type { Result, TraceFacts } from './result/result.ts';

/** Names of one result with those of another that mean the same. */
export type Pairs = readonly (readonly [a: string, b: string])[];

/** Names that are equal, and, where as many are left of one as of the other, those in order: two results of one structure each are compared whatever it is called. */
export function pairNames(a: readonly string[], b: readonly string[]): Pairs {
  const same = a.filter((name) => b.includes(name));
  const [left, right] = [a, b].map((names) => names.filter((name) => !same.includes(name)));
  const rest = left.length === right.length ? left.map((name, n) => [name, right[n]] as const) : [];
  return [...same.map((name) => [name, name] as const), ...rest];
}

/** Traces of one content first, whatever they are called; then by their names. */
export function pairTraces(a: readonly TraceFacts[], b: readonly TraceFacts[]): Pairs {
  const hash = ({ facts }: TraceFacts): string | undefined => facts.get('sha256');
  const alike = a.flatMap((trace) => {
    const found = b.filter((other) => hash(other) !== undefined && hash(other) === hash(trace));
    const [other] = found.filter(({ name }) => name === trace.name).concat(found);
    return other === undefined || a.filter((each) => hash(each) === hash(trace)).length > 1 ? [] : [[trace.name, other.name] as const];
  });
  const names = (traces: readonly TraceFacts[], side: 0 | 1): string[] =>
    traces.map(({ name }) => name).filter((name) => !alike.some((pair) => pair[side] === name));
  return [...alike, ...pairNames(names(a, 0), names(b, 1))];
} // biome-ignore format: long lines

/** For each key of results, what of the second's names is called otherwise in the first. */
export function renamings(a: Result, b: Result, configurations: Pairs, traces: Pairs): Readonly<Record<string, ReadonlyMap<string, string>>> {
  const back = (pairs: Pairs): ReadonlyMap<string, string> => new Map(pairs.map(([one, other]) => [other, one]));
  // A published number’s configuration is one of the paper’s, with no structure of the result’s own.
  const own = a.kind === 'reproduction' || b.kind === 'reproduction' ? [] : configurations;
  return { configuration: back(own), structure: back(own), trace: back(traces) };
} // biome-ignore format: a signature
