import { MARKER_NAMES, MARKERS, type Marker, type MarkerSpec, specOf } from '../markers.ts';
import { boundsOf, isOperand, type OperandKind, rangeOf } from '../operands.ts';

/** Of a marker's type: the words that have bounds by themselves, as [offset, least, most] in a row; and whether any is packed. */
interface Bounds {
  flat: Float64Array;
  isPacked: boolean;
}

const BOUNDS: readonly (Bounds | undefined)[] = MARKER_NAMES.map((name) => {
  if (name === undefined) return undefined;
  const all = operandsOf(MARKERS[name]);
  const flat = all.flatMap(([, kind], offset) => {
    const [least, most] = kind === undefined ? [0, 0] : rangeOf(kind, offset === 0 ? 24 : 32);
    return most === 2 ** (offset === 0 ? 24 : 32) - 1 && least === 0 ? [] : [offset, least, most];
  });
  const isPacked = all.some(([, kind]) => kind === 'kind' || kind === 'granule' || kind === 'packed' || kind === 'privileged');
  return { flat: Float64Array.from(flat), isPacked };
}); // biome-ignore format: a long line

/** The operands of a marker by offset: its own, without a kind where it has none and must be 0, then those that follow. */
function operandsOf({ a, operands = [] }: MarkerSpec): readonly (readonly [string, OperandKind | undefined])[] {
  return [a ?? ['operand', undefined], ...operands];
}

/** Whether each operand of the marker at words[i] is one of its kind, as far as it can be said without the rest of the trace. */
export function areOperands(words: Uint32Array, i: number, type: Marker): boolean {
  const { flat, isPacked } = BOUNDS[type] as Bounds;
  for (let k = 0; k < flat.length; k += 3) {
    const value = flat[k] === 0 ? words[i] >>> 8 : words[i + flat[k]];
    if (value < flat[k + 1] || value > flat[k + 2]) return false;
  }
  return !isPacked || problemsWith(words, i, type).length === 0;
}

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
