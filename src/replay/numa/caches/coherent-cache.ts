import { Event } from '../../counts/event.ts';
import type { Tally } from '../../counts/tally.ts';
import type { CacheShape } from '../../structure/structure.ts';
import type { Pages } from '../memory/pages.ts';
import type { Random } from '../random.ts';
import { createTagStore } from './create-tag-store.ts';
import type { Directory, Holder } from './directory.ts';
import { Geometry } from './geometry.ts';
import type { Included } from './next-level.ts';
import type { TagStore } from './tag-store.ts';

/**
 * The board cache of a CPU in a coherent machine: physical, inclusive, write-back. A line it has dirty is one that the directory
 * says this CPU owns. The first level above names what it wants of a line by the physical granule where that begins.
 */
export class CoherentCache implements Holder {
  readonly node: number;
  readonly tally: Tally;
  visits = new Float64Array(0);
  includes: Included[] = [];
  private readonly number: number;
  private readonly mask: number;
  private readonly bits: number;
  private readonly tags: TagStore;
  private readonly directory: Directory;
  /** log2 of the granules in a part of a line, as the directory counts them. */
  private readonly partBits: number;
  private readonly partMask: number;

  constructor(
    shape: CacheShape,
    cpu: { number: number; node: number; tally: Tally },
    granuleBits: number,
    pages: Pages,
    directory: Directory,
    random: Random,
  ) {
    const { sets, ways, bits } = new Geometry(shape, granuleBits, pages, cpu.node);
    this.mask = sets - 1;
    this.bits = bits;
    this.tags = createTagStore(sets, ways, shape.replacement, random);
    this.number = cpu.number;
    this.node = cpu.node;
    this.tally = cpu.tally;
    this.directory = directory;
    this.partBits = directory.partBits;
    this.partMask = (1 << (bits - this.partBits)) - 1;
    directory.holders[cpu.number] = this;
  }

  read(fetch: boolean, granule: number): void {
    const line = granule >>> this.bits;
    const set = line & this.mask;
    this.tally.count(fetch ? Event.l2Fetch : Event.l2Load);
    if (this.tags.touch(set, line, 0) >= 0) return;
    this.tally.count(fetch ? Event.l2FetchMiss : Event.l2LoadMiss);
    this.directory.read(this.number, line, this.partOf(granule));
    this.insert(set, line, 0);
  }

  /** A store misses the first level: its line is read to be owned. */
  readExclusive(granule: number): void {
    const line = granule >>> this.bits;
    const set = line & this.mask;
    this.tally.count(Event.l2Load);
    if (this.tags.touch(set, line, 1) >= 0) {
      this.directory.own(this.number, line, this.partOf(granule));
      return;
    }
    this.tally.count(Event.l2LoadMiss);
    this.directory.readExclusive(this.number, line, this.partOf(granule));
    this.insert(set, line, 1);
  }

  /** A store hits a clean line of the first level, which this cache includes. */
  own(granule: number): void {
    const line = granule >>> this.bits;
    this.tags.touch(line & this.mask, line, 1);
    this.directory.own(this.number, line, this.partOf(granule));
  }

  /** A write-back of the first level: the line is here, and owned. */
  write(granule: number): void {
    const line = granule >>> this.bits;
    this.tally.count(Event.l2Store);
    this.tags.touch(line & this.mask, line, 1);
  }

  isDirty(line: number): boolean {
    return this.tags.isDirty(line & this.mask, line);
  }

  eachModified(visit: (line: number) => void): void {
    this.tags.eachDirty(visit);
  }

  invalidate(line: number): void {
    this.tags.remove(line & this.mask, line);
    this.dropAbove(line);
  }

  clean(line: number): void {
    const first = line << this.bits;
    for (const cache of this.includes) cache.clean(first, first + (1 << this.bits) - 1);
    if (this.tags.clean(line & this.mask, line)) this.writeBack(line);
  }

  /** Writes every dirty line to memory; they stay, clean and owned. */
  flush(): void {
    this.tags.cleanAll((line) => this.writeBack(line));
  }

  clear(): void {
    this.tags.clear();
  }

  private insert(set: number, line: number, dirty: number): void {
    const victim = this.tags.insert(set, line, dirty);
    if (victim < 0) return;
    this.dropAbove(victim >> 1);
    if ((victim & 1) === 1) this.writeBack(victim >> 1);
    this.directory.evict(this.number, victim >> 1);
  }

  private dropAbove(line: number): void {
    const first = line << this.bits;
    const last = first + (1 << this.bits) - 1;
    for (let n = 0; n < this.includes.length; n++) this.includes[n].invalidate(first, last);
  }

  private writeBack(line: number): void {
    this.tally.count(Event.l2WriteBack);
    this.tally.count(Event.memoryWrite);
    this.visits[this.directory.homeOf(line)]++;
  }

  private partOf(granule: number): number {
    return (granule >>> this.partBits) & this.partMask;
  }
}
