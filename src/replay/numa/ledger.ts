/**
 * Counts of one shape of a part that is replayed in several shapes at once: beside each block of the machine's own counts, which
 * holds what all shapes have in common, one of this shape alone. The two add up to what a machine with this shape counts.
 */
export class Ledger {
  private readonly own = new Map<Float64Array, Float64Array>();
  private block: Float64Array | null = null;
  private ownBlock: Float64Array = new Float64Array(0);

  /** Where this shape counts while the machine counts in `block`. */
  beside(block: Float64Array): Float64Array {
    if (block !== this.block) {
      let own = this.own.get(block);
      if (own === undefined) {
        own = new Float64Array(block.length);
        this.own.set(block, own);
      }
      this.block = block;
      this.ownBlock = own;
    }
    return this.ownBlock;
  }

  /** Adds what was counted beside `block`. */
  addTo(sum: Float64Array, block: Float64Array): void {
    const own = this.own.get(block);
    if (own !== undefined) for (let i = 0; i < own.length; i++) sum[i] += own[i];
  }
}
