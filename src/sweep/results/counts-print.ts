import { createHash } from 'node:crypto';
import type { Counts } from '../../replay/counts/counts.ts';

/** A number that equal counts share, and different ones do not but for one in 2^48. */
export function countsPrint(counts: Counts): number {
  const hash = createHash('sha256');
  const { values, visits, disks, structure: _, ...rest } = counts;
  for (const { buffer, byteOffset, byteLength } of [values, visits, disks])
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  return hash.update(JSON.stringify(rest)).digest().readUIntBE(0, 6);
}
