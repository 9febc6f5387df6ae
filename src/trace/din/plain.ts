import { HEX, HEX_PAIR, NOT_HEX } from '../bytes/hex.ts';
import { type AccessBlock, BLOCK_ACCESSES } from '../words/encoder/access-block.ts';
import { DinLabel, type DinLayout, kindOf } from './accesses.ts';

const LF = 10;
const CR = 13;
const SPACE = 32;
/** A space as the second of two bytes read as a little-endian number. */
const SPACE_SECOND = SPACE << 8;
/** Bytes of an access in layout d, to which it is aligned. */
const WORD_BYTES = 4;

/** From the start of a line: its label, a space, 17 digits, a space, two digits of a size, the end of the line, and one to spare. */
export const PLAIN_BYTES = 25;
/** Bytes up to the end of the longest address. */
const TO_ADDRESS_END = 18;

/** The kind of an access by its line's first byte; `NO_KIND` where such a line is not plain. */
const NO_KIND = 0xff;
const KINDS: Readonly<Record<Exclude<DinLayout, 'b'>, Uint8Array>> = { d: kindsOf('012'), D: kindsOf('rwi') };

function kindsOf(labels: string): Uint8Array {
  const kinds = new Uint8Array(256).fill(NO_KIND);
  for (const label of [DinLabel.read, DinLabel.write, DinLabel.instruction])
    kinds[labels.charCodeAt(label)] = kindOf(label);
  return kinds;
}

/**
 * Reads *plain* lines into the block until it is full, `to` is passed or a line is not plain; returns where that one starts. Plain are
 * reads, writes and fetches with one space between the fields, an address of 6 to 16 digits without `0x`, in layout D a size of one or two digits,
 * and nothing behind. Bytes are looked at up to `to + PLAIN_BYTES`.
 */
export function plainLines(layout: 'd' | 'D', block: AccessBlock, view: DataView, from: number, to: number): number {
  const { metas, highs, lows } = block;
  const kinds = KINDS[layout];
  const extended = layout === 'D';
  let n = block.count;
  let p = from;
  while (p < to && n < BLOCK_ACCESSES) {
    const first = view.getInt32(p, true);
    const second = view.getInt32(p + 4, true);
    const third = view.getInt32(p + 8, true);
    const kind = kinds[first & 0xff];
    if (kind === NO_KIND || (first & 0xff00) !== SPACE_SECOND) break;
    const pair0 = HEX_PAIR[first >>> 16];
    const pair1 = HEX_PAIR[second & 0xffff];
    const pair2 = HEX_PAIR[second >>> 16];
    if ((pair0 | pair1 | pair2) < 0) break;
    let low = (pair0 << 16) | (pair1 << 8) | pair2;
    let high = 0;
    let q = p + 8;
    // The fourth pair, the fifth and all others: taken apart, so that the branches on each are predicted apart.
    let pair = HEX_PAIR[third & 0xffff];
    if (pair >= 0) {
      low = (low << 8) | pair;
      q += 2;
      pair = HEX_PAIR[third >>> 16];
      for (; pair >= 0 && q < p + TO_ADDRESS_END; pair = HEX_PAIR[view.getUint16(q, true)]) {
        high = (high << 8) | (low >>> 24);
        low = (low << 8) | pair;
        q += 2;
      }
    }
    let byte = view.getUint8(q);
    const digit = HEX[byte];
    if (digit !== NOT_HEX) {
      high = (high << 4) | (low >>> 28);
      low = (low << 4) | digit;
      byte = view.getUint8(++q);
      if (q > p + TO_ADDRESS_END) break;
    }
    let bytes = WORD_BYTES;
    if (extended) {
      // The top 4 GB are left to the slow way: an access there may run past the end.
      if (byte !== SPACE || high === -1) break;
      bytes = HEX[view.getUint8(q + 1)];
      q += 2;
      byte = view.getUint8(q);
      const units = HEX[byte];
      if (units !== NOT_HEX) {
        bytes = (bytes << 4) | units;
        byte = view.getUint8(++q);
      }
      if (bytes === 0 || bytes >= NOT_HEX) break;
    } else low &= -WORD_BYTES;
    if (byte !== LF && (byte !== CR || view.getUint8(++q) !== LF)) break;
    metas[n] = (bytes << 2) | kind;
    highs[n] = high;
    lows[n++] = low;
    p = q + 1;
  }
  block.count = n;
  return p;
}
