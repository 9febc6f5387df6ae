/**
 * In which places of a cache lines of each page have ever stood (see `Geometry.places`): a page is mostly mapped in one colour, and pages of data
 * are in no instruction cache, so that a line need not be looked for everywhere.
 */
export class PagePlaces {
  /** Page -> a bit for each place, modulo 32. */
  private places = new Int32Array(2048);

  note(page: number, place: number): void {
    if (page >= this.places.length) this.growTo(page);
    this.places[page] |= 1 << place;
  }

  /** Places that may have lines of the page, as bits; 0: none. */
  of(page: number): number {
    return page < this.places.length ? this.places[page] : 0;
  }

  clear(): void {
    this.places.fill(0);
  }

  private growTo(page: number): void {
    const grown = new Int32Array(Math.max(this.places.length * 2, page + 1));
    grown.set(this.places);
    this.places = grown;
  }
}
