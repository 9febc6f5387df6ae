import { Event } from '../../counts/event.ts';
import type { Cpu } from '../../numa/cpu/cpu.ts';
import { type Block, SECTOR_BYTES } from '../../supervisor/disk-request.ts';
import type { DiskTransfers } from '../../supervisor/disk-transfers.ts';
import type { CopyOnWrite } from './copy-on-write.ts';
import type { Piece } from './disk-index.ts';
import type { DiskLogs } from './disk-logs.ts';
import type { GlobalBufferCache } from './global-buffer-cache.ts';
import type { Mounts } from './mounts.ts';
import type { ObjectCopies } from './object-copies.ts';
import type { SharedObjects } from './shared-objects.ts';

/** What disks work with. */
export interface DisksParts {
  mounts: Mounts;
  logs: DiskLogs;
  objects: SharedObjects;
  copies: ObjectCopies;
  copyOnWrite: CopyOnWrite;
  transfers: DiskTransfers;
}

/**
 * The disks of virtual machines (4.2.5). A copy-on-write disk is everybody's to read: blocks that are in memory are mapped, or copied
 * where a request is not of whole pages; what a VM writes stays in its own log. A persistent disk is one VM's.
 */
export class Disks {
  /** Null: nothing of a disk is shared. */
  private readonly cache: GlobalBufferCache | null;
  private readonly mounts: Mounts;
  private readonly logs: DiskLogs;
  private readonly objects: SharedObjects;
  private readonly copies: ObjectCopies;
  private readonly copyOnWrite: CopyOnWrite;
  private readonly transfers: DiskTransfers;

  constructor(cache: GlobalBufferCache | null, { mounts, logs, objects, copies, copyOnWrite, transfers }: DisksParts) {
    this.cache = cache;
    this.mounts = mounts;
    this.logs = logs;
    this.objects = objects;
    this.copies = copies;
    this.copyOnWrite = copyOnWrite;
    this.transfers = transfers;
  }

  /**
   * Reads a block into its page for a VM, making the page the kernel's own where it is written to, unless `isOwn` says that it is.
   * Returns the sectors that are to come from the disk.
   */
  read(cpu: Cpu, vm: number, block: Block, isOwn = false): number {
    const { disk, first, sectors, page, whole } = block;
    if (!this.mounts.isCopyOnWrite(disk)) {
      if (!isOwn) this.copyOnWrite.own(cpu, page);
      this.transfers.read(block, true);
      return sectors;
    }
    const log = this.logs.of(vm, disk);
    const global = this.cache?.of(cpu, disk);
    const modified = log?.overlaps(first, sectors) === true;
    if (page < 0) return modified || global?.overlaps(first, sectors) ? 0 : sectors;
    if (whole && !modified) {
      const object = global?.exactly(first, sectors) ?? -1;
      if (object >= 0) {
        cpu.tally.count(Event.blockMapped);
        this.objects.join(cpu, page, object);
        return 0;
      }
    }
    if (!isOwn) this.copyOnWrite.own(cpu, page);
    const fromLog = modified ? log.pieces(first, sectors) : [];
    const fromGlobal = without(global?.pieces(first, sectors) ?? [], fromLog);
    const copied = this.copyPieces(cpu, block, [...fromGlobal, ...fromLog]);
    if (!modified) this.transfers.read(block, false);
    // Of a block that is in memory in part, elsewhere, the rest is not entered.
    if (copied === 0 && whole) this.cache?.enter(cpu, block);
    return sectors - copied;
  }

  /** Writes a page's block to its disk. Returns the sectors that go there: none of a copy-on-write disk's, which stay in the log. */
  write(cpu: Cpu, vm: number, block: Block): number {
    if (!this.mounts.isCopyOnWrite(block.disk)) return block.sectors;
    this.logs.write(cpu, vm, block);
    return 0;
  }

  /** Copies what is in memory of a block into its page; returns how many sectors that are. */
  private copyPieces(cpu: Cpu, { first, page, offset }: Block, pieces: readonly Piece[]): number {
    let copied = 0;
    for (const piece of pieces) {
      copied += piece.sectors;
      const to = offset + (piece.first - first) * SECTOR_BYTES;
      this.copies.copyFrom(cpu, piece.object, piece.at * SECTOR_BYTES, page, to, piece.sectors * SECTOR_BYTES);
    }
    cpu.tally.add(Event.sectorCopied, copied);
    return copied;
  }
}

/** Pieces without the sectors that others have. */
function without(pieces: readonly Piece[], others: readonly Piece[]): Piece[] {
  const isElsewhere = (sector: number): boolean =>
    others.some((other) => sector >= other.first && sector < other.first + other.sectors);
  return pieces.flatMap((piece) => {
    const parts: Piece[] = [];
    for (let n = 0; n < piece.sectors; n++) {
      if (isElsewhere(piece.first + n)) continue;
      const last = parts.at(-1);
      if (last !== undefined && last.first + last.sectors === piece.first + n) last.sectors++;
      else parts.push({ ...piece, first: piece.first + n, at: piece.at + n, sectors: 1 });
    }
    return parts;
  });
}
