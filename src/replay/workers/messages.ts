import type { Counts } from '../counts/counts.ts';
import type { Order } from './team.ts';

/** What a worker is started with. */
export interface Start {
  /** Where compiled code is kept, if anywhere. */
  readonly compiled: string | undefined;
}

/** Machines, with their places among all of them, ascending. */
export type Places = readonly (readonly [place: number, order: Order])[];

/** What a worker is told: its machines for a replay; words in memory that is shared until it says that it is done with them; that there are no more. */
export type Told =
  | { kind: 'begin'; orders: Places }
  | { kind: 'run'; guest: string; words: Uint32Array<SharedArrayBuffer>; slot: number }
  | { kind: 'finish' };

/** A machine's counts, without the structures, which whoever gave the order has. */
export type Bare = Omit<Counts, 'structure'>;

/** What went wrong, and when: in which machine, after how many batches. It does nothing from then on. */
export interface Mistake {
  readonly batches: number;
  readonly place: number;
  readonly error: unknown;
  /** For whoever gave us the input; `end`: of a trace, which came before a moment that was asked for. */
  readonly byUser: boolean;
  readonly end: number | undefined;
}

/** What a worker says. `done`: with what it was told; slot -1: that was no batch of a slot. */
export type Said =
  | { kind: 'done'; slot: number }
  | { kind: 'wrong'; mistake: Mistake }
  | { kind: 'counts'; place: number; counts: readonly Bare[] };
