import { UserError } from '../../../errors.ts';
import { Event } from '../../counts/event.ts';
import type { Cpu } from '../../numa/cpu/cpu.ts';
import type { Pages } from '../../numa/memory/pages.ts';
import type { DisksShape } from '../../structure/sharing-shape.ts';
import { type Block, SECTOR_BYTES } from '../../supervisor/disk-request.ts';
import { DiskIndex, type Piece } from './disk-index.ts';
import type { Sharing } from './sharing.ts';

/** What the monitor knows of a block it has in memory. */
interface Cached {
  disk: number;
  first: number;
  sectors: number;
}

/**
 * The disks of virtual machines (4.2.5). A copy-on-write disk is everybody's to read: blocks that are in memory are mapped, or copied
 * where a request is not of whole pages; what a machine writes stays in its own log, in memory. A persistent disk is one machine's.
 */
export class Disks {
  private readonly shape: DisksShape;
  private readonly others: 'copyOnWrite' | 'persistent';
  private readonly pages: Pages;
  private readonly sharing: Sharing;
  /** By disk: what of it is in memory, for all. */
  private readonly global = new Map<number, DiskIndex>();
  /** By machine and disk: sectors it modified. */
  private readonly logs = new Map<string, DiskIndex>();
  /** By machine, its log's objects. */
  private readonly logObjects: number[][] = [];
  /** Objects of the global index, the longest there first. */
  private readonly cached = new Map<number, Cached>();
  /** By disk, the machine that mounts it. */
  private readonly owners = new Map<number, number>();

  /** `vms`: virtual machines there are. */
  constructor(shape: DisksShape, vms: number, pages: Pages, sharing: Sharing) {
    this.shape = shape;
    const { others } = shape;
    this.others = others !== 'auto' ? others : vms > 1 ? 'copyOnWrite' : 'persistent';
    this.pages = pages;
    this.sharing = sharing;
  }

  /** The machine over whose NFS server this one reads and writes a disk; -1: it uses the disk itself. Throws UserError at a second mount. */
  serverOf(disk: number, vm: number): number {
    const { kind, vm: named } = this.shapeOf(disk);
    if (kind === 'copyOnWrite') return -1;
    const owner = named ?? this.owners.get(disk) ?? vm;
    this.owners.set(disk, owner);
    if (owner === vm) return -1;
    if (kind === 'nfs') return owner;
    throw new UserError(
      `disk ${disk} is mounted by virtual machine ${owner}, and virtual machine ${vm} uses it too: a persistent disk is one machine's (4.2.5); serve it over NFS (monitor.disks.kinds: { disk: ${disk}, kind: nfs, vm: ${owner} })`,
    );
  }

  /** Reads a block into its page, which `own` gives the kernel for itself where it is written to. Returns the sectors that are to come from the disk. */
  read(cpu: Cpu, vm: number, block: Block, own: () => void): number {
    const { disk, first, sectors, page, whole } = block;
    if (this.shapeOf(disk).kind !== 'copyOnWrite') {
      own();
      return sectors;
    }
    const log = this.logs.get(logKey(vm, disk));
    const global = this.shape.sharing ? this.indexOf(disk) : null;
    const modified = log?.overlaps(first, sectors) === true;
    if (page < 0) return modified || global?.overlaps(first, sectors) ? 0 : sectors;
    if (whole && !modified) {
      const object = global?.exactly(first, sectors) ?? -1;
      if (object >= 0) {
        cpu.tally.count(Event.blockMapped);
        this.sharing.join(cpu, page, object);
        return 0;
      }
    }
    own();
    const fromLog = modified ? log.pieces(first, sectors) : [];
    const isLogged = (sector: number): boolean =>
      fromLog.some((piece) => sector >= piece.first && sector < piece.first + piece.sectors);
    const fromGlobal = (global?.pieces(first, sectors) ?? []).flatMap((piece) => split(piece, isLogged));
    let copied = 0;
    for (const piece of [...fromGlobal, ...fromLog]) {
      copied += piece.sectors;
      const to = block.offset + (piece.first - first) * SECTOR_BYTES;
      this.sharing.copyFrom(cpu, piece.object, piece.at * SECTOR_BYTES, page, to, piece.sectors * SECTOR_BYTES);
    }
    cpu.tally.add(Event.sectorCopied, copied);
    if (copied === 0 && whole && global !== null) this.enter(cpu, global, block);
    return sectors - copied;
  }

