import { Disco } from '../disco/disco.ts';
import { InterCell } from '../disco/monitor/inter-cell.ts';
import { HotPages } from '../disco/moves/hot-pages.ts';
import { Relocator } from '../disco/moves/relocator.ts';
import { Directory } from '../numa/caches/directory.ts';
import type { Cpu } from '../numa/cpu/cpu.ts';
import { NOTHING_COMMON } from '../numa/memory/common-pages.ts';
import { NodeMemory } from '../numa/memory/node-memory.ts';
import { PageDictionary } from '../numa/memory/page-dictionary.ts';
import { Pages } from '../numa/memory/pages.ts';
import { Cells } from '../structure/cells.ts';
import { HotPageShape, type Structure } from '../structure/structure.ts';
import { BareMachine } from '../supervisor/bare-machine.ts';
import type { Supervisor } from '../supervisor/supervisor.ts';

/** What a structure is made of, but for its CPUs, which come as the trace names them. */
export interface Hardware {
  pages: Pages;
  /** Null: the machine is not coherent. */
  directory: Directory | null;
  /** Null: pages stay. */
  relocator: Relocator | null;
  supervisor: Supervisor;
}

/** Nodes of a structure with so many CPUs. */
export const nodesOf = ({ numa }: Structure, cpus: number): number =>
  numa === null ? 1 : numa.nodes === 'cpus' ? cpus : numa.nodes;

/**
 * Builds a structure from memory up. `cpus`: where the CPUs will be, by number. `maxCpus`: how many there can be. `watches`: it is kept which disks
 * have what machine pages hold.
 */
export function build(
  structure: Structure,
  granuleBits: number,
  cpus: readonly Cpu[],
  maxCpus: number,
  watches = false,
): Hardware {
  const { monitor, numa } = structure;
  const nodes = nodesOf(structure, maxCpus);
  const cells = new Cells(nodes, monitor?.nodesPerCell ?? null);
  const memory = new NodeMemory(nodes, numa ?? { placement: 'firstTouch', pagesPerNode: null, homes: [] }, cells);
  const dictionary = new PageDictionary(granuleBits, Math.log2(structure.pageBytes));
  const common =
    monitor === null
      ? NOTHING_COMMON
      : {
          text: monitor.disks.sharing && monitor.virtualCpus.vms > 1,
          ranges: monitor.sharedRegions,
          copyOn: (node: number) => (monitor.shareAcrossCells ? 0 : cells.of(node)),
        };
  const pages = new Pages(dictionary, memory, common, watches);
  const interCell = new InterCell(cells, memory, structure.pageBytes);
  const shape = directoryShape(structure, granuleBits);
  const moves = movesOf(monitor);
  const hotPages = shape !== null && moves !== null ? new HotPages(moves, memory, cpus, maxCpus) : null;
  const directory = shape === null ? null : new Directory(memory, { cpus: maxCpus, ...shape }, monitor?.hotPages ? hotPages : null); // biome-ignore format: a call
  const relocator =
    hotPages !== null && directory !== null && moves !== null
      ? new Relocator(moves, { pages, directory, cpus, hotPages, cells, interCell, replicas: monitor?.replicas ?? 1 })
      : null;
  const supervisor =
    monitor === null
      ? new BareMachine(pages, cpus)
      : new Disco(structure, monitor, granuleBits, { pages, cpus, directory, relocator, cells, interCell });
  return { pages, directory, relocator, supervisor };
}

/** How pages move; null: none does. Where none is hot, as nobody counts its misses, pages may be copied all the same, to be there twice. */
const movesOf = (monitor: Structure['monitor']): HotPageShape | null =>
  monitor?.hotPages ?? ((monitor?.replicas ?? 1) > 1 ? HotPageShape.parse({}) : null);

/** Sizes the directory goes by; null: the machine is not coherent. */
function directoryShape({ numa, cache, pageBytes }: Structure, granuleBits: number) {
  if (numa === null || cache.l2 === null) return null;
  const granules = (bytes: number): number => Math.log2(bytes) - granuleBits;
  return {
    pageBits: granules(pageBytes),
    lineBits: granules(cache.l2.lineBytes),
    partBits: granules(cache.l1d.lineBytes),
  };
}
