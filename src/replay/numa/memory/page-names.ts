const NONE = -1;

/** Which physical page each dense page is a name of, and back: the backmap. */
export class PageNames {
  /** Page -> physical page, -1 before the first touch. */
  private readonly physical: Int32Array;
  /** Physical page -> its first page, and page -> the next of the same physical page. */
  private firstPage: Int32Array = new Int32Array(1024).fill(NONE);
  private readonly nextPage: Int32Array;

  /** `capacity`: dense pages there can be. */
  constructor(capacity: number) {
    this.physical = new Int32Array(capacity).fill(NONE);
    this.nextPage = new Int32Array(capacity);
  }

  isPlaced(page: number): boolean {
    return this.physical[page] >= 0;
  }

  /** -1 before the first touch. */
  physicalOf(page: number): number {
    return this.physical[page];
  }

  hasAny(physical: number): boolean {
    return physical < this.firstPage.length && this.firstPage[physical] >= 0;
  }

  /** The pages that are mapped to a physical page, the newest name first. */
  *of(physical: number): Generator<number> {
    if (physical >= this.firstPage.length) return;
    for (let page = this.firstPage[physical]; page >= 0; page = this.nextPage[page]) yield page;
  }

  /** The page, which has none, becomes a name of this physical page. */
  add(page: number, physical: number): void {
    if (physical >= this.firstPage.length) this.growTo(physical);
    this.physical[page] = physical;
    this.nextPage[page] = this.firstPage[physical];
    this.firstPage[physical] = page;
  }

  /** The page is a name of nothing. */
  remove(page: number): void {
    const physical = this.physical[page];
    let at = this.firstPage[physical];
    if (at === page) this.firstPage[physical] = this.nextPage[page];
    else {
      while (this.nextPage[at] !== page) at = this.nextPage[at];
      this.nextPage[at] = this.nextPage[page];
    }
    this.physical[page] = NONE;
  }

  /** The page is placed without being a name: a page of the monitor's own, which has no physical page. */
  placeWithout(page: number, stand: number): void {
    this.physical[page] = stand;
  }

  private growTo(physical: number): void {
    const grown = new Int32Array(Math.max(2 * this.firstPage.length, physical + 1)).fill(NONE);
    grown.set(this.firstPage);
    this.firstPage = grown;
  }
}
