/** Sectors of a disk. */
export interface Sectors {
  disk: number;
  first: number;
  sectors: number;
}

/** Sectors that are looked for together: those of 4 KB. */
const CHUNK = 8;

/** Which objects hold blocks of disks that may change there, by the chunks of the disk that these are in. */
export class DiskBlocks {
  /** Disk -> chunk -> objects. */
  private readonly disks = new Map<number, Map<number, Set<number>>>();
  /** Object -> the sets it is in. */
  private readonly sets = new Map<number, Set<number>[]>();

  /** The object holds these sectors, beside what it holds already. */
  add(object: number, { disk, first, sectors }: Sectors): void {
    const chunks = this.disks.get(disk) ?? new Map<number, Set<number>>();
    this.disks.set(disk, chunks);
    const sets = this.sets.get(object) ?? [];
    this.sets.set(object, sets);
    for (let chunk = Math.floor(first / CHUNK); chunk * CHUNK < first + sectors; chunk++) {
      const set = chunks.get(chunk) ?? new Set<number>();
      chunks.set(chunk, set);
      set.add(object);
      sets.push(set);
    }
  }

  /** The object holds no block any more. */
  remove(object: number): void {
    for (const set of this.sets.get(object) ?? []) set.delete(object);
    this.sets.delete(object);
  }

  /** Objects that hold some of these sectors, or of those in the same chunks. */
  *at({ disk, first, sectors }: Sectors): Generator<number> {
    const chunks = this.disks.get(disk);
    if (chunks === undefined) return;
    for (let chunk = Math.floor(first / CHUNK); chunk * CHUNK < first + sectors; chunk++)
      yield* [...(chunks.get(chunk) ?? [])];
  }
}
