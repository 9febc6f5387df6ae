import { loadCosts } from '../../src/price/costs.ts';
import { price } from '../../src/price/price.ts';
import { CountsBuilder } from '../../src/replay/counts/counts.ts';
import { Event } from '../../src/replay/counts/event.ts';
import type { PageMove } from '../../src/replay/counts/page-move.ts';
import { loadStructure } from '../../src/replay/structure/presets.ts';
import type { Structure } from '../../src/replay/structure/structure.ts';
import type { Run } from '../../src/report/run/run.ts';
import { type Block, HEADER, rowOf } from './fixture.ts';

/** 1 ns an instruction, 10 the board cache, 100, 300 and 400 beyond it; nobody queues. */
export const costs = loadCosts('flash', [
  'clock.value=1000', 'instruction.value=1', 'boardCacheHit.value=10', 'localMemory.value=110', 'remoteMemory.value=310',
  'dirtyMemory.value=410', 'memoryOccupancy.value=0', 'hotPage.value=500', 'pageMove.value=1000', 'tlbShootdown.value=200',
]); // biome-ignore format: a list

export const native = loadStructure('irix', ['numa.nodes=2', 'numa.cpusPerNode=2']);
export const moving = loadStructure('disco', ['numa.nodes=2', 'numa.cpusPerNode=2']);
export const uma = loadStructure('uma');

export interface Shared extends Block {
  /** Transactions of the CPU with each node. */
  visits?: number[];
}

/** A run of a machine with shared memory, with these counts and no others. A block that names an interval begins it. */
export function sharedRun(structure: Structure, blocks: Shared[], moves: PageMove[] = []): Run {
  const builder = new CountsBuilder(structure.numa?.nodes as number);
  builder.begin({ window: 1, warmup: false, ...blocks[0].interval });
  blocks.forEach(({ interval, cpu = 0, mode, events, visits = [] }, i) => {
    if (interval !== undefined && i > 0) builder.begin({ window: 1, warmup: false, ...interval });
    const row = rowOf(mode);
    for (const [name, count] of Object.entries(events))
      builder.block(cpu, 0)[row + Event[name as keyof typeof Event]] += count;
    visits.forEach((count, node) => {
      builder.visits(cpu)[node] += count;
    });
  });
  const counts = builder.finish({ structure, moves, jobs: 1, footprint: [] });
  const trace = { header: { ...HEADER, cpus: counts.cpus }, totals: undefined, notes: [] };
  return { structure, counts, costs, times: price(counts, costs), trace };
}

export const move = (change: Partial<PageMove>): PageMove => ({
  clock: 0,
  action: 'migrate',
  page: 5,
  address: 0x5000,
  cpu: 2,
  from: 0,
  to: 1,
  seen: { misses: 8, othersMost: 1, homeMisses: 0, stores: 2, migrations: 0, replicated: false },
  shootdowns: 1,
  ...change,
});

/** Two CPUs on the first node, one on the second; a warm-up that only the moves remember. */
export function sharedRuns(): Run[] {
  const warm: Shared = { interval: { window: 1, warmup: true }, cpu: 1, mode: 'user', events: { instruction: 1000, localRead: 50 }, visits: [50, 0] }; // biome-ignore format: one block
  const measured = (local: number, remote: number): Shared[] => [
    {
      interval: { window: 1, warmup: false },
      cpu: 0,
      mode: 'user',
      events: { instruction: 3000, l2Load: 30, localRead: 20, dirtyRead: 10, coldMiss: 21, capacityMiss: 4, trueSharingMiss: 3, falseSharingMiss: 2 },
      visits: [20, 10],
    }, // biome-ignore format: one block
    { cpu: 1, mode: 'kernel', events: { instruction: 500, localUpgrade: 5, remoteUpgrade: 1 }, visits: [5, 1] },
    { cpu: 2, mode: 'user', events: { instruction: 1500, l2Load: local + remote, localRead: local, remoteRead: remote }, visits: [remote, local] },
  ]; // biome-ignore format: one block
  const moves = [
    move({ clock: 10, shootdowns: 3 }),
    move({ clock: 3000, page: 9, address: 0x9000, action: 'replicate' }),
    move({ clock: 3001, page: 9, address: 0x9000, action: 'replicate', cpu: 1, from: 1, to: 0, seen: { misses: 10, othersMost: 6, homeMisses: 0, stores: 0, migrations: 0, replicated: true } }),
    move({ clock: 5999, page: 9, address: 0x9000, action: 'collapse', cpu: 0, from: 0, to: 0, seen: null, shootdowns: 0 }),
  ]; // biome-ignore format: a list
  const monitor: Shared[] = [
    { cpu: 2, mode: 'pageMove', events: { hotPage: 4, migration: 1, replication: 2, collapse: 1, tlbShootdown: 5 } },
    { cpu: 2, mode: 'pageMove', events: { instruction: 890, l2Load: 1, remoteRead: 1 } },
  ];
  return [
    sharedRun(native, [warm, ...measured(10, 40)]),
    sharedRun(moving, [warm, ...measured(45, 5), ...monitor], moves),
  ];
}
