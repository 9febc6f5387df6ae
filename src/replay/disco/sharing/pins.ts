import type { PageMap } from '../../numa/memory/page-map.ts';

/** Pages and objects that work is being done on: not to be given up for want of memory. */
export class Pins {
  private readonly map: PageMap;
  private readonly pages = new Set<number>();
  private object = -1;

  constructor(map: PageMap) {
    this.map = map;
  }

  /** Does work on pages, which stay meanwhile. */
  keep(pages: Iterable<number>, work: () => void): void {
    const outer = [...this.pages];
    for (const page of pages) this.pages.add(page);
    work();
    this.pages.clear();
    for (const page of outer) this.pages.add(page);
  }

  /** Does work on one object, which stays meanwhile. */
  keepObject(object: number, work: () => void): void {
    this.object = object;
    work();
    this.object = -1;
  }

  /** Whether the object may not be given up. */
  isPinned(object: number): boolean {
    if (object === this.object) return true;
    for (const page of this.map.pagesOf(object)) if (this.pages.has(page)) return true;
    return false;
  }
}
