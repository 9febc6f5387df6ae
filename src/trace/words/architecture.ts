import { RegionFlag } from './vocabulary.ts';

/**
 * How an architecture divides its address space; decides which regions belong to the kernel and which bypass the TLB.
 * `flat`: no kernel addresses at all (user-level recordings).
 */
export const ARCHITECTURES = ['flat', 'mips32', 'mips64', 'x86-64'] as const;
export type Architecture = (typeof ARCHITECTURES)[number];

const { kernel, unmapped } = RegionFlag;

/** Flags of the region with address `high:low` (two unsigned 32-bit halves). Source: MIPS R10000 manual, address spaces. */
export function regionFlags(architecture: Architecture, high: number, low: number): number {
  switch (architecture) {
    case 'flat':
      return 0;
    case 'x86-64':
      return high >>> 31 !== 0 ? kernel : 0;
    case 'mips32':
      return segment32(low);
    case 'mips64':
      switch (high >>> 30) {
        case 0: // xuseg
          return 0;
        case 2: // xkphys
          return kernel | unmapped;
        default: // xsseg, xkseg; its top 2 GB are the 32-bit segments, sign-extended
          return high === 0xffffffff ? segment32(low) : kernel;
      }
  }
}

/** kuseg below 2 GB, then kseg0 and kseg1 (unmapped, 512 MB each), then the mapped ksseg and kseg3. */
function segment32(low: number): number {
  if (low >>> 31 === 0) return 0;
  return low >>> 30 === 2 ? kernel | unmapped : kernel;
}
