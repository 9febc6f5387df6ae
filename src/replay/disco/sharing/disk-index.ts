import { SectorMap } from './sector-map.ts';

/** Part of what a request asks for, as a range of sectors in memory gives it. */
export interface Piece {
  first: number;
  sectors: number;
  /** The object it is in, and the offset there, in sectors. */
  object: number;
  at: number;
}

/** Sectors of one disk in memory, by ranges: which object holds each, and where in it. */
export class DiskIndex {
  private readonly map = new SectorMap();
  /** Object -> its first sector. */
  private readonly bases = new Map<number, number>();

  /** The object that holds exactly these sectors, from its beginning; -1: none. */
  exactly(first: number, sectors: number): number {
    const object = this.map.getRange(first, sectors);
    return object >= 0 && this.bases.get(object) === first ? object : -1;
  }

  overlaps(first: number, sectors: number): boolean {
    return this.map.overlaps(first, sectors);
  }

  /** What there is of these sectors, in order. */
  pieces(first: number, sectors: number): Piece[] {
    const found: Piece[] = [];
    for (let sector = first; sector < first + sectors; sector++) {
      const object = this.map.get(sector);
      if (object < 0) continue;
      const last = found.at(-1);
      if (last !== undefined && last.object === object && last.first + last.sectors === sector) last.sectors++;
      else found.push({ first: sector, sectors: 1, object, at: sector - (this.bases.get(object) ?? 0) });
    }
    return found;
  }

  /** These sectors are in this object, whose beginning holds sector `base`. */
  set(first: number, sectors: number, object: number, base: number): void {
    this.map.set(first, sectors, object);
    this.bases.set(object, base);
  }

  /** The object is given up. */
  remove(object: number, first: number, sectors: number): void {
    this.map.delete(first, sectors);
    this.bases.delete(object);
  }
}
