/**
 * What recovering from a loss takes, in the order in which it is done: what is counted, and whether it takes time of its own. What nodes do side by side is
 * counted in all, and of the one with most, for which the others wait.
 */
export const RECOVERY_ACTIONS = {
  message: 'Messages by which survivors agree, of a node to all others in each of four phases.',
  cacheLine: 'Lines of board caches, flushed by the CPUs that survive.',
  directoryLine: "Entries of the directory, one for each line of a surviving node's memory.",
  memmapEntry: "Entries of memmap, one for each page of a surviving node's memory.",
  pmapEntry: 'Entries of pmap purged: pages of surviving virtual machines that were mapped to a copy that is lost.',
  tlbFlush: 'TLBs flushed, second-level ones included: of the CPUs that survive.',
  blockRead: 'Pages of surviving virtual machines to be read from disk again, all copies of which are lost.',
  vmRestart: 'Virtual machines to be started anew.',
  virtualCpuRestart: "Their virtual CPUs: part of their machines' start.",
  lineLost: 'Modified lines lost in caches of other nodes than their memory: part of what is lost.',
} as const satisfies Record<string, string>;

export type RecoveryAction = keyof typeof RECOVERY_ACTIONS;
export const RECOVERY_ACTION_NAMES = Object.keys(RECOVERY_ACTIONS) as RecoveryAction[];

/** How often something is done: by all, and by the one with most of it. */
export interface Amount {
  total: number;
  most: number;
}

export const NONE: Amount = { total: 0, most: 0 };

/** Done by so many at once, each as often. */
export const alike = (by: number, each: number): Amount => (by === 0 ? NONE : { total: by * each, most: each });

/** Amounts by who does it, one added to another. */
export class Shares {
  private readonly by = new Map<number, number>();

  add(who: number, amount: number): void {
    this.by.set(who, (this.by.get(who) ?? 0) + amount);
  }

  amount(): Amount {
    const all = [...this.by.values()];
    return { total: all.reduce((sum, n) => sum + n, 0), most: Math.max(0, ...all) };
  }
}
