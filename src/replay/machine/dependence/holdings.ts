import { BOOT_DISK, HOLDING_USES, type Holding, type MemoryRange } from '../../counts/dependence.ts';
import { PageUse } from '../../counts/page-use.ts';
import { NOWHERE, UNTOUCHED } from '../../numa/memory/origins.ts';
import type { PageMap } from '../../numa/memory/page-map.ts';
import { FrameParts } from './frame-parts.ts';
import { NumberSets } from './number-sets.ts';

const LOG = HOLDING_USES.indexOf('log');
const CACHE = HOLDING_USES.indexOf('cache');

/** What all contents have in common that are added up in one row: numbers of sets of parts and VMs, `HOLDING_USES`, and a disk. */
interface Row {
  parts: number;
  vms: number;
  use: number;
  disk: number;
}

/** Objects in use, those that are alike added up. A sum has a number by row, in the order in which rows were first met; rows are kept for all samples. */
export class Holdings {
  private readonly map: PageMap;
  private readonly parts: FrameParts;
  private readonly partSets = new NumberSets();
  private readonly vmSets = new NumberSets();
  private readonly rows: Row[] = [];
  /** Use -> disk -> set of VMs -> set of parts -> row. */
  private readonly known: Map<number, Map<number, Map<number, number>>>[] = HOLDING_USES.map(() => new Map());
  private sums = new Int32Array(256);
  /** Object -> the VM whose log it is of, +1. */
  private logVm = new Int16Array(0);
  /** Object -> its set of VMs at the last sample. */
  private vmsOfObject = new Int32Array(0);
  private readonly few: number[] = [];

  constructor(map: PageMap, ranges: readonly MemoryRange[]) {
    this.map = map;
    this.parts = new FrameParts(map.memory, ranges);
  }

  /** Pages by row, at present. `logs`: by VM, objects of its logs. */
  sample(logs: readonly (readonly number[])[]): Int32Array {
    const { backing } = this.map;
    this.reserve(backing.objects);
    this.sums.fill(0);
    logs.forEach((objects, vm) => {
      for (const object of objects ?? []) this.logVm[object] = vm + 1;
    });
    let before: Row = NO_ROW;
    let row = 0;
    for (let object = 0; object < backing.objects; object++) {
      if (!backing.exists(object)) continue;
      const parts = this.partsOf(object);
      const vms = this.vmsOfUsers(object);
      const use = this.useOf(object);
      const disk = this.diskOf(object, use);
      if (parts !== before.parts || vms !== before.vms || use !== before.use || disk !== before.disk) {
        row = this.rowOf(parts, vms, use, disk);
        before = this.rows[row];
        if (row >= this.sums.length) this.sums = longer(this.sums);
      }
      this.sums[row]++;
      this.vmsOfObject[object] = vms;
    }
    for (const objects of logs) for (const object of objects ?? []) this.logVm[object] = 0;
    return this.sums.slice(0, this.rows.length);
  }

  /** VMs whose object it was at the last sample, of its log or behind its pages. */
  vmsOf(object: number): readonly number[] {
    return this.vmSets.membersOf(this.vmsOfObject[object]);
  }

  /** What samples say, each in order of use, disk, VMs and parts. */
  told(samples: readonly Int32Array[]): Holding[][] {
    const { rows, partSets, vmSets } = this;
    const holdings = rows.map(({ parts, vms, use, disk }) => ({
      parts: partSets.membersOf(parts),
      vms: vmSets.membersOf(vms),
      use: HOLDING_USES[use],
      disk,
    }));
    const order = rows.map((_, row) => row);
    order.sort(
      (a, b) =>
        rows[a].use - rows[b].use ||
        rows[a].disk - rows[b].disk ||
        inOrder(holdings[a].vms, holdings[b].vms) ||
        inOrder(holdings[a].parts, holdings[b].parts),
    );
    return samples.map((sums) =>
      order.filter((row) => row < sums.length && sums[row] > 0).map((row) => ({ ...holdings[row], pages: sums[row] })),
    );
  }

  /** The set of parts that have a copy of the object. */
  private partsOf(object: number): number {
    const { map, parts, partSets, few } = this;
    if (!map.replicas.has(object)) return partSets.single(parts.of(map.backing.frameOn(object, 0)));
    few.length = 0;
    for (const frame of map.backing.framesOf(object)) few.push(parts.of(frame));
    return partSets.of(few);
  }

  /** The set of VMs whose pages the object backs, or whose log it is of. */
  private vmsOfUsers(object: number): number {
    const { vmSets, few, logVm } = this;
    const { backing } = this.map;
    const first = backing.firstUserOf(object);
    if (first < 0) return logVm[object] === 0 ? 0 : vmSets.single(logVm[object] - 1);
    const next = backing.userBefore(first);
    if (next < 0) return vmSets.single(backing.vmOf(first));
    few.length = 0;
    for (let physical = first; physical >= 0; physical = backing.userBefore(physical)) few.push(backing.vmOf(physical));
    return vmSets.of(few);
  }

  /** As the sums over machine pages have it: what the newest of its physical pages is used for. */
  private useOf(object: number): number {
    const first = this.map.backing.firstUserOf(object);
    if (first >= 0) return this.map.backing.useOf(first);
    return this.logVm[object] === 0 ? CACHE : LOG;
  }

  private diskOf(object: number, use: number): number {
    const disk = this.map.backing.origins?.of(object) ?? NOWHERE;
    if (disk !== UNTOUCHED) return disk;
    return use === PageUse.kernelText ? BOOT_DISK : NOWHERE;
  }

  private rowOf(parts: number, vms: number, use: number, disk: number): number {
    const byVms = entry(this.known[use], disk, () => new Map<number, Map<number, number>>());
    const byParts = entry(byVms, vms, () => new Map<number, number>());
    return entry(byParts, parts, () => this.rows.push({ parts, vms, use, disk }) - 1);
  }

  private reserve(objects: number): void {
    if (objects <= this.logVm.length) return;
    this.logVm = new Int16Array(2 * objects);
    this.vmsOfObject = new Int32Array(2 * objects);
  }
}

function longer(sums: Int32Array): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(2 * sums.length);
  grown.set(sums);
  return grown;
}

const NO_ROW: Row = { parts: -1, vms: -1, use: -1, disk: NOWHERE };

/** What a map has under a key, made at first. */
function entry<V>(map: Map<number, V>, key: number, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

/** Shorter lists first, then by what is in them. */
function inOrder(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length) return a.length - b.length;
  const n = a.findIndex((member, i) => member !== b[i]);
  return n < 0 ? 0 : a[n] - b[n];
}
