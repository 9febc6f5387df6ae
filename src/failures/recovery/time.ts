import type { Costs } from '../../price/cost-table.ts';
import { inNanoseconds } from '../../price/units.ts';
import { MEMMAP_BYTES } from '../../replay/disco/monitor/monitor-memory.ts';
import type { RecoveryCosts } from '../costs/recovery-cost-table.ts';
import { type Amount, alike, RECOVERY_ACTION_NAMES, type RecoveryAction } from './actions.ts';
import type { Recovery } from './recovery.ts';

const MB = 2 ** 20;
const SECTOR = 512;

/** How long a machine is away, in seconds. */
export interface RecoveryTime {
  /** Until every survivor knows of the failure. */
  detection: number;
  /** Until what survives goes on: the hardware's part and the monitor's. None where nothing survives. */
  recovery: number;
  /** From then on, until the virtual machines that are lost run again: all of them side by side; with the machine's own start where nothing survives. */
  restart: number;
  /** What survivors will wait for disks to read lost pages again, one after the other on each disk, while they run. */
  rereading: number;
}

/** What of a node's memory is scanned: of the structure's size, or, where it says none, of what the costs take it to be. */
export function scansOf({ survivors, nodeBytes, lineBytes, pageBytes }: Recovery, { nodeMemory }: RecoveryCosts): Record<'directoryLine' | 'memmapEntry', Amount> {
  const bytes = nodeBytes ?? nodeMemory.value * MB;
  return { directoryLine: alike(survivors, bytes / lineBytes), memmapEntry: alike(survivors, bytes / pageBytes) };
} // biome-ignore format: a signature

/** Every action of a recovery, in their order. */
export function actionsOf(recovery: Recovery, costs: RecoveryCosts): Record<RecoveryAction, Amount> {
  const all = { ...recovery.actions, ...scansOf(recovery, costs) };
  return Object.fromEntries(RECOVERY_ACTION_NAMES.map((name) => [name, all[name]])) as Record<RecoveryAction, Amount>;
}

/** What one action takes: a formula over both tables of costs, in words and in ns. Those without a time of their own are not there. */
const ACTION_COSTS = {
  message: ['message', ({ own }) => own.message.value],
  // Written back, or found not to be modified: as long as a miss of the farthest kind that needs no third node.
  cacheLine: ['`remoteMemory`', ({ ns }) => ns.remoteMemory],
  directoryLine: ['directoryLine', ({ own }) => own.directoryLine.value],
  memmapEntry: [
    'memmapEntry, and its share of a line that comes in `localMemory`',
    ({ own, ns, lineBytes }) => own.memmapEntry.value + (MEMMAP_BYTES / lineBytes) * ns.localMemory,
  ],
  // The entry is found by its machine page's backmap, and made invalid as it is made.
  pmapEntry: ['`pmapEntry` + `localMemory`', ({ ns }) => ns.pmapEntry + ns.localMemory],
  // An interrupt of the CPU with its answer, and what flushes the TLB as another virtual CPU comes.
  tlbFlush: ['`tlbShootdown` + `virtualCpuSwitch`', ({ ns }) => ns.tlbShootdown + ns.virtualCpuSwitch],
  blockRead: [
    '`diskAccess`, and `diskSector` for each sector of a page',
    ({ ns, pageBytes }) => ns.diskAccess + (pageBytes / SECTOR) * ns.diskSector,
  ],
  vmRestart: ['vmRestart', ({ own }) => own.vmRestart.value * 1e9],
} as const satisfies Partial<Record<RecoveryAction, readonly [words: string, ns: (of: Prices) => number]>>;

/** The formulas in words, by action. */
export const ACTION_FORMULAS = Object.fromEntries(
  Object.entries(ACTION_COSTS).map(([name, [words]]) => [name, words]),
) as Readonly<Record<Priced, string>>;

interface Prices {
  own: RecoveryCosts;
  ns: ReturnType<typeof inNanoseconds>;
  lineBytes: number;
  pageBytes: number;
}
type Priced = keyof typeof ACTION_COSTS;
const PRICED = Object.keys(ACTION_COSTS) as Priced[];

/** In which time an action is. */
export const PARTS: Readonly<Record<Priced, Exclude<keyof RecoveryTime, 'detection'>>> = {
  message: 'recovery',
  cacheLine: 'recovery',
  directoryLine: 'recovery',
  memmapEntry: 'recovery',
  pmapEntry: 'recovery',
  tlbFlush: 'recovery',
  blockRead: 'rereading',
  vmRestart: 'restart',
};

/** Seconds that each action takes, of the one with most of it: the phases follow one another, and all wait for the last. */
export function actionTimes(recovery: Recovery, own: RecoveryCosts, costs: Costs): Record<Priced, number> {
  const { lineBytes, pageBytes } = recovery;
  const prices: Prices = { own, ns: inNanoseconds(costs), lineBytes, pageBytes };
  const actions = actionsOf(recovery, own);
  const seconds = (name: Priced): number => (actions[name].most * ACTION_COSTS[name][1](prices)) / 1e9;
  return Object.fromEntries(PRICED.map((name) => [name, seconds(name)])) as Record<Priced, number>; // biome-ignore format: a line
}

/** How long a recovery takes, under both tables of costs. */
export function recoveryTime(recovery: Recovery, own: RecoveryCosts, costs: Costs): RecoveryTime {
  const times = actionTimes(recovery, own, costs);
  const of = (part: keyof RecoveryTime): number =>
    PRICED.reduce((sum, name) => sum + (PARTS[name] === part ? times[name] : 0), 0);
  return {
    detection: own.detection.value,
    recovery: of('recovery'),
    restart: of('restart') + (recovery.survivors === 0 ? own.machineRestart.value : 0),
    rereading: of('rereading'),
  };
}