  /** Writes a page's block to its disk. Returns the sectors that go there: none of a copy-on-write disk's, which stay in the log. */
  write(cpu: Cpu, vm: number, { disk, first, sectors, page, offset }: Block): number {
    if (this.shapeOf(disk).kind !== 'copyOnWrite') return sectors;
    const key = logKey(vm, disk);
    let log = this.logs.get(key);
    if (log === undefined) {
      log = new DiskIndex();
      this.logs.set(key, log);
    }
    cpu.tally.add(Event.sectorLogged, sectors);
    const perPage = Math.max(1, this.pageBytes / SECTOR_BYTES);
    for (let at = first; at < first + sectors; ) {
      const base = at - (at % perPage);
      const count = Math.min(base + perPage, first + sectors) - at;
      let object = log.pieces(base, perPage)[0]?.object ?? -1;
      if (object < 0) {
        object = this.sharing.create(cpu);
        this.logObjects[vm] ??= [];
        this.logObjects[vm].push(object);
      }
      log.set(at, count, object, base);
      const from = offset + (at - first) * SECTOR_BYTES;
      if (page >= 0) this.sharing.copyTo(cpu, page, from, object, (at - base) * SECTOR_BYTES, count * SECTOR_BYTES);
      at += count;
    }
    return 0;
  }

  /** Machine pages of all logs. */
  get logPages(): number {
    return this.logObjects.reduce((sum, objects) => sum + (objects?.length ?? 0), 0);
  }

  /** Forgets a machine's modifications, and what it mounted. */
  stop(vm: number): void {
    for (const object of this.logObjects[vm] ?? []) this.sharing.letGo(object);
    this.logObjects[vm] = [];
    for (const key of [...this.logs.keys()]) if (key.startsWith(`${vm} `)) this.logs.delete(key);
    for (const [disk, owner] of [...this.owners]) if (owner === vm) this.owners.delete(disk);
  }

  /** An object of the global index to give up, the longest there first: one that no page is mapped to, else any; -1: none. */
  victim(used: boolean): number {
    for (const object of this.cached.keys())
      if (this.pages.backing.isUsed(object) === used && this.sharing.isIdle(object)) return object;
    return -1;
  }

  /** Takes an object out of the global index. */
  forget(object: number): void {
    const { disk, first, sectors } = this.cached.get(object)!;
    this.cached.delete(object);
    this.indexOf(disk).remove(object, first, sectors);
    this.sharing.letGo(object);
  }

  /** The page's block is in memory for all from here on, unless a part of it is so already, elsewhere. */
  private enter(cpu: Cpu, global: DiskIndex, { disk, first, sectors, page }: Block): void {
    const object = this.sharing.hold(cpu, page);
    global.set(first, sectors, object, first);
    this.cached.set(object, { disk, first, sectors });
  }

  private indexOf(disk: number): DiskIndex {
    let index = this.global.get(disk);
    if (index === undefined) {
      index = new DiskIndex();
      this.global.set(disk, index);
    }
    return index;
  }

  private shapeOf(disk: number): DisksShape['kinds'][number] {
    return this.shape.kinds.find((each) => each.disk === disk) ?? { disk, kind: this.others, vm: null };
  }

  private get pageBytes(): number {
    return 2 ** this.pages.pageBits;
  }
}

const logKey = (vm: number, disk: number): string => `${vm} ${disk}`;

/** A piece without the sectors that are elsewhere. */
function split(piece: Piece, elsewhere: (sector: number) => boolean): Piece[] {
  const parts: Piece[] = [];
  for (let n = 0; n < piece.sectors; n++) {
    if (elsewhere(piece.first + n)) continue;
    const last = parts.at(-1);
    if (last !== undefined && last.first + last.sectors === piece.first + n) last.sectors++;
    else parts.push({ ...piece, first: piece.first + n, at: piece.at + n, sectors: 1 });
  }
  return parts;
}
