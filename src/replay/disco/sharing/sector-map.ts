/** Ranges of a disk's sectors, each with a value: what the paper keeps in B-trees (4.2.5). Look-up is logarithmic; ranges never overlap. */
export class SectorMap {
  /** First sectors, ascending. */
  private starts = new Float64Array(64);
  private lengths = new Float64Array(64);
  private values = new Int32Array(64);
  /** Ranges in use. */
  size = 0;

  /** Index of the range that holds this sector, or -1. */
  at(sector: number): number {
    const i = this.after(sector) - 1;
    return i >= 0 && sector < this.starts[i] + this.lengths[i] ? i : -1;
  }

  /** Value of the range that holds this sector, or -1. */
  get(sector: number): number {
    const i = this.at(sector);
    return i < 0 ? -1 : this.values[i];
  }

  /** Value of a range that is exactly these sectors, or -1. */
  getRange(first: number, sectors: number): number {
    const i = this.at(first);
    return i >= 0 && this.starts[i] === first && this.lengths[i] === sectors ? this.values[i] : -1;
  }

  /** Whether any of these sectors is in a range. */
  overlaps(first: number, sectors: number): boolean {
    const next = this.after(first);
    return this.at(first) >= 0 || (next < this.size && this.starts[next] < first + sectors);
  }

  /** Gives sectors a value, in the place of what they had; ranges that were there in part keep their other parts. */
  set(first: number, sectors: number, value: number): void {
    this.delete(first, sectors);
    this.insert(this.after(first), first, sectors, value);
  }

  /** Takes sectors out of their ranges. */
  delete(first: number, sectors: number): void {
    const end = first + sectors;
    let i = this.at(first);
    if (i < 0) i = this.after(first);
    while (i < this.size && this.starts[i] < end) {
      const start = this.starts[i];
      const stop = start + this.lengths[i];
      const value = this.values[i];
      this.remove(i);
      if (start < first) this.insert(i++, start, first - start, value);
      if (stop > end) this.insert(i++, end, stop - end, value);
    }
  }

  /** All ranges in order: `[first sector, sectors, value]`. */
  *[Symbol.iterator](): Generator<[number, number, number]> {
    for (let i = 0; i < this.size; i++) yield [this.starts[i], this.lengths[i], this.values[i]];
  }

  /** Index of the first range that begins after this sector. */
  private after(sector: number): number {
    let low = 0;
    let high = this.size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.starts[middle] <= sector) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private insert(i: number, first: number, sectors: number, value: number): void {
    if (this.size === this.values.length) this.grow();
    for (const column of [this.starts, this.lengths, this.values]) column.copyWithin(i + 1, i, this.size);
    this.starts[i] = first;
    this.lengths[i] = sectors;
    this.values[i] = value;
    this.size++;
  }

  private remove(i: number): void {
    for (const column of [this.starts, this.lengths, this.values]) column.copyWithin(i, i + 1, this.size);
    this.size--;
  }

  private grow(): void {
    const capacity = 2 * this.values.length;
    const grown = <T extends Float64Array | Int32Array>(column: T, copy: T): T => {
      copy.set(column);
      return copy;
    };
    this.starts = grown(this.starts, new Float64Array(capacity));
    this.lengths = grown(this.lengths, new Float64Array(capacity));
    this.values = grown(this.values, new Int32Array(capacity));
  }
}
