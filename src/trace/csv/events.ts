import { distance } from 'fastest-levenshtein';
import {
  MARKER_NAMES,
  MARKERS,
  type Marker,
  type MarkerName,
  type MarkerSpec,
  type Operand,
  specOf,
} from '../words/markers.ts';
import { RegionFlag } from '../words/vocabulary.ts';
import { expectedOf, fieldOf } from './fields.ts';
import { type CsvEvent, GRAMMARS, hasGrammar, isBare, type Parser } from './grammars.ts';

export { type CsvEvent, LAST_CALL } from './grammars.ts';

/**
 * Events by the names our CSV gives them in its `info` column (kind X), both ways. The grammar of one event is
 *
 *     name [argument ...]
 *
 * Most have a name in `MARKERS` and their operands as arguments, in order; the others a grammar of their own. Where the marker's own
 * operand is a page, the row names it by its address, in the `address` column; the rows of other events have 0 there.
 * `task`, `thread`, `space` and `segment` are the reader's own business: no marker stands for them.
 */
export const NOT_EVENTS = ['task', 'thread', 'space', 'segment'] as const;

/** The words of a `segment` row: flags of the region at its address, where the architecture does not tell them. */
export const REGION_FLAGS: ReadonlyMap<string, number> = new Map(
  Object.entries(RegionFlag).map(([name, flag]) => [
    name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
    flag,
  ]),
);

/** The operands an event row writes as arguments, each with its bits. */
function argumentsOf({ a, operands = [] }: MarkerSpec): readonly [Operand, 24 | 32][] {
  const own: [Operand, 24][] = a === undefined || a[1] === 'page' ? [] : [[a, 24]];
  return [...own, ...operands.map((operand): [Operand, 32] => [operand, 32])];
}

/** Reads the arguments of an event that has no grammar of its own. */
function parserOf(spec: MarkerSpec): Parser {
  const expected = argumentsOf(spec);
  const ownFirst = spec.a !== undefined && spec.a[1] !== 'page';
  return (args) => {
    if (expected.length === 0) return isBare(args) ? [{ type: spec.code as Marker, a: 0, operands: [] }] : undefined;
    if (args.length !== expected.length) return undefined;
    const values: number[] = ownFirst ? [] : [0];
    for (const [n, [[, kind], bits]] of expected.entries()) {
      const words = fieldOf(kind).read(args[n], bits);
      if (words === undefined) return undefined;
      values.push(...words);
    }
    const [a, ...operands] = values;
    return [{ type: spec.code as Marker, a, operands }];
  };
}

function exampleOf(name: string, spec: MarkerSpec): string {
  const expected = argumentsOf(spec);
  const values = expected.map(([[, kind]]) => fieldOf(kind).example);
  const says = expected.map(([[operand, kind], bits]) => expectedOf(operand, kind, bits));
  return expected.length === 0 ? name : `"${[name, ...values].join(' ')}" (${says.join(', ')})`;
}

const PARSERS = new Map<string, Parser>();
const EXAMPLES = new Map<string, string>();
for (const [marker, spec] of Object.entries(MARKERS) as [MarkerName, MarkerSpec][])
  if (typeof spec.csv === 'string') {
    PARSERS.set(spec.csv, parserOf(spec));
    EXAMPLES.set(spec.csv, exampleOf(spec.csv, spec));
  } else if (hasGrammar(marker)) {
    const { names, examples } = GRAMMARS[marker];
    for (const [name, parser] of Object.entries(names)) PARSERS.set(name, parser);
    for (const [name, example] of Object.entries(examples)) EXAMPLES.set(name, example);
  }

/** Every name the `info` column of an X row may begin with. */
export const EVENT_NAMES: readonly string[] = [...PARSERS.keys(), ...NOT_EVENTS];

/** The events an `info` text means (a Valgrind system call is two), or undefined where it means none. */
export function parseEvent(text: string): readonly CsvEvent[] | undefined {
  const space = text.indexOf(' ');
  const name = space < 0 ? text : text.slice(0, space);
  const rest = space < 0 ? '' : text.slice(space + 1);
  return PARSERS.get(name)?.(
    rest.split(' ').filter((word) => word !== ''),
    rest,
  );
}

/** What an error says was expected in place of `text`: the right form of a known name, else the nearest name. */
export function expectedEvent(text: string): string {
  const name = text.split(' ', 1)[0];
  if (name === 'space') return 'the number of an address space, from 1, as in "space 2"';
  if (name === 'segment') return `the flags of a segment: ${[...REGION_FLAGS.keys()].join(', ')}`;
  if (PARSERS.has(name)) return `the arguments of the event ${name}, as in ${EXAMPLES.get(name) ?? name}`;
  let nearest = EVENT_NAMES[0];
  for (const other of EVENT_NAMES) if (distance(name, other) < distance(name, nearest)) nearest = other;
  const hint = distance(name, nearest) <= 3 ? ` (did you mean ${nearest}?)` : '';
  return `a known event${hint}: ${EVENT_NAMES.join(', ')}`;
}

/**
 * The `info` text of a marker, such that `parseEvent` gives the marker back. Markers that are columns or rows of other
 * kinds (cpu, mode, run, frame, ...) have no text here: a RangeError. A page that is no `a` is wanted as an address, `[low, high]`.
 */
export function eventName(type: Marker, a: number, operands: ArrayLike<number>): string {
  const spec = specOf(type);
  const name = spec.csv;
  if (typeof name !== 'string') {
    const marker = MARKER_NAMES[type] as MarkerName;
    if (!hasGrammar(marker)) throw new RangeError(`a marker of type ${type} has no text`);
    return GRAMMARS[marker].text(a, operands);
  }
  const words = spec.a !== undefined && spec.a[1] !== 'page' ? [a, ...Array.from(operands)] : Array.from(operands);
  const texts: string[] = [name];
  for (const [[, kind]] of argumentsOf(spec)) texts.push(fieldOf(kind).write(words.splice(0, kind === 'page' ? 2 : 1)));
  return texts.join(' ');
}

/** An event's operands for `eventName`, given a page's address: pages become two words each, low half first. */
export function withAddresses(
  type: Marker,
  operands: ArrayLike<number>,
  addressOf: (page: number) => readonly [low: number, high: number],
): number[] {
  const { operands: kinds = [] } = specOf(type);
  if (!kinds.some(([, kind]) => kind === 'page')) return Array.from(operands);
  return kinds.flatMap(([, kind], n) => (kind === 'page' ? addressOf(operands[n]) : [operands[n]]));
}

/** The trace's operands of an event read, given the page of an address: the other way. */
export function withPages(
  { type, operands }: CsvEvent,
  pageOf: (high: number, low: number) => number,
): readonly number[] {
  const { operands: kinds = [] } = specOf(type);
  if (!kinds.some(([, kind]) => kind === 'page')) return operands;
  const words = [...operands];
  return kinds.map(([, kind]) => {
    const [low, high] = words.splice(0, kind === 'page' ? 2 : 1);
    return kind === 'page' ? pageOf(high, low) : low;
  });
}
