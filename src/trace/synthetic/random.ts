const TWO_32 = 2 ** 32;

/** A seeded stream of numbers (a Weyl sequence through a 32-bit finaliser): the same on every machine. */
export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = Math.imul(seed + 1, 0x9e3779b1) | 0;
  }

  /** An unsigned 32-bit number. */
  next(): number {
    this.state = (this.state + 0x9e3779b9) | 0;
    let x = this.state;
    x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
    x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
    return (x ^ (x >>> 15)) >>> 0;
  }

  /** A whole number from 0 to n - 1. */
  below(n: number): number {
    return Math.floor((this.next() / TWO_32) * n);
  }
}

/** A probability as `next() < threshold(p)` asks for it. */
export const threshold = (p: number): number => Math.round(p * TWO_32);
