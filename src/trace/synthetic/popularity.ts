import { Random } from './random.ts';

/**
 * Draws items of unequal weight in constant time (Walker's alias method, in Vose's form). Item n of `count` has the weight
 * (n + 1)^-skew; which number an item bears is shuffled by the seed, so that popular pages are not neighbours.
 */
export class Popularity {
  private readonly count: number;
  private readonly keep: Float64Array;
  private readonly alias: Int32Array;
  private readonly numbers: Int32Array;

  constructor(count: number, skew: number, seed: number) {
    const weights = Float64Array.from({ length: count }, (_, n) => (n + 1) ** -skew);
    const mean = weights.reduce((sum, w) => sum + w, 0) / count;
    this.count = count;
    this.keep = weights.map((w) => w / mean);
    this.alias = Int32Array.from({ length: count }, (_, n) => n);
    this.numbers = Int32Array.from({ length: count }, (_, n) => n);
    this.level();
    const random = new Random(seed);
    for (let n = count - 1; n > 0; n--) {
      const other = random.below(n + 1);
      [this.numbers[n], this.numbers[other]] = [this.numbers[other], this.numbers[n]];
    }
  }

  draw(random: Random): number {
    const n = random.below(this.count);
    return this.numbers[random.next() / 2 ** 32 < this.keep[n] ? n : this.alias[n]];
  }

  /** Fills what is below the mean from what is above it. */
  private level(): void {
    const { keep, alias } = this;
    const poor: number[] = [];
    const rich: number[] = [];
    keep.forEach((w, n) => {
      (w < 1 ? poor : rich).push(n);
    });
    while (poor.length > 0 && rich.length > 0) {
      const low = poor.pop() as number;
      const high = rich.at(-1) as number;
      alias[low] = high;
      keep[high] -= 1 - keep[low];
      if (keep[high] < 1) poor.push(rich.pop() as number);
    }
    for (const n of [...poor, ...rich]) keep[n] = 1; // what rounding left over
  }
}
