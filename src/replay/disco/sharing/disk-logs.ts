import { Event } from '../../counts/event.ts';
import type { Cpu } from '../../numa/cpu/cpu.ts';
import { type Block, SECTOR_BYTES } from '../../supervisor/disk-request.ts';
import { DiskIndex } from './disk-index.ts';
import type { ObjectCopies } from './object-copies.ts';
import type { SharedObjects } from './shared-objects.ts';

/** What VMs wrote to copy-on-write disks: each VM's modified sectors stay in a log of its own, in memory (4.2.5). */
export class DiskLogs {
  private readonly pageBytes: number;
  private readonly shared: SharedObjects;
  private readonly copies: ObjectCopies;
  /** By VM and disk: sectors it modified. */
  private readonly logs = new Map<string, DiskIndex>();
  /** By VM, its logs' objects. */
  private readonly held: number[][] = [];

  constructor(pageBytes: number, objects: SharedObjects, copies: ObjectCopies) {
    this.pageBytes = pageBytes;
    this.shared = objects;
    this.copies = copies;
  }

  /** Sectors of a disk that a VM modified; undefined: none. */
  of(vm: number, disk: number): DiskIndex | undefined {
    return this.logs.get(keyOf(vm, disk));
  }

  /** Logs a block that a VM writes. */
  write(cpu: Cpu, vm: number, { disk, first, sectors, page, offset }: Block): void {
    const log = this.logFor(vm, disk);
    cpu.tally.add(Event.sectorLogged, sectors);
    const perPage = Math.max(1, this.pageBytes / SECTOR_BYTES);
    for (let at = first; at < first + sectors; ) {
      const base = at - (at % perPage);
      const count = Math.min(base + perPage, first + sectors) - at;
      const known = log.pieces(base, perPage)[0]?.object ?? -1;
      const object = known >= 0 ? known : this.newObject(cpu, vm);
      log.set(at, count, object, base);
      const from = offset + (at - first) * SECTOR_BYTES;
      if (page >= 0) this.copies.copyTo(cpu, page, from, object, (at - base) * SECTOR_BYTES, count * SECTOR_BYTES);
      at += count;
    }
  }

  /** Machine pages of all logs. */
  get pages(): number {
    return this.held.reduce((sum, objects) => sum + (objects?.length ?? 0), 0);
  }

  /** By VM: objects of its logs. */
  get objects(): readonly (readonly number[])[] {
    return this.held;
  }

  /** A VM is stopped: its modifications are forgotten. */
  stop(vm: number): void {
    for (const object of this.held[vm] ?? []) this.shared.letGo(object);
    this.held[vm] = [];
    for (const key of [...this.logs.keys()]) if (key.startsWith(`${vm} `)) this.logs.delete(key);
  }

  private newObject(cpu: Cpu, vm: number): number {
    const object = this.shared.create(cpu);
    this.held[vm] ??= [];
    this.held[vm].push(object);
    return object;
  }

  private logFor(vm: number, disk: number): DiskIndex {
    const key = keyOf(vm, disk);
    const known = this.logs.get(key);
    if (known !== undefined) return known;
    const log = new DiskIndex();
    this.logs.set(key, log);
    return log;
  }
}

const keyOf = (vm: number, disk: number): string => `${vm} ${disk}`;
