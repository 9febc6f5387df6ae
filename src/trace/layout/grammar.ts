import { suggestion } from '../../config/suggestion.ts';
import { excerpt, UserError } from '../../errors.ts';
import { MAX_REFERENCE_BYTES } from '../words/layout.ts';
import { codeOf, OPERATIONS, type Operation, operationNamed } from './operations.ts';

/** How a number is written; `auto`: `0x` says hexadecimal, else it is decimal. A `0x` before a hexadecimal one may be there or not. */
export const BASES = ['hex', 'dec', 'auto'] as const;
export type Base = (typeof BASES)[number];

export const FIELD_NAMES = [
  'address',
  'load',
  'store',
  'ip',
  'size',
  'op',
  'count',
  'cpu',
  'thread',
  'task',
  '_',
] as const;
export type FieldName = (typeof FIELD_NAMES)[number];

interface Field {
  /** Of a number: how it is written unless the layout says. */
  base?: Base;
  /** Of an address: bytes of an access whose size nothing tells. */
  bytes?: number;
  meaning: string;
}

/** What a layout's fields mean. */
export const FIELDS: Readonly<Record<FieldName, Field>> = {
  address: { base: 'hex', bytes: 1, meaning: 'address of the access that `op` tells of; of a load without `op`' },
  load: { base: 'hex', bytes: 1, meaning: 'address of a load' },
  store: { base: 'hex', bytes: 1, meaning: 'address of a store' },
  ip: { base: 'hex', bytes: 4, meaning: "the instruction's address, taken as a fetch of it" },
  size: { base: 'auto', meaning: 'bytes of the access' },
  op: { meaning: 'operation, by its codes' },
  count: { base: 'auto', meaning: 'instructions since the last access' },
  cpu: { base: 'dec', meaning: 'CPU, from 0' },
  thread: { base: 'dec', meaning: 'thread, in one address space with all others' },
  task: { base: 'dec', meaning: 'process, with an address space of its own' },
  _: { meaning: 'something of no interest' },
};

/** A part of a line's layout. `at`: its place in the text, from 0; `text`: the part as written. */
export type Part =
  | { kind: 'blank' }
  | { kind: 'literal'; text: string }
  /** Anything, up to the first place where what follows is found. */
  | { kind: 'anything' }
  | { kind: 'field'; name: FieldName; text: string; base: Base; bytes: number; codes: readonly Code[] }
  | { kind: 'optional'; parts: readonly Part[] };

/** What an operation is called in the text; letters may be of either case. */
export interface Code {
  text: string;
  operation: Operation;
}

const FIELD_LIST = `a field (${FIELD_NAMES.join(', ')}), text in quotes, .., [ or a separator`;

/**
 * Reads a line's layout:
 *
 *     ip: op(R|W) address(hex) [size]
 *
 * Words are fields, with what is to know of them in parentheses: a base (hex, dec, auto), the bytes of an access that no size tells,
 * codes of operations (`0=load|1=store`; the usual letters and words need no meaning). `_` is a field of no interest, `..` anything up to
 * what follows; what is in brackets may be absent. A blank stands for one or more; everything else is a separator: as it is, in quotes, or
 * behind a backslash (`\t` is a tab). Throws a UserError that shows the place in `text`, which `source` says where it comes from.
 */
export function parseLine(text: string, source: string): readonly Part[] {
  return new Parser(text, source).line();
}

class Parser {
  private readonly text: string;
  private readonly source: string;
  private at = 0;

  constructor(text: string, source: string) {
    this.text = text;
    this.source = source;
  }

  line(): readonly Part[] {
    const parts = this.parts();
    if (this.at < this.text.length) this.fail(this.at, this.at + 1, 'a [ before it');
    const named = allFields(parts);
    const addresses: readonly FieldName[] = ['address', 'load', 'store'];
    if (!named.some(({ name }) => addresses.includes(name)))
      this.fail(0, this.text.length, `the field address (or load, or store) in it`);
    const twice = named.find(({ name }, i) => name !== '_' && named.findIndex((other) => other.name === name) < i);
    if (twice !== undefined) {
      const from = this.text.lastIndexOf(twice.text);
      this.fail(from, from + twice.text.length, `each field once: ${twice.name} is there twice`);
    }
    const op = named.find(({ name }) => name === 'op');
    if (op !== undefined && !named.some(({ name }) => name === 'address'))
      this.fail(this.text.indexOf(op.text), this.text.indexOf(op.text) + op.text.length, 'the field address with it');
    return parts;
  }

  private parts(): Part[] {
    const parts: Part[] = [];
    while (this.at < this.text.length && this.text[this.at] !== ']') {
      const part = this.part();
      const before = parts.at(-1);
      if (part.kind === 'literal' && before?.kind === 'literal') before.text += part.text;
      // What may be absent is so with the blank before it.
      else if (part.kind === 'optional' && before?.kind === 'blank')
        parts.splice(-1, 1, { kind: 'optional', parts: [before, ...part.parts] });
      else if (part.kind !== 'blank' || (before !== undefined && before.kind !== 'blank')) parts.push(part);
    }
    return parts;
  }

  private part(): Part {
    const { text, at } = this;
    const char = text[at];
    if (/[ \t]/.test(char)) {
      this.at++;
      return { kind: 'blank' };
    }
    if (char === '[') return this.optional();
    if (text.startsWith('..', at)) {
      while (text[this.at] === '.') this.at++;
      return { kind: 'anything' };
    }
    if (char === '"' || char === "'") return { kind: 'literal', text: this.quoted() };
    if (char === '\\') return { kind: 'literal', text: this.escaped() };
    if (/[A-Za-z_]/.test(char)) return this.field();
    if (/[()0-9]/.test(char)) this.fail(at, at + 1, `${FIELD_LIST}; in quotes it is a separator`);
    this.at++;
    return { kind: 'literal', text: char };
  }

