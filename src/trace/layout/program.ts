import { ENDS_IN_SPACE } from '../words/layout.ts';
import { allFields, FIELDS, type FieldName, type Part } from './grammar.ts';
import type { Operation } from './operations.ts';

/** What a scanner does, step by step, at a line. Before each step but `blank`, `next` and `enter` it passes over blanks. */
export const Step = {
  /** One blank or more. */
  blank: 0,
  /** The byte `arg`. */
  literal: 1,
  /** The byte `arg`, at once. */
  next: 2,
  /** An operation of one letter, of several. */
  letter: 3,
  word: 4,
  hexadecimal: 5,
  decimal: 6,
  /** Hexadecimal behind `0x`, else decimal. */
  either: 7,
  /** The number that was read is this; they follow one of the three above. */
  address: 8,
  load: 9,
  store: 10,
  ip: 11,
  size: 12,
  count: 13,
  cpu: 14,
  thread: 15,
  task: 16,
  /** Up to the byte `arg`, or to the end; in a quoted field it does not end. */
  skipTo: 17,
  /** Up to a blank or to the end, something. */
  skipWord: 18,
  /** Up to where the literal that follows begins; to the end where there is none. */
  seek: 19,
  /** Up to the end of the line. */
  rest: 20,
  /** What may be absent begins, group `arg`. */
  enter: 21,
  end: 22,
} as const;
export type Step = (typeof Step)[keyof typeof Step];

/** No operation begins with this byte. */
export const NO_OPERATION = 255;
const TAB = 9;
const SPACE = 32;

/** A line's layout, ready for a scanner. */
export interface Program {
  readonly text: string;
  readonly steps: Uint8Array;
  readonly args: Uint8Array;
  /** The innermost group that each step is in, -1 outside. */
  readonly groups: Int8Array;
  /** The step behind each group. */
  readonly groupEnds: readonly number[];
  /** What was expected where a step fails; behind the last, of an access that no step fails. */
  readonly expected: readonly string[];
  /** Operations by their letter, either case. */
  readonly letters: Uint8Array;
  /** Longer codes, in lower case, the longest first. */
  readonly words: readonly { readonly bytes: Uint8Array; readonly operation: Operation }[];
  /** The second byte that counts as a blank: a tab, unless tabs separate fields. */
  readonly tab: number;
  /** Bytes of each access that no size tells, and of a fetch. */
  readonly bytes: number;
  readonly fetchBytes: number;
  readonly fields: ReadonlySet<FieldName>;
}

const BASE_STEPS = { hex: Step.hexadecimal, dec: Step.decimal, auto: Step.either } as const;
const BASE_NAMES = { hex: 'hexadecimal', dec: 'decimal', auto: 'decimal or 0x' } as const;

/** The steps of a layout that `text` says. */
export function compile(parts: readonly Part[], text: string): Program {
  const steps: number[] = [];
  const args: number[] = [];
  const groups: number[] = [];
  const groupEnds: number[] = [];
  const expected: string[] = [];
  const letters = new Uint8Array(256).fill(NO_OPERATION);
  const words: { bytes: Uint8Array; operation: Operation }[] = [];
  let group = -1;
  const put = (step: number, arg: number, what: string): void => {
    steps.push(step);
    args.push(arg);
    groups.push(group);
    expected.push(what);
  };

  const field = (part: Part & { kind: 'field' }, before: Part | undefined, follows: Part | undefined): void => {
    const { name, base } = part;
    if (name === '_') {
      // The last of several fields with a separator between them may be empty as well, and have blanks in it.
      const separator = follows ?? before;
      if (separator?.kind === 'literal') put(Step.skipTo, separator.text.charCodeAt(0), 'a field');
      else put(Step.skipWord, 0, 'a field');
      return;
    }
    if (name === 'op') {
      for (const { text: code, operation } of part.codes) {
        const lower = code.toLowerCase();
        if (code.length > 1) words.push({ bytes: Buffer.from(lower, 'latin1'), operation });
        else for (const each of [lower, code.toUpperCase()]) if (letters[each.charCodeAt(0)] === NO_OPERATION) letters[each.charCodeAt(0)] = operation; // biome-ignore format: a line
      }
      // What is written in the layout goes before the same letter in the other case.
      for (const { text: code, operation } of part.codes)
        if (code.length === 1) letters[code.charCodeAt(0)] = operation;
      const codes = part.codes.map(({ text: code }) => code);
      put(words.length > 0 ? Step.word : Step.letter, 0, `an operation (${shown(codes)})`);
      return;
    }
    const kind = name === 'size' ? 'size' : name === 'count' ? 'number of instructions' : `${name} number`;
    const what = FIELDS[name].bytes === undefined ? kind : `${BASE_NAMES[base]} address`;
    put(BASE_STEPS[base], 0, /^[aeiou]/.test(what) ? `an ${what}` : `a ${what}`);
    put(Step[name], 0, name === 'size' ? 'a size of 1 to 65536 bytes' : name === 'cpu' ? 'a CPU number, 0 to 127' : what); // biome-ignore format: a line
  };

  const all = (list: readonly Part[], after: Part | undefined): void => {
    for (const [i, part] of list.entries()) {
      const follows = list[i + 1] ?? after;
      if (part.kind === 'blank') put(Step.blank, 0, 'a blank');
      else if (part.kind === 'literal') literal(part.text);
      else if (part.kind === 'anything') {
        if (follows === undefined) put(Step.rest, 0, '');
        else if (follows.kind === 'literal') put(Step.seek, 0, JSON.stringify(follows.text));
        else put(Step.skipWord, 0, 'something');
      } else if (part.kind === 'field') field(part, list[i - 1], follows);
      else {
        const outer = group;
        group = groupEnds.push(0) - 1;
        const own = group;
        put(Step.enter, own, '');
        all(part.parts, follows);
        groupEnds[own] = steps.length;
        group = outer;
      }
    }
  };
  const literal = (characters: string): void => {
    let step: number = Step.literal;
    for (const byte of Buffer.from(characters, 'utf8')) {
      if (byte === SPACE) put(Step.blank, 0, 'a blank');
      else put(step, byte, JSON.stringify(characters));
      step = byte === SPACE ? Step.literal : Step.next;
    }
  };
  all(parts, undefined);
  put(Step.end, 0, 'the end of the line');
  expected.push(ENDS_IN_SPACE);

  const fields = allFields(parts);
  const bytesOf = (names: readonly FieldName[]): number => fields.find(({ name }) => names.includes(name))?.bytes ?? 1;
  return {
    text,
    steps: Uint8Array.from(steps),
    args: Uint8Array.from(args),
    groups: Int8Array.from(groups),
    groupEnds,
    expected,
    letters,
    words: words.sort((a, b) => b.bytes.length - a.bytes.length),
    tab: parts.some((part) => part.kind === 'literal' && part.text.includes('\t')) ? SPACE : TAB,
    bytes: bytesOf(['address', 'load', 'store']),
    fetchBytes: bytesOf(['ip']),
    fields: new Set(fields.map(({ name }) => name)),
  };
}

const shown = (codes: readonly string[]): string => {
  const few = codes.length > 8 ? [...codes.slice(0, 7), '…'] : codes;
  return few.join(', ');
};
