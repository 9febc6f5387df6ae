import { createHash } from 'node:crypto';
import type { TimeTotals } from '../../price/form/price-form.ts';
import type { Counts } from '../../replay/counts/counts.ts';

/** A number that equal counts share, and different ones do not but for one in 2^48. */
export function countsPrint(counts: Counts): number {
  const hash = createHash('sha256');
  const { values, visits, disks, structure: _, ...rest } = counts;
  for (const { buffer, byteOffset, byteLength } of [values, visits, disks])
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  return hash.update(JSON.stringify(rest)).digest().readUIntBE(0, 6);
}

const floats = new Float64Array(1);
const words = new Uint32Array(floats.buffer);

/** The same of counts with that number under these times and this clock: of all numbers of a point. */
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
