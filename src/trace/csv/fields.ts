import { isOperand, type OperandKind, rangeOf } from '../words/operands.ts';
import { SERVICE_NAMES } from '../words/vocabulary.ts';

/** A decimal number from 0 to `max`, the limit of the field it goes to. */
export function decimal(text: string | undefined, max = 0xffffffff): number | undefined {
  if (text === undefined || !/^\d{1,10}$/.test(text)) return undefined;
  const n = Number(text);
  return n <= max ? n : undefined;
}

/** Unsigned 64-bit number as `[low, high]` words. */
export function halves(text: string | undefined, radix: 10 | 16): [number, number] | undefined {
  if (text === undefined || !(radix === 16 ? /^[0-9a-f]{1,16}$/i : /^\d{1,20}$/).test(text)) return undefined;
  const n = BigInt(radix === 16 ? `0x${text}` : text);
  return n >> 64n === 0n ? [Number(n & 0xffffffffn), Number(n >> 32n)] : undefined;
}

/** The 64-bit number of two words. */
export const whole = (low: number, high: number): bigint => (BigInt(high) << 32n) | BigInt(low >>> 0);

/** How an event row writes an operand of a kind: its words there and back, and an example for errors. */
interface Field {
  /** Words the operand is, given its text: one, or a page's address as two, low half first. */
  read(text: string, bits: 24 | 32): readonly number[] | undefined;
  write(words: readonly number[]): string;
  example: string;
}

/** A number in decimal, as its kind bounds it. */
const numberOf = (kind: OperandKind): Field => ({
  read(text, bits) {
    const n = decimal(text, rangeOf(kind, bits)[1]);
    return n === undefined || !isOperand(kind, n, bits) ? undefined : [n];
  },
  write: ([n]) => String(n),
  example: EXAMPLES[kind] ?? '8',
});

const EXAMPLES: Readonly<Partial<Record<OperandKind, string>>> = { sector: '1024', flag: '1' };

const FIELDS: Readonly<Partial<Record<OperandKind, Field>>> = {
  service: {
    read(text) {
      const service = SERVICE_NAMES.indexOf(text);
      return service < 0 ? undefined : [service];
    },
    write: ([service]) => SERVICE_NAMES[service],
    example: 'fault',
  },
  vector: {
    read: (text) => (/^[0-9a-f]{1,6}$/i.test(text) ? [Number.parseInt(text, 16)] : undefined),
    write: ([vector]) => vector.toString(16),
    example: '180',
  },
  page: {
    read: (text) => halves(text, 16),
    write: ([low, high]) => whole(low, high).toString(16),
    example: '80402000',
  },
};

export const fieldOf = (kind: OperandKind): Field => FIELDS[kind] ?? numberOf(kind);

/** What a field of the kind holds, for errors. */
export function expectedOf(name: string, kind: OperandKind, bits: 24 | 32): string {
  if (kind === 'service') return `service: ${SERVICE_NAMES.join(', ')}`;
  if (kind === 'vector') return `${name}, its offset in hexadecimal`;
  if (kind === 'page') return `address of the ${name} page, hexadecimal`;
  const [least, most] = rangeOf(kind, bits);
  if (most === 2 ** 32 - 1) return name;
  return most === 2 ** 24 - 1 ? `${name}, below 2^24` : `${name}, ${least} to ${most}`;
}
