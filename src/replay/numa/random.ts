/** A seeded stream of random numbers (Marsaglia's xorshift32): the same seed, the same replay. */
export class Random {
  private state: number;

  constructor(seed: number) {
    // Spread small seeds over the word; the state must not be 0.
    this.state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) | 1;
  }

  /** An integer from 0 to n - 1, n at most 65,536: the state's high bits scaled, which are better than its low ones. */
  below(n: number): number {
    let s = this.state;
    s ^= s << 13;
    s ^= s >>> 17;
    s ^= s << 5;
    this.state = s;
    return ((s >>> 16) * n) >>> 16;
  }
}