  private optional(): Part {
    const from = this.at++;
    const parts = this.parts();
    if (this.text[this.at] !== ']') this.fail(from, from + 1, 'a ] behind it');
    if (parts.length === 0) this.fail(from, this.at + 1, 'something in the brackets');
    this.at++;
    return { kind: 'optional', parts };
  }

  private quoted(): string {
    const from = this.at;
    const end = this.text.indexOf(this.text[from], from + 1);
    if (end < 0) this.fail(from, this.text.length, 'a closing quote');
    if (end === from + 1) this.fail(from, end + 1, 'text in the quotes');
    this.at = end + 1;
    return this.text.slice(from + 1, end);
  }

  private escaped(): string {
    const char = this.text[this.at + 1];
    if (char === undefined) this.fail(this.at, this.at + 1, 'a character behind the backslash');
    this.at += 2;
    return char === 't' ? '\t' : char;
  }

  private field(): Part {
    const from = this.at;
    const word = /^[A-Za-z_]+/.exec(this.text.slice(from))![0];
    const name = FIELD_NAMES.find((each) => each === word);
    if (name === undefined) this.fail(from, from + word.length, `${FIELD_LIST}${suggestion(word, FIELD_NAMES)}`);
    this.at += word.length;
    const known = FIELDS[name];
    const field = { base: known.base ?? 'auto', bytes: known.bytes ?? 1, codes: [] as Code[] };
    if (this.text[this.at] === '(') {
      const given = new Set<'base' | 'bytes'>();
      do this.argument(name, field, given);
      while (this.text[this.at] === ',');
      if (this.text[this.at] !== ')') this.fail(this.at, this.at + 1, 'a comma or )');
      this.at++;
    }
    if (name === 'op' && field.codes.length === 0) field.codes = [...OPERATIONS];
    return { kind: 'field', name, text: this.text.slice(from, this.at), ...field };
  }

  /** One argument of a field, with the bracket or the comma before it. */
  private argument(
    name: FieldName,
    field: { base: Base; bytes: number; codes: Code[] },
    given: Set<'base' | 'bytes'>,
  ): void {
    this.at++;
    this.blanks();
    const from = this.at;
    if (name === 'op') {
      for (;;) {
        const start = this.at;
        const code = this.code();
        // Letters may be of either case, and differ by it; words have one meaning in both.
        const same = (other: Code): boolean =>
          other.text === code.text || (code.text.length > 1 && other.text.toLowerCase() === code.text.toLowerCase());
        if (field.codes.some(same)) this.fail(start, this.at, `each code once: ${code.text} is there twice`);
        field.codes.push(code);
        if (this.text[this.at] !== '|') return;
        this.at++;
      }
    }
    const word = /^[^,)]*/.exec(this.text.slice(from))![0].trimEnd();
    const known = FIELDS[name];
    const base = BASES.find((each) => each === word);
    const bytes = /^[1-9]\d{0,5}$/.test(word) ? Number(word) : 0;
    if (base !== undefined && known.base !== undefined) {
      if (given.has('base')) this.fail(from, from + word.length, 'one base');
      given.add('base');
      field.base = base;
    } else if (bytes > 0 && bytes <= MAX_REFERENCE_BYTES && known.bytes !== undefined) {
      if (given.has('bytes')) this.fail(from, from + word.length, 'one number of bytes');
      given.add('bytes');
      field.bytes = bytes;
    } else {
      const sizes = known.bytes === undefined ? [] : [`a number of bytes (1 to ${MAX_REFERENCE_BYTES})`];
      const bases = known.base === undefined ? [] : BASES;
      const expected = [...bases, ...sizes].join(', ');
      this.fail(from, from + word.length, expected === '' ? `${name} without parentheses` : expected);
    }
    this.at = from + word.length;
    this.blanks();
  }

  /** A code of `op`: `R`, or `0=load`. */
  private code(): Code {
    const from = this.at;
    const quote = this.text[from] === '"' || this.text[from] === "'";
    const text = quote ? this.quoted() : /^[^|,)=]*/.exec(this.text.slice(from))![0].trimEnd();
    if (!quote) this.at += text.length;
    this.blanks();
    if (text === '') this.fail(from, from + 1, 'a code of an operation, such as R or 0=load');
    if (this.text[this.at] !== '=') {
      const operation = codeOf(text);
      if (operation === undefined)
        this.fail(from, this.at, `what it means, as in ${text}=load (fetch, load, store, modify or none)`);
      return { text, operation };
    }
    this.at++;
    const start = this.at;
    const word = /^[^|,)]*/.exec(this.text.slice(start))![0];
    const operation = operationNamed(word.trim());
    if (operation === undefined) this.fail(start, start + word.length, 'fetch, load, store, modify or none');
    this.at = start + word.length;
    return { text, operation };
  }

  private blanks(): void {
    while (/[ \t]/.test(this.text[this.at] ?? '')) this.at++;
  }

  /** Malformed: `text[from, to)`. */
  private fail(from: number, to: number, expected: string): never {
    const marks = '^'.repeat(Math.max(1, Math.min(to, this.text.length) - from));
    throw new UserError(
      `${this.source}: column ${from + 1}: found ${excerpt(this.text.slice(from, to))}, expected ${expected}\n  ${this.text.replace(/\t/g, ' ')}\n  ${' '.repeat(from)}${marks}`,
    );
  }
}

/** All fields of these parts, in their order. */
export function allFields(parts: readonly Part[]): (Part & { kind: 'field' })[] {
  return parts.flatMap((part) =>
    part.kind === 'field' ? [part] : part.kind === 'optional' ? allFields(part.parts) : [],
  );
}
