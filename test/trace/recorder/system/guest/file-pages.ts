import type { Request } from './devices.ts';
import { PAGE } from './layout.ts';

const SECTOR = 512;

/** Which sectors of the disk each physical page holds, one by one; and what of that is used: when a page is first mapped, and when the kernel says so. */
export class FilePages {
  private readonly told: (block: string) => void;
  /** Physical page -> sectors, by their place in it; in the order in which they came. */
  private readonly sectors = new Map<number, Map<number, number>>();
  private readonly frames = new Map<string, number>();

  constructor(told: (block: string) => void) {
    this.told = told;
  }

  transfer({ sector, pieces }: Request): void {
    let next = sector;
    for (const [address, bytes] of pieces) {
      const page = Math.floor(address / PAGE);
      const held = this.sectors.get(page) ?? new Map<number, number>();
      this.sectors.set(page, held);
      for (let place = (address % PAGE) / SECTOR; place < ((address % PAGE) + bytes) / SECTOR; place++)
        held.set(place, next++);
    }
  }

  cleared(page: number): void {
    this.sectors.delete(page);
  }

  freed(page: number): void {
    this.sectors.delete(page);
    for (const [key, frame] of this.frames) if (frame === page) this.frames.delete(key);
  }

  mapped(table: number, page: number, frame: number): void {
    const key = `${table} ${page}`;
    if (this.frames.get(key) === frame) return;
    this.frames.set(key, frame);
    this.used(frame);
  }

  used(page: number): void {
    for (const [, sector] of [...(this.sectors.get(page) ?? [])].sort(([one], [other]) => one - other))
      this.told(`${page.toString(16)}: sector ${sector}`);
  }
}
