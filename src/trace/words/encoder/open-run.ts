import { Kind, type ReferenceKind } from '../layout.ts';
import type { Totals } from '../trace.ts';
import { markerWords } from '../walk.ts';

type Sums = readonly [instructions: number, fetches: number, loads: number, stores: number, unmapped: number];

/** What the references since the present CPU's last tally sum up to; other CPUs whose runs are open wait with theirs. */
export class OpenRun {
  instructions = 0;
  fetches = 0;
  loads = 0;
  stores = 0;
  /** References whose segment bypasses the TLB natively. */
  unmapped = 0;
  private readonly waiting = new Map<number, Sums>();

  get references(): number {
    return this.fetches + this.loads + this.stores;
  }

  get isEmpty(): boolean {
    return this.references + this.instructions === 0;
  }

  /** CPUs that wait, in order. */
  get waitingCpus(): number[] {
    return [...this.waiting.keys()].sort((a, b) => a - b);
  }

  /** One reference more; `unmapped` 1 if its segment bypasses the TLB. */
  add(kind: ReferenceKind, instructions: number, unmapped: number): void {
    if (kind === Kind.store) this.stores++;
    else if (kind === Kind.load) this.loads++;
    else {
      this.fetches++;
      this.instructions += instructions;
    }
    this.unmapped += unmapped;
  }

  /** Another CPU runs: the sums of the one before wait, and its own, if there are any, go on. */
  change(before: number, after: number): void {
    if (!this.isEmpty)
      this.waiting.set(before, [this.instructions, this.fetches, this.loads, this.stores, this.unmapped]);
    [this.instructions, this.fetches, this.loads, this.stores, this.unmapped] = this.waiting.get(after) ?? [
      0, 0, 0, 0, 0,
    ];
    this.waiting.delete(after);
  }

  /** The run ends: its tally, as words, and the totals that it adds to. It must not be empty. */
  close(totals: Totals): number[] {
    const { instructions, fetches, loads, stores, unmapped } = this;
    totals.references += this.references;
    totals.instructions += instructions;
    totals.fetches += fetches;
    totals.loads += loads;
    totals.stores += stores;
    this.instructions = this.fetches = this.loads = this.stores = this.unmapped = 0;
    return markerWords('tally', 0, { instructions, fetches, loads, stores, unmapped });
  }
}
