import type { ModifiedLines } from '../../counts/dependence.ts';
import type { Directory } from '../../numa/caches/directory.ts';
import type { PageMap } from '../../numa/memory/page-map.ts';

/** The VM of the monitor's own lines. */
const MONITOR = -1;

/**
 * Modified lines whose home is on another node than the cache they are in, by node, home and VM, in order of these; `vmsOf`: whose an object
 * is. Lines of frames that nobody uses are left out, as those of what the monitor keeps for nobody.
 */
export function modifiedLines(
  directory: Directory,
  map: PageMap,
  vms: number,
  vmsOf: (object: number) => readonly number[],
): ModifiedLines[] {
  const { memory, backing } = map;
  /** Home, then VM + 1. */
  const sums = Array.from({ length: memory.nodes }, () => new Int32Array(memory.nodes * (vms + 1)));
  for (const holder of directory.holders) {
    if (holder === undefined) continue;
    const { node } = holder;
    const ofNode = sums[node];
    holder.eachModified((line) => {
      const frame = directory.frameOf(line);
      const home = memory.nodeOf(frame);
      if (home === node) return;
      const at = home * (vms + 1) + 1;
      const object = backing.objectIn(frame);
      if (object >= 0) for (const vm of vmsOf(object)) ofNode[at + vm]++;
      else if (memory.isMonitors(frame)) ofNode[at + MONITOR]++;
    });
  }
  const told: ModifiedLines[] = [];
  sums.forEach((ofNode, node) => {
    ofNode.forEach((lines, n) => {
      if (lines > 0) told.push({ node, home: Math.floor(n / (vms + 1)), vm: (n % (vms + 1)) - 1, lines });
    });
  });
  return told;
}
