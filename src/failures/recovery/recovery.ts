import type { Counts } from '../../replay/counts/counts.ts';
import type { Moment } from '../../replay/counts/dependence.ts';
import { nodeOfCpu } from '../../replay/structure/node-of-cpu.ts';
import { CpuState, type Gone } from '../loss.ts';
import { type Amount, alike, NONE, type RecoveryAction, Shares } from './actions.ts';

/** What of the machine is gone, with all that goes with it: of a cell its nodes, of a machine without cells all nodes. */
export interface Lost {
  /** CPUs that run no more. */
  cpus: ReadonlySet<number>;
  /** Parts of memory that are gone: nodes, and ranges as `Dependences` numbers them. */
  parts: ReadonlySet<number>;
  disks: ReadonlySet<number>;
}

/** What is gone after a loss, as sets. */
export const lostOf = ({ parts, cpus, disks }: Pick<Gone, 'parts' | 'cpus' | 'disks'>): Lost => ({
  parts: new Set([...parts.keys()].filter((part) => parts[part] === 1)),
  cpus: new Set([...cpus.keys()].filter((cpu) => cpus[cpu] !== CpuState.there)),
  disks,
});

/** What losses before took: parts of the machine, and virtual machines. */
export interface LostBefore extends Lost {
  vms: ReadonlySet<number>;
}

/** Nothing was lost before. */
const UNTOUCHED: LostBefore = { cpus: new Set(), parts: new Set(), disks: new Set(), vms: new Set() };

/** Of a replay, what recovery asks for. */
export type Machine = Pick<Counts, 'structure' | 'nodes' | 'cpus'>;

/** What recovery takes, counted. Memory is scanned by how much a node has, which the structure may leave open: `scansOf` counts that. */
export interface Recovery {
  /** Nodes that go on; 0: none, so that the machine is started anew. */
  survivors: number;
  /** Bytes of memory on a node, a line and a page; null: the structure does not say how much memory there is. */
  nodeBytes: number | null;
  lineBytes: number;
  pageBytes: number;
  actions: Readonly<Record<Exclude<RecoveryAction, 'directoryLine' | 'memmapEntry'>, Amount>>;
}

/** Phases after each of which the survivors wait for each other: who is there, the network, the caches, the directory (FLASH's recovery, recalled). */
const PHASES = 4;

/**
 * The recovery from a loss at a moment, `lostVms` being the virtual machines that it takes (`hit`). A virtual machine's pmap is purged by one CPU, the first it
 * is on that survives; pages are read again by each disk in turn, and each virtual machine starts by itself, side by side with the others. What was lost `before`
 * takes no part in it.
 */
export function recovery(moment: Moment, machine: Machine, lost: Lost, lostVms: ReadonlySet<number>, before = UNTOUCHED): Recovery {
  const { structure, nodes, cpus } = machine;
  const { cache, pageBytes, numa } = structure;
  const left = (count: number, ...gone: readonly ReadonlySet<number>[]): number[] =>
    Array.from({ length: count }, (_, n) => n).filter((n) => !gone.some((each) => each.has(n)));
  const alive = left(nodes, lost.parts, before.parts);
  const running = left(cpus, lost.cpus, before.cpus);
  const board = cache.l2 ?? cache.l1d;
  const goesOn = alive.length > 0 && running.length > 0;
  const pages = goesOn ? pagesOf(moment, machine, lost, lostVms, before) : { pmapEntry: NONE, blockRead: NONE };
  const restarted = [...lostVms].map((vm) => moment.cpus[vm]?.length ?? 0);
  return {
    survivors: goesOn ? alive.length : 0,
    nodeBytes: numa?.pagesPerNode == null ? null : numa.pagesPerNode * pageBytes,
    lineBytes: board.lineBytes,
    pageBytes,
    actions: {
      message: goesOn ? alike(alive.length, PHASES * (alive.length - 1)) : NONE,
      cacheLine: goesOn ? alike(running.length, board.sizeBytes / board.lineBytes) : NONE,
      ...pages,
      tlbFlush: goesOn ? alike(running.length, 1) : NONE,
      vmRestart: alike(restarted.length, 1),
      virtualCpuRestart: { total: restarted.reduce((sum, n) => sum + n, 0), most: Math.max(0, ...restarted) },
      lineLost: linesOf(moment, machine, lost, before),
    },
  };
} // biome-ignore format: a signature

/** Pages of survivors of which a copy, or all copies, are lost. */
function pagesOf(
  { holdings, cpus }: Moment,
  machine: Machine,
  { parts: gone, cpus: dead, disks }: Lost,
  lostVms: ReadonlySet<number>,
  before: LostBefore,
): Record<'pmapEntry' | 'blockRead', Amount> {
  const purged = new Shares();
  const read = new Shares();
  for (const { parts, vms, disk, pages } of holdings) {
    const there = parts.filter((part) => !before.parts.has(part));
    const copies = there.filter((part) => gone.has(part)).length;
    const survivors = vms.filter((vm) => !lostVms.has(vm) && !before.vms.has(vm));
    if (copies === 0 || survivors.length === 0) continue;
    for (const vm of survivors) {
      const by = cpus[vm]?.find((cpu) => !dead.has(cpu) && !before.cpus.has(cpu)) ?? 0;
      purged.add(nodeOfCpu(machine.structure, machine.nodes, by), pages);
    }
    if (copies === there.length && disk >= 0 && !disks.has(disk) && !before.disks.has(disk)) read.add(disk, pages);
  }
  return { pmapEntry: purged.amount(), blockRead: read.amount() };
}

/** Lines that only the cache of a lost CPU had, by its node. Their memory may have survived; what they say has not. */
function linesOf({ lines }: Moment, machine: Machine, { cpus }: Lost, before: LostBefore): Amount {
  const fresh = [...cpus].filter((cpu) => !before.cpus.has(cpu));
  const dead = new Set(fresh.map((cpu) => nodeOfCpu(machine.structure, machine.nodes, cpu)));
  const by = new Shares();
  for (const { node, lines: n } of lines) if (dead.has(node)) by.add(node, n);
  return by.amount();
}
