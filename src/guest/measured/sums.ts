import type { Details } from './details.ts';
import { type Footprint, noFootprint } from './pages.ts';
import { Quantiles } from './quantiles.ts';

/** Where the CPU was when the kernel was entered. */
export const Origin = { user: 0, kernel: 1, idle: 2 } as const;
export type Origin = (typeof Origin)[keyof typeof Origin];
export const ORIGINS = ['user', 'kernel', 'idle'] as const;

/** Privileged operands are `instruction | register << 8 | select << 16`: 11 instructions, 32 registers, 8 selects, in one index. */
const REGISTERS = 256;
const INSTRUCTIONS = 16;
export const privilegedIndex = (operand: number): number =>
  (operand & 15) * REGISTERS + ((operand >>> 16) & 7) * 32 + ((operand >>> 8) & 31);
const operandOf = (index: number): number =>
  Math.floor(index / REGISTERS) | ((index & 31) << 8) | (((index >>> 5) & 7) << 16);

/** Sums over all that was done in one service. */
export class ServiceSums {
  /** Times it was entered; seen from beginning to end; and resumed after another task had run. */
  entries = 0;
  complete = 0;
  resumed = 0;
  instructions = 0;
  loads = 0;
  stores = 0;
  /** By `privilegedIndex`. */
  readonly privileged = new Float64Array(INSTRUCTIONS * REGISTERS);
  // Of the complete entries alone:
  completeInstructions = 0;
  completeLoads = 0;
  completeStores = 0;
  completePrivileged = 0;
  readonly footprint: Footprint = noFootprint();
  readonly lengths = new Quantiles();
  /** Only where a guest profile is to be made of it. */
  details: Details | undefined;

  /** Privileged instructions by operand of `Marker.privileged`, those that occur. */
  privilegedCounts(): { operand: number; count: number }[] {
    return Array.from(this.privileged, (count, index) => ({ operand: operandOf(index), count })).filter(
      ({ count }) => count > 0,
    );
  }
}
