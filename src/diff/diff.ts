import { UserError } from '../errors.ts';
import { printable } from '../printable.ts';
import { enumerate } from '../report/text/words.ts';
import { type InputDifference, inputDifferences } from './inputs.ts';
import { matchItems } from './match.ts';
import { type Pairs, pairNames, pairTraces, renamings } from './pairs.ts';
import { RESULT_KINDS, type Result, type ResultKind } from './result/result.ts';
import { compareNumbers, type DiffRow, type MeasureChange } from './rows.ts';

/** One of the two. */
export interface DiffSide {
  /** What it is called: its folder or file. */
  name: string;
  /** What wrote it. */
  kind: ResultKind;
  /** Null: it does not say. */
  program: string | null;
  /** Names of its traces. */
  traces: string[];
  /** Names of its configurations. */
  configurations: string[];
}

/** What differs between two results: of what went in, and of what came out. */
export interface ResultDiff {
  /** The first result. */
  a: DiffSide;
  /** The second result. */
  b: DiffSide;
  /** Whether all numbers that can be compared are equal, and neither has any that the other lacks. */
  same: boolean;
  /** What went in, as far as both say. */
  inputs: InputDifference[];
  /** What one of them does not say of what went in. */
  unknown: string[];
  /** What cannot be compared, and why: sentences. */
  notes: string[];
  /** Names of what tells numbers apart, for the rows’ keys. */
  keys: string[];
  /** Keys of what only one of them has. */
  only: { a: DiffRow['key'][]; b: DiffRow['key'][] };
  /** Numbers that both have, and that are equal in both. */
  compared: number;
  /** Numbers that are equal in both. */
  unchanged: number;
  /** What points of time are percent of. */
  base: { name: string; ns: number } | null;
  /** Each measure over all that both have it of. */
  measures: MeasureChange[];
  /** Every number that changed, what changed most first: see `weightOf`. */
  rows: DiffRow[];
}

/** Kinds of results that have numbers in common beside their own kind’s. */
const ALIKE: readonly (readonly ResultKind[])[] = [['report', 'ablation']];

/**
 * Compares two results that were written before, as `readResult` reads them or `resultOf` takes them out of their JSON. What only one has
 * is told, not compared. Throws a UserError where results of their kinds have no number in common.
 *
 * @param a - the first result
 * @param b - the second result
 * @returns what differs, what changed most first
 * @example
 * ```ts
 * import { diffResults, loadCosts, loadStructures, openTrace, replayAll, resultOf, runsOf, toJson } from 'disco-replay';
 *
 * const trace = await openTrace('padded');
 * const counted = await replayAll(trace, loadStructures(['irix', 'disco']));
 * const [before, after] = [[], ['remoteMemory=2us']].map((settings, n) =>
 *   resultOf(toJson(runsOf(trace, counted, loadCosts('flash', settings))), `result ${n}`),
 * );
 * for (const { name, before: was, after: is, unit } of diffResults(before, after).rows.slice(0, 5))
 *   console.log(name, was, is, unit);
 * ```
 */
export function diffResults(a: Result, b: Result): ResultDiff {
  if (a.kind !== b.kind && !ALIKE.some((kinds) => kinds.includes(a.kind) && kinds.includes(b.kind)))
    throw new UserError(
      `${printable(a.name)} is ${RESULT_KINDS[a.kind]}, ${printable(b.name)} is ${RESULT_KINDS[b.kind]}: these have no number in common; expected two results of one kind`,
    );
  const configurations = pairNames(namesOf(a), namesOf(b));
  const traces = tracePairs(a, b);
  const { differences, unknown } = inputDifferences(a, b, configurations, traces);
  const { keys, matched, only, notes } = matchItems(a, b, renamings(a, b, configurations, traces));
  const { rows, measures } = compareNumbers(a, b, matched);
  const compared = measures.reduce((sum, each) => sum + each.compared, 0);
  const missing = [...lacking(a, b), ...lacking(b, a)];
  return {
    a: side(a),
    b: side(b),
    same: rows.length + only.a.length + only.b.length + missing.length + notes.length === 0,
    inputs: differences,
    unknown,
    notes: [...kindNotes(a, b), ...notes, ...missing],
    keys,
    only,
    compared,
    unchanged: compared - rows.filter(({ change }) => change !== null).length,
    base: a.base ?? null,
    measures,
    rows,
  };
}

const namesOf = ({ configurations }: Result): string[] => configurations.map(({ name }) => name);

/** A report is of one trace, whatever it is called; a sweep’s are told apart by their names. */
function tracePairs(a: Result, b: Result): Pairs {
  const [one, other] = [a.traces ?? [], b.traces ?? []];
  return a.kind === 'sweep' ? pairTraces(one, other) : one.flatMap(({ name }, n) => (other[n] === undefined ? [] : [[name, other[n].name] as const])); // biome-ignore format: a line
}

const side = (result: Result): DiffSide => ({
  name: result.name,
  kind: result.kind,
  program: result.program ?? null,
  traces: result.traces?.map(({ name }) => name) ?? [],
  configurations: namesOf(result),
});

const kindNotes = (a: Result, b: Result): string[] =>
  a.kind === b.kind
    ? []
    : [`${a.name} is ${RESULT_KINDS[a.kind]}, ${b.name} is ${RESULT_KINDS[b.kind]}: what both have is compared.`];

/** Measures that only one has, of results of one kind: a sentence. */
function lacking(a: Result, b: Result): string[] {
  if (a.kind !== b.kind) return [];
  const known = new Set(b.measures.map(({ group, name }) => `${group} ${name}`));
  const names = a.measures.flatMap(({ group, name }) => (known.has(`${group} ${name}`) ? [] : [name]));
  if (names.length === 0) return [];
  const shown = names.length > 8 ? [...names.slice(0, 7), `${names.length - 7} more`] : names;
  return [`Only ${a.name} has ${enumerate(shown)}.`];
}
