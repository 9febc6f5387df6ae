import { UserError } from '../../errors.ts';
import type { Counts } from '../counts/counts.ts';
import { Deployment, type DeploymentOptions } from '../machine/deployment.ts';
import { granuleBitsFor, type Structure } from '../structure/structure.ts';

/** A machine that is to replay one guest's words, in whichever thread: plain data. */
export interface Order {
  /** Structures replayed at once, the machine's own first. */
  variants: readonly Structure[];
  /** Of the trace: log2 of the bytes in a granule, and CPUs. */
  granuleBits: number;
  cpus: number;
  options: DeploymentOptions;
  /** `guestKey` of its structure. */
  guest: string;
}

/** Those who replay, all machines of one guest batch by batch, then those of the next. What they throw, and for which machine, is the same whoever they are. */
export interface Team {
  /** Replays whole runs and markers through all machines of a guest. The words may change once it has resolved. */
  run(guest: string, words: Uint32Array): Promise<void>;
  /** Counts of each machine's variants, in the order of the orders. Throws UserError. */
  finish(): Promise<Counts[][]>;
  /** What a machine came upon in the words given so far that `run` has not thrown yet: it comes before whatever is wrong with later ones. */
  mistake(): Promise<unknown>;
  /** Nothing more is asked of them. */
  close(): Promise<void>;
}

/** The machine of an order. Throws UserError where it cannot replay this trace. */
export function made({ variants, granuleBits, cpus, options }: Order): Deployment {
  const needed = granuleBitsFor(...variants);
  if (granuleBits > needed)
    throw new UserError(
      `structure ${variants[0].name} has lines of ${2 ** needed} bytes; the trace was opened with granules of ${2 ** granuleBits} (openTrace's granuleBits: ${needed})`,
    );
  return new Deployment(variants, granuleBits, cpus, options);
}

/** This thread alone, one machine after the other. */
export class Alone implements Team {
  private readonly orders: readonly Order[];
  private readonly machines: readonly Deployment[];

  constructor(orders: readonly Order[]) {
    this.orders = orders;
    this.machines = orders.map(made);
  }

  async run(guest: string, words: Uint32Array): Promise<void> {
    for (const [n, machine] of this.machines.entries()) if (this.orders[n].guest === guest) machine.run(words);
  }

  /** Counts until now. */
  soFar(): Counts[] {
    return this.machines.flatMap((machine) => machine.soFar());
  }

  async finish(): Promise<Counts[][]> {
    return this.machines.map((machine) => machine.finish());
  }

  async mistake(): Promise<undefined> {}

  async close(): Promise<void> {}
}
