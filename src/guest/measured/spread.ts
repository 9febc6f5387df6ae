/** Mean and spread of a number over entries, from sums. */
export class Spread {
  count = 0;
  private sum = 0;
  private squares = 0;

  add(value: number): void {
    this.count++;
    this.sum += value;
    this.squares += value * value;
  }

  get mean(): number {
    return this.count === 0 ? 0 : this.sum / this.count;
  }

  /** Standard deviation of one entry, by the sample's n - 1; 0 of one alone. */
  get deviation(): number {
    const { count, sum, squares } = this;
    return count < 2 ? 0 : Math.sqrt(Math.max(0, squares - (sum * sum) / count) / (count - 1));
  }

  /** Standard error of the mean, as a share of it; 0 of a mean of 0. */
  get error(): number {
    const { mean } = this;
    return mean === 0 ? 0 : this.deviation / Math.sqrt(this.count) / mean;
  }
}
