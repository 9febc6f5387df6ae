import type { Tally } from '../walk.ts';

/** What a CPU's references since its last tally sum up to, and how deep in services it is. */
export class Recount implements Tally {
  instructions = 0;
  fetches = 0;
  loads = 0;
  stores = 0;
  unmapped = 0;
  services = 0;
  /** Services entered before a gap, which may be left after it or not: what happened in the gap is not known. */
  cutServices = 0;

  get isOpen(): boolean {
    return this.fetches + this.loads + this.stores > 0;
  }

  /** A tally was read: the next run begins. */
  reset(): void {
    this.instructions = this.fetches = this.loads = this.stores = this.unmapped = 0;
  }
}

/** What a tally is compared in, and what people call it. */
export const TALLIED = [
  ['instructions', 'instructions'],
  ['fetches', 'fetches'],
  ['loads', 'loads'],
  ['stores', 'stores'],
  ['unmapped', 'unmapped references'],
] as const satisfies readonly (readonly [keyof Tally, string])[];
