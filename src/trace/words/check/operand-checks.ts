import { UserError } from '../../../errors.ts';
import { MARKER_NAMES, MARKERS, type Marker, type MarkerSpec, markerLength, specOf } from '../markers.ts';
import { boundsOf, isOperand, OPERAND_KINDS, type OperandKind, type OperandSpec, rangeOf } from '../operands.ts';

/** Of a marker's type: the words that have bounds by themselves, as [offset, least, most] in a row; and those that are packed. */
interface Bounds {
  flat: Float64Array;
  packed: readonly { offset: number; isRight: (value: number) => boolean }[];
}

const BOUNDS: readonly (Bounds | undefined)[] = MARKER_NAMES.map((name) => {
  if (name === undefined) return undefined;
  const all = operandsOf(MARKERS[name]);
  const flat = all.flatMap(([, kind], offset) => {
    const bits = offset === 0 ? 24 : 32;
    const [least, most] = kind === undefined ? [0, 0] : rangeOf(kind, bits);
    return least === 0 && most === 2 ** bits - 1 ? [] : [offset, least, most];
  });
  const packed = all.flatMap(([, kind], offset) => {
    const { isRight }: Partial<OperandSpec> = kind === undefined ? {} : OPERAND_KINDS[kind];
    return isRight === undefined ? [] : [{ offset, isRight }];
  });
  return { flat: Float64Array.from(flat), packed };
});

/** The operands of a marker by offset: its own, without a kind where it has none and must be 0, then those that follow. */
function operandsOf({ a, operands = [] }: MarkerSpec): readonly (readonly [string, OperandKind | undefined])[] {
  return [a ?? ['operand', undefined], ...operands];
}

/** Whether each operand of the marker at words[i] is one of its kind, as far as it can be said without the rest of the trace. */
export function areOperands(words: Uint32Array, i: number, type: Marker): boolean {
  const { flat, packed } = BOUNDS[type] as Bounds;
  for (let k = 0; k < flat.length; k += 3) {
    const value = flat[k] === 0 ? words[i] >>> 8 : words[i + flat[k]];
    if (value < flat[k + 1] || value > flat[k + 2]) return false;
  }
  for (let k = 0; k < packed.length; k++) {
    const { offset, isRight } = packed[k];
    if (!isRight(offset === 0 ? words[i] >>> 8 : words[i + offset])) return false;
  }
  return true;
}

/** 1 at markers whose operands become more than a number that is counted: loops, allocations, indices. */
const ACTED_ON: Uint8Array = Uint8Array.from(MARKER_NAMES, (name) =>
  name !== undefined &&
  name !== 'cpu' &&
  operandsOf(MARKERS[name]).some(([, kind]) => kind !== undefined && kind !== 'count')
    ? 1
    : 0,
);

/**
 * Throws a UserError at a marker that replay cannot act on: a container's checksum may be right and its words wrong, if whoever wrote both
 * meant it. Two look-ups for the markers that are frequent.
 */
export function checkActedOn(words: Uint32Array, i: number, type: Marker): void {
  if (i + markerLength(words[i]) > words.length)
    throw corrupt(`the operands of marker ${MARKER_NAMES[type]} are cut off`);
  if (ACTED_ON[type] === 0) return;
  if (!areOperands(words, i, type)) throw corrupt(problemsWith(words, i, type).join('; '));
}

const corrupt = (why: string): UserError =>
  new UserError(`the trace is corrupt: ${why}; disco trace validate FILE lists what is wrong`);

/** What is wrong with them, a sentence each. */
export function problemsWith(words: Uint32Array, i: number, type: Marker): string[] {
  return operandsOf(specOf(type)).flatMap(([name, kind], offset) => {
    const value = offset === 0 ? words[i] >>> 8 : words[i + offset];
    const bits = offset === 0 ? 24 : 32;
    if (kind === undefined) return value === 0 ? [] : [`${MARKER_NAMES[type]} has an operand ${value}; expected none`];
    if (isOperand(kind, value, bits)) return [];
    const what = name === kind ? kind : `${name} (${kind})`;
    return [`${MARKER_NAMES[type]} has ${what} ${value}; expected ${boundsOf(kind, bits)}`];
  });
}
