import type { Origin } from '../../config/annotations/origin-kinds.ts';

export type RecoveryUnit = 'ns' | 's' | 'h' | 'MB' | 'perYear';

/** Behind a number, and of what is counted in them. */
export const RECOVERY_UNITS: Readonly<Record<RecoveryUnit, { short: string; long: string }>> = {
  ns: { short: 'ns', long: 'ns' },
  s: { short: 's', long: 'seconds' },
  h: { short: 'h', long: 'hours' },
  MB: { short: 'MB', long: 'MB' },
  perYear: { short: 'a year', long: 'failures a year' },
};

/**
 * Least and most that one may be, by its unit. 10⁹ ns are a second; a day to start a machine, and a year to mend one, are more than anyone waits. 2²⁴ MB are
 * 16 TB. A million failures of a node a year are one in half a minute.
 */
export const RECOVERY_BOUNDS = {
  ns: { min: 0, max: 1e9 },
  s: { min: 0, max: 86_400 },
  h: { min: 0, max: 8766 },
  MB: { min: 0, max: 2 ** 24 },
  perYear: { min: 0, max: 1e6 },
} as const satisfies Record<RecoveryUnit, { min: number; max: number }>;

/** What they are of, in the order in which people are shown them. */
export const RECOVERY_GROUPS = ['detection', 'recovery', 'restart', 'failures'] as const;
export type RecoveryGroup = (typeof RECOVERY_GROUPS)[number];

/**
 * Every number that turns counts of recovery into time, and losses into hours: its unit, what it is, and its group. They stand apart from the costs
 * of `COST_TABLE`, which every report has: nothing in a report without a failure hangs on them.
 */
export const RECOVERY_COST_TABLE = {
  detection: ['s', 'From a failure until every node that survives knows of it.', 'detection'],
  message: ['ns', 'A message of a cache line from one node to another.', 'recovery'],
  directoryLine: ['ns', "Scanning the directory's entry of a line of memory, by the node that has both.", 'recovery'],
  memmapEntry: [
    'ns',
    "Scanning memmap's entry of a machine page by the monitor, but for what it misses in the caches.",
    'recovery',
  ],
  nodeMemory: ['MB', 'Memory of a node, where the structure does not say how much it has.', 'recovery'],
  machineRestart: [
    's',
    'Starting a machine without the part that failed, until its monitor or operating system runs.',
    'restart',
  ],
  vmRestart: ['s', "Starting a virtual machine anew: its guest's boot.", 'restart'],
  nodeFailures: ['perYear', "Failures of a node's hardware.", 'failures'],
  repair: ['h', 'From a failure until the node is back, with the disks that hang on it.', 'failures'],
} as const satisfies Record<string, readonly [unit: RecoveryUnit, meaning: string, group: RecoveryGroup]>;

export type RecoveryCostName = keyof typeof RECOVERY_COST_TABLE;
export const RECOVERY_COST_NAMES = Object.keys(RECOVERY_COST_TABLE) as RecoveryCostName[];

/** One of them: a number from 0, what it is in, and where it comes from. */
export interface RecoveryCost<Unit extends RecoveryUnit = RecoveryUnit> extends Origin {
  value: number;
  unit: Unit;
}

/** How long recovery takes, and how often there is something to recover from. Every number says where it comes from. */
export type RecoveryCosts = { name: string; description?: string | undefined } & {
  [Name in RecoveryCostName]: RecoveryCost<(typeof RECOVERY_COST_TABLE)[Name][0]>;
};
