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

/**
 * Whether the architecture has the address `high:low`. mips32: 32 bits, or sign-extended. mips64: segments of 44 bits and
 * 40 physical bits in xkphys (MIPS R10000 manual, address spaces). x86-64: canonical, 48 bits sign-extended.
 */
export function hasAddress(architecture: Architecture, high: number, low: number): boolean {
  const isExtended = high === 0xffffffff && low >>> 31 === 1;
  switch (architecture) {
    case 'flat':
      return true;
    case 'x86-64':
      return high >>> 15 === 0 || high >>> 15 === 0x1ffff;
    case 'mips32':
      return high === 0 || isExtended;
    case 'mips64':
      return isExtended || (high >>> 30 === 2 ? (high & 0x07ffff00) === 0 : (high & 0x3ffff000) === 0);
  }
}

/** Whether an instruction of the architecture may begin at this address. */
export const mayFetch = (architecture: Architecture, low: number): boolean =>
  !architecture.startsWith('mips') || (low & 3) === 0;

/** kuseg below 2 GB, then kseg0 and kseg1 (unmapped, 512 MB each), then the mapped ksseg and kseg3. */
function segment32(low: number): number {
  if (low >>> 31 === 0) return 0;
  return low >>> 30 === 2 ? kernel | unmapped : kernel;
}
