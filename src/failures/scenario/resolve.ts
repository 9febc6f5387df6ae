import { UserError } from '../../errors.ts';
import type { Counts } from '../../replay/counts/counts.ts';
import type { Dependences, MemoryRange } from '../../replay/counts/dependence.ts';
import { DISKS } from '../../replay/counts/tally.ts';
import type { Structure } from '../../replay/structure/structure.ts';
import type { TimedLoss } from '../aftermath.ts';
import { type Clock, clockOf } from './clock.ts';
import type { LocatedScenario, ScenarioLoss } from './scenario.ts';

/** What of a machine is known before it is replayed through. */
export interface Size {
  name: string;
  nodes: number;
  cpus: number;
  /** Pages of memory on a node; null: enough. */
  pagesPerNode: number | null;
  pageBytes: number;
}

/** The size of the machine that a trace of so many CPUs has in a structure. */
export function sizeOf({ name, numa, monitor, pageBytes, cpus }: Structure, ofTrace: number): Size {
  const own = monitor === null ? (cpus ?? ofTrace) : Math.min(monitor.virtualCpus.cpus ?? ofTrace, ofTrace);
  const nodes = numa === null ? 1 : numa.nodes === 'cpus' ? own : numa.nodes;
  return { name, nodes, cpus: own, pagesPerNode: numa?.pagesPerNode ?? null, pageBytes };
}

const MB = 2 ** 20;

/** Throws UserError that says where, for a node, a CPU or memory that a machine has not. */
export function checkScenario({ losses, place }: LocatedScenario, sizes: readonly Size[]): void {
  losses.forEach(({ nodes, cpus, memory }, n) => {
    for (const size of sizes) {
      const check = (what: string, key: keyof ScenarioLoss, numbers: readonly number[], count: number): void => {
        const missing = numbers.find((each) => each >= count);
        if (missing !== undefined)
          throw new UserError(`${place(n, key)}: no ${what} ${missing} in ${size.name}: there ${count === 1 ? 'is 1' : `are ${count}`}, from 0`); // biome-ignore format: a line
      };
      check('node', 'nodes', nodes, size.nodes);
      check('CPU', 'cpus', cpus, size.cpus);
      if (memory === undefined) continue;
      check('node', 'memory', [memory.node], size.nodes);
      const most = size.pagesPerNode === null ? Number.POSITIVE_INFINITY : (size.pagesPerNode * size.pageBytes) / MB;
      if (memory.to > most)
        throw new UserError(`${place(n, 'memory')}: it ends at ${memory.to} MB, and a node of ${size.name} has ${most} MB (memory.pagesPerNode)`); // biome-ignore format: a line
    }
  });
}

/** The ranges of memory that a scenario names, in pages, cut where they overlap, so that no page is in two of them. */
export function rangesOf({ losses }: LocatedScenario, pageBytes: number): MemoryRange[] {
  const named = losses.flatMap(({ memory }) => (memory === undefined ? [] : [inPages(memory, pageBytes)]));
  const nodes = [...new Set(named.map(({ node }) => node))].sort((a, b) => a - b);
  return nodes.flatMap((node) => {
    const own = named.filter((range) => range.node === node);
    const edges = [...new Set(own.flatMap(({ first, last }) => [first, last + 1]))].sort((a, b) => a - b);
    return edges.slice(1).flatMap((end, n) => {
      const range = { node, first: edges[n], last: end - 1 };
      return own.some((each) => contains(each, range)) ? [range] : [];
    });
  });
}

const inPages = ({ node, from, to }: { node: number; from: number; to: number }, pageBytes: number): MemoryRange => {
  const first = Math.floor((from * MB) / pageBytes);
  return { node, first, last: Math.max(first, Math.ceil((to * MB) / pageBytes) - 1) };
};

const contains = (outer: MemoryRange, inner: MemoryRange): boolean =>
  outer.node === inner.node && outer.first <= inner.first && outer.last >= inner.last;

/** The clocks that a scenario names, ascending, on traces that end at these; undefined: some are percentages, and no end is known. */
export function clocksOf({ losses }: LocatedScenario, ends: readonly number[] = []): number[] | undefined {
  const clocks = losses.map(({ at }) => clockOf(at));
  if (ends.length === 0 && clocks.some((clock) => 'percent' in clock)) return undefined;
  const named = clocks.flatMap((clock) => ('instructions' in clock ? [clock.instructions] : ends.map((end) => onClock(clock, end))));
  return [...new Set(named)].sort((a, b) => a - b);
} // biome-ignore format: a long line

const onClock = (clock: Clock, end: number): number =>
  'percent' in clock ? Math.floor((clock.percent / 100) * end) : clock.instructions;

/** Throws UserError for a loss beyond the trace's end, where that is known, in instructions of all CPUs. */
export function checkClocks({ losses, place }: LocatedScenario, end: number, name: string): void {
  losses.forEach(({ at }, n) => {
    const clock = clockOf(at);
    if ('instructions' in clock && clock.instructions > end) throw beyond(place(n, 'at'), at, end, name);
  });
}

const beyond = (place: string, at: number | string, end: number, name: string): UserError =>
  new UserError(`${place}: ${at} is beyond the trace's end, which is at ${end.toLocaleString('en-US')} instructions of all CPUs through ${name}`); // biome-ignore format: a sentence

/** A scenario's losses on the clock of a replay. Throws UserError for one beyond the trace's end. */
export function timedLosses({ losses, place }: LocatedScenario, { name, pageBytes }: Structure, dependences: Dependences): TimedLoss[] {
  const { moments, ranges } = dependences;
  const end = moments.at(-1)?.clock ?? 0;
  return losses.map(({ at, nodes, cpus, disks, memory }, n) => {
    const clock = onClock(clockOf(at), end);
    if (clock > end) throw beyond(place(n, 'at'), at, end, name);
    const own = memory === undefined ? [] : ranges.flatMap((range, k) => (contains(inPages(memory, pageBytes), range) ? [k] : [])); // biome-ignore format: a line
    return { clock, nodes, cpus, disks, ranges: own };
  });
} // biome-ignore format: a signature

/** Throws UserError for a disk that is neither the machine's nor the trace's. */
export function checkDisks({ losses, place }: LocatedScenario, { structure, disks: requests, dependences }: Counts): void {
  const used = new Set<number>();
  for (let n = 0; n < requests.length; n += 2) if (requests[n] > 0) used.add((n / 2) % DISKS);
  const known = new Set(structure.numa?.disks.map(({ disk }) => disk));
  for (const { holdings } of dependences?.moments ?? []) for (const { disk } of holdings) if (disk >= 0) known.add(disk);
  const all = [...new Set([...known, ...used])].sort((a, b) => a - b);
  losses.forEach(({ disks }, n) => {
    const missing = disks.find((disk) => !known.has(disk) && !used.has(disk % DISKS));
    if (missing !== undefined)
      throw new UserError(`${place(n, 'disks')}: no disk ${missing}: the trace uses ${all.length === 0 ? 'none' : `disk ${all.join(', ')}`}, and no other hangs on a node (machine.numa.disks)`); // biome-ignore format: a line
  });
} // biome-ignore format: a signature
