import type { Containment } from '../../src/failures/containment.ts';
import { type Dependences, HOLDING_USES, type Holding, type Moment } from '../../src/replay/counts/dependence.ts';
import { Random } from '../../src/trace/synthetic/random.ts';

/** Draws what a replay may find: of any number of nodes, VMs, disks and ranges, and with anything depending on anything. */
export class Draws {
  private readonly random: Random;

  constructor(seed: number) {
    this.random = new Random(seed);
  }

  /** A whole number below this one. */
  below(n: number): number {
    return this.random.below(n);
  }

  once(in_: number): boolean {
    return this.below(in_) === 0;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)];
  }

  /** Some of the numbers below this one, ascending. */
  some(n: number, least = 0): number[] {
    const chosen = Array.from({ length: n }, (_, k) => k).filter(() => this.once(3));
    return chosen.length >= least ? chosen : [this.below(n)];
  }

  dependences(nodes: number, vms: number, { cpus = nodes, disks = 3 } = {}): Dependences {
    const ranges = this.some(nodes).map((node) => ({ node, first: 0, last: this.below(100) }));
    let clock = 0;
    const moments = Array.from({ length: 1 + this.below(4) }, (): Moment => {
      const instructions = Array.from({ length: vms }, () => this.below(1000));
      clock += 1 + instructions.reduce((sum, n) => sum + n, 0);
      return {
        clock,
        instructions,
        cpus: Array.from({ length: vms }, () => (this.once(5) ? [] : this.some(cpus, 1))),
        holdings: Array.from({ length: this.below(30) }, () => this.holding(nodes + ranges.length, vms, disks)),
        lines: Array.from({ length: this.below(4) }, () => ({ node: this.below(nodes), home: this.below(nodes), vm: this.below(vms + 1) - 1, lines: 1 + this.below(9) })), // biome-ignore format: a line
        mounts: this.some(disks).map((disk) => ({ disk, vm: this.below(vms) })),
        served: this.once(2) ? [] : Array.from({ length: this.below(4) }, () => ({ client: this.below(vms), server: this.below(vms) })), // biome-ignore format: a line
      };
    });
    return { nodes, ranges, moments };
  }

  private holding(parts: number, vms: number, disks: number): Holding {
    return {
      parts: this.once(2) ? [this.below(parts)] : this.some(parts, 1),
      vms: this.once(3) ? this.some(vms) : [this.below(vms)],
      use: this.pick(HOLDING_USES),
      disk: this.once(3) ? this.below(disks) : -1,
      pages: 1 + this.below(50),
    };
  }

  containment(dependences: Dependences, vms: number, cpusPerNode = 1): Containment {
    const { nodes, ranges } = dependences;
    const divisors = Array.from({ length: nodes }, (_, n) => n + 1).filter((n) => nodes % n === 0);
    return {
      nodes,
      cpusPerNode,
      vms,
      monitored: !this.once(5),
      nodesPerCell: this.pick([null, ...divisors]),
      cellSurvives: this.once(3),
      disks: new Map(this.some(3).map((disk) => [disk, this.below(nodes)])),
      ranges,
    };
  }

  loss(nodes: number, ranges: number, cpus = nodes) {
    return { nodes: this.some(nodes), cpus: this.once(2) ? [] : this.some(cpus), disks: this.once(2) ? [] : this.some(3), ranges: this.once(2) ? [] : this.some(Math.max(1, ranges)).filter((n) => n < ranges) }; // biome-ignore format: a line
  }
}
