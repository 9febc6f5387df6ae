import type { TimeTotals } from '../../price/form/price-form.ts';

const floats = new Float64Array(1);
const words = new Uint32Array(floats.buffer);

/** A number that points share all of whose numbers are equal: of the print of their counts, their times and their clock. */
export function pointPrint(counts: number, { totalNs, bars, parts }: TimeTotals, clockMHz: number): number {
  let high = 0x811c9dc5;
  let low = 0x01000193;
  const add = (x: number): void => {
    floats[0] = x;
    for (let n = 0; n < 2; n++) {
      high = Math.imul(high ^ words[n], 0x85ebca6b);
      high ^= high >>> 13;
      low = Math.imul(low ^ words[n], 0xc2b2ae35) + high;
      low ^= low >>> 16;
    }
  };
  add(counts);
  add(clockMHz);
  add(totalNs);
  for (let n = 0; n < bars.length; n++) add(bars[n]);
  for (let n = 0; n < parts.length; n++) add(parts[n]);
  return (high >>> 0) * 2 ** 20 + (low >>> 12);
}
