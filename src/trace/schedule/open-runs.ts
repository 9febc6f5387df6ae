import { UserError } from '../../errors.ts';
import { detailInstructions } from '../words/detail.ts';
import { Kind, PAGES_PER_PART_BITS, PART_BITS, partsOf } from '../words/layout.ts';
import { Marker, marker, markerLength, markerType } from '../words/markers.ts';
import { type Batch, MAX_CPUS } from '../words/trace.ts';
import { RegionFlag } from '../words/vocabulary.ts';
import { At, type RegionWords, wideAt } from '../words/walk.ts';

/** Words of a tally. Its numbers are kept at the places they have in it (`At.tally`), the first place is not used. */
const TALLY = markerLength(marker(Marker.tally));

/** Where tallies are written, a word after the other; room is asked for before. */
export interface TallySink {
  reserve(words: number): void;
  put(word: number): void;
}

/**
 * The trace's runs that no tally has closed yet. What is put into the middle of a run closes it with a tally of what came
 * before; the run's own tally then keeps the rest. References are counted only when such a tally asks for it.
 */
export class OpenRuns {
  /** Counted since the CPU's last tally, shape `[cpu][TALLY]`. */
  private readonly counted = new Float64Array(MAX_CPUS * TALLY);
  /** Told already of the run that is open, same shape. */
  private readonly told = new Float64Array(MAX_CPUS * TALLY);
  private readonly unmapped: Uint8Array;
  /** Whether any region does. */
  private bypasses = false;
  private readonly exact: boolean;
  private readonly partShift: number;
  private readonly out: TallySink;
  /** Stretches of the batch that belong to each CPU's open run and are not counted: from, to, from, to, ... */
  private readonly stretches: number[][] = Array.from({ length: MAX_CPUS }, () => []);
  private batch: Batch = { words: new Uint32Array(0), details: new Uint16Array(0) };
  /** Where the present CPU's last stretch begins. */
  private next = 0;
  private cpu = 0;

  /** `exact`: see `InsertOptions`. */
  constructor(granuleBits: number, out: TallySink, exact: boolean) {
    this.exact = exact;
    this.partShift = PART_BITS - granuleBits;
    this.unmapped = new Uint8Array(partsOf(granuleBits));
    this.out = out;
  }

  define({ part, parts, flags }: RegionWords): void {
    this.unmapped.fill(flags & RegionFlag.unmapped, part, part + parts);
    if (this.unmapped[part] !== 0) this.bypasses = true;
  }

  /** Whether references to a dense page (4 KB) bypass the TLB natively. */
  isUnmapped(page: number): boolean {
    return this.unmapped[page >>> PAGES_PER_PART_BITS] !== 0;
  }

  /** The words that follow are this batch's. */
  begin(batch: Batch): void {
    this.batch = batch;
    this.next = 0;
  }

  /** The batch ends at word `end`. Its runs are closed; if not, what is open is counted. */
  end(end: number): void {
    this.stretch(end);
    for (let cpu = 0; cpu < MAX_CPUS; cpu++) this.countAll(cpu);
  }

  /** Word `i` changes the CPU. */
  changeCpu(i: number, cpu: number): void {
    if (cpu >= MAX_CPUS)
      throw new UserError(`the trace names CPU ${cpu}; at most ${MAX_CPUS} CPUs (0 to ${MAX_CPUS - 1}) are supported`);
    this.stretch(i);
    this.cpu = cpu;
  }

  /** What came before word `to` belongs to the present CPU. */
  private stretch(to: number): void {
    if (to > this.next) this.stretches[this.cpu].push(this.next, to);
    this.next = to;
  }

  private countAll(cpu: number): void {
    const stretches = this.stretches[cpu];
    for (let k = 0; k < stretches.length; k += 2) this.count(cpu, stretches[k], stretches[k + 1]);
    stretches.length = 0;
  }

  /** Counts the references of words [from, to), which are the CPU's. A hot loop: it takes references apart by hand. */
  private count(cpu: number, from: number, to: number): void {
    const { words, details } = this.batch;
    const { counted, unmapped, partShift } = this;
    const hasDetails = this.exact && details.length > 0;
    const granuleShift = partShift + 4;
    let i = from;
    let [references, data, stores, instructions, bypassing] = [0, 0, 0, 0, 0];
    while (i < to) {
      const w = words[i];
      if ((w & 3) !== Kind.marker) {
        references++;
        data += w & 1;
        stores += (w >>> 1) & 1;
        // Of data references the detail tells no instructions.
        if (hasDetails) instructions += detailInstructions(details[i]);
        if (this.bypasses) bypassing += unmapped[w >>> granuleShift];
        i++;
        continue;
      }
      if (markerType(w) === Marker.wide) {
        const wide = wideAt(words, i);
        references++;
        data += wide.kind & 1;
        stores += (wide.kind >>> 1) & 1;
        // Without details no fetch tells its instructions: all of them are left to the run's own tally.
        if (hasDetails) instructions += wide.instructions;
        bypassing += unmapped[wide.granule >>> partShift];
      }
      i += markerLength(w);
    }
    const base = cpu * TALLY;
    counted[base + At.tally.instructions] += instructions;
    counted[base + At.tally.fetches] += references - data;
    counted[base + At.tally.loads] += data - stores;
    counted[base + At.tally.stores] += stores;
    counted[base + At.tally.unmapped] += bypassing;
  }

  /** Closes the present CPU's run before word `i`. */
  close(i: number): void {
    this.closeOf(this.cpu, i);
  }

  /** Closes a CPU's run before word `i`, whichever is the present one. */
  closeOf(cpu: number, i: number): void {
    this.stretch(i);
    this.tell(cpu);
  }

  /** Closes every CPU's run before word `i`, so that the batch can end there. */
  closeAll(i: number): void {
    this.close(i);
    for (let cpu = 0; cpu < MAX_CPUS; cpu++) {
      this.countAll(cpu);
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
    for (let k = 1; k < TALLY; k++) {
      if (told[base + k] > 0) split = true;
      if (words[i + k] > told[base + k]) rest = true;
    }
    if (split && rest) {
      this.out.reserve(TALLY);
      this.out.put(marker(Marker.tally));
      for (let k = 1; k < TALLY; k++) this.out.put(Math.max(0, words[i + k] - told[base + k]));
    }
    told.fill(0, base, base + TALLY);
    counted.fill(0, base, base + TALLY);
    this.stretches[this.cpu].length = 0;
    this.next = i + TALLY;
    return split;
  }

  private isOpen(cpu: number): boolean {
    const base = cpu * TALLY;
    const { fetches, loads, stores } = At.tally;
    return this.counted[base + fetches] + this.counted[base + loads] + this.counted[base + stores] > 0;
  }

  private tell(cpu: number): void {
    this.countAll(cpu);
    if (!this.isOpen(cpu)) return;
    const base = cpu * TALLY;
    this.out.reserve(TALLY);
    this.out.put(marker(Marker.tally));
    for (let k = 1; k < TALLY; k++) {
      this.out.put(this.counted[base + k]);
      this.told[base + k] += this.counted[base + k];
      this.counted[base + k] = 0;
    }
  }
}
