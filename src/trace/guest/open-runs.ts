import { detailInstructions } from '../detail.ts';
import {
  GRANULE_NUMBER_BITS,
  Kind,
  Marker,
  marker,
  markerLength,
  markerOperand,
  markerType,
  REGION_BITS,
  RegionFlag,
} from '../record.ts';
import { type Batch, MAX_CPUS } from '../trace.ts';
import type { BatchBuilder } from './batch-builder.ts';

/** Numbers of a tally: instructions, fetches, loads, stores, unmapped. */
const TALLY = 5;

/**
 * The trace's runs that no tally has closed yet. A kernel segment in the middle of a run closes it with a tally of what came
 * before; the run's own tally then keeps the rest. References are counted only when such a tally, or a change of CPU, asks for it.
 */
export class OpenRuns {
  /** Counted since the CPU's last tally, shape `[cpu][TALLY]`. */
  private readonly counted = new Float64Array(MAX_CPUS * TALLY);
  /** Told already of the run that is open, same shape. */
  private readonly told = new Float64Array(MAX_CPUS * TALLY);
  private readonly unmapped: Uint8Array;
  private readonly regionShift: number;
  private readonly out: BatchBuilder;
  private batch: Batch = { words: new Uint32Array(0), details: new Uint16Array(0) };
  /** Words before this are counted. */
  private next = 0;
  private cpu = 0;

  constructor(granuleBits: number, out: BatchBuilder) {
    this.regionShift = REGION_BITS - granuleBits;
    this.unmapped = new Uint8Array(2 ** (GRANULE_NUMBER_BITS - this.regionShift));
    this.out = out;
  }

  define(region: number, flags: number): void {
    this.unmapped[region] = flags & RegionFlag.unmapped;
  }

  /** The words that follow are this batch's. */
  begin(batch: Batch): void {
    this.batch = batch;
    this.next = 0;
  }

  /** Counts the references up to word `to`. */
  count(to: number): void {
    const { words, details } = this.batch;
    const { counted, unmapped, regionShift } = this;
    const hasDetails = details.length > 0;
    const base = this.cpu * TALLY;
    let i = this.next;
    while (i < to) {
      const w = words[i];
      let kind = w & 3;
      let granule = w >>> 4;
      let instructions = kind === Kind.fetch && hasDetails ? detailInstructions(details[i]) : 0;
      if (kind === Kind.marker) {
        const at = i;
        i += markerLength(w);
        if (markerType(w) !== Marker.wide) continue;
        kind = markerOperand(w);
        granule = words[at + 1] >>> 4;
        // Without details no fetch tells its instructions: all of them are left to the run's own tally.
        instructions = kind === Kind.fetch && hasDetails ? words[at + 3] >>> 8 : 0;
      } else i++;
      counted[base] += instructions;
      counted[base + (kind === Kind.fetch ? 1 : kind === Kind.load ? 2 : 3)]++;
      counted[base + 4] += unmapped[granule >>> regionShift];
    }
    this.next = to;
  }

  /** Word `i` changes the CPU. */
  changeCpu(i: number, cpu: number): void {
    this.count(i);
    this.cpu = cpu;
  }

  /** Closes the present CPU's run before word `i`. */
  close(i: number): void {
    this.count(i);
    this.tell(this.cpu);
  }

  /** Closes every CPU's run before word `i`, so that the batch can end there. */
  closeAll(i: number): void {
    this.close(i);
    for (let cpu = 0; cpu < MAX_CPUS; cpu++) {
      if (!this.isOpen(cpu)) continue;
      this.out.reserve(1);
      this.out.put(marker(Marker.cpu, cpu));
      this.tell(cpu);
    }
    this.out.reserve(1);
  }

  /** The trace's own tally at word `i`: whether it must make way for what `close` left of it, which is then written. */
  ownTally(i: number): boolean {
    const { words } = this.batch;
    const { told, counted } = this;
    const base = this.cpu * TALLY;
    let split = false;
    let rest = false;
    for (let k = 0; k < TALLY; k++) {
      if (told[base + k] > 0) split = true;
      if (words[i + 1 + k] > told[base + k]) rest = true;
    }
    if (split && rest) {
      this.out.reserve(1 + TALLY);
      this.out.put(marker(Marker.tally));
      for (let k = 0; k < TALLY; k++) this.out.put(Math.max(0, words[i + 1 + k] - told[base + k]));
    }
    told.fill(0, base, base + TALLY);
    counted.fill(0, base, base + TALLY);
    this.next = i + 1 + TALLY;
    return split;
  }

  private isOpen(cpu: number): boolean {
    const base = cpu * TALLY;
    return this.counted[base + 1] + this.counted[base + 2] + this.counted[base + 3] > 0;
  }

  private tell(cpu: number): void {
    if (!this.isOpen(cpu)) return;
    const base = cpu * TALLY;
    this.out.reserve(1 + TALLY);
    this.out.put(marker(Marker.tally));
    for (let k = 0; k < TALLY; k++) {
      this.out.put(this.counted[base + k]);
      this.told[base + k] += this.counted[base + k];
      this.counted[base + k] = 0;
    }
  }
}
