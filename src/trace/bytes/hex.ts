/** Value of the hexadecimal digit with this character code, 0 to 15; `NOT_HEX` for any other byte. */
export const HEX: Uint8Array = new Uint8Array(256).fill(0xff);
export const NOT_HEX = 0xff;

/** Value of two digits, read as a little-endian 16-bit number; -1 where either is none, so that ORs of several stay negative. */
export const HEX_PAIR: Int16Array = new Int16Array(0x10000).fill(-1);

const DIGITS = '0123456789abcdefABCDEF';
for (const digit of DIGITS) HEX[digit.charCodeAt(0)] = Number.parseInt(digit, 16);
for (const first of DIGITS)
  for (const second of DIGITS)
    HEX_PAIR[first.charCodeAt(0) | (second.charCodeAt(0) << 8)] = Number.parseInt(first + second, 16);

/** The address `high:low` (32-bit halves, signed or not) in hexadecimal, at least `digits` digits. */
export function formatAddress(high: number, low: number, digits: number): string {
  const text = (low >>> 0).toString(16);
  if (high === 0) return text.padStart(digits, '0');
  return ((high >>> 0).toString(16) + text.padStart(8, '0')).padStart(digits, '0');
}
