import { GRANULE_NUMBER_BITS, Kind, MONITOR_REGIONS, PAGES_PER_REGION_BITS, REGION_BITS } from '../layout.ts';
import {
  changesContext,
  isEvent,
  isRecorded,
  MARKER_NAMES,
  Marker,
  markerLength,
  markerOperand,
  markerType,
  pageOffsets,
} from '../markers.ts';
import { noTotals } from '../totals.ts';
import { type Batch, MAX_CPUS, type Totals, type TraceHeader } from '../trace.ts';
import { RegionFlag } from '../vocabulary.ts';
import { At, lastGranule, regionAt, type Tally, tallyAt, wideAt } from '../walk.ts';
import { areOperands, problemsWith } from './operand-checks.ts';
import { Recount, TALLIED } from './recount.ts';
import { RunChecker } from './run-checker.ts';

/** No access. */
const NONE = -1;

/**
 * Checks words for what every reader relies on: tallies and totals equal a recount; regions and tasks are introduced before use, in
 * order; markers are known and whole, their operands of the kinds `MARKERS` declares; words and details say the same; CPUs are below the
 * header's; services are left as often as entered, windows apart. `problem` is told of each, with batch and word index; it may throw.
 */
export class WordChecker {
  /** What the words so far sum up to. */
  readonly totals: Totals = noTotals();
  private readonly header: TraceHeader;
  private readonly problem: (text: string) => void;
  private readonly runs: RunChecker;
  private readonly cpus: Recount[] = Array.from({ length: MAX_CPUS }, () => new Recount());
  private readonly addresses = new Set<string>();
  private cpu = 0;
  private batch = -1;
  private instructionsKnown = true;
  /** Kind of the access whose second part is to come, and of that directly before; or `NONE`. */
  private half: number = NONE;
  private previous: number = NONE;
  /** Region of the last reference, and that of the access whose second part is to come. */
  private region: number = NONE;
  private halfRegion: number = NONE;
  /** Region -> its address / 256 KB. */
  private readonly keys: number[] = [];

  constructor(header: TraceHeader, problem: (text: string) => void) {
    this.header = header;
    this.problem = problem;
    this.runs = new RunChecker(header.granuleBits);
  }

  check(batch: Batch): void {
    const { words, details } = batch;
    this.batch++;
    this.instructionsKnown = details.length === words.length;
    this.totals.words += words.length;
    this.previous = NONE;
    for (let i = 0; i < words.length; ) {
      i = this.references(batch, i);
      if (i === words.length) break;
      const type = markerType(words[i]);
      const next = i + markerLength(words[i]);
      if (!isRecorded(type)) this.bad(i, `marker type ${type} is unknown`);
      else if (next > words.length) this.bad(i, `the operands of marker ${MARKER_NAMES[type]} are cut off`);
      else this.marker(i, type, words);
      i = next;
    }
    if (this.half !== NONE) this.bad(words.length, 'an access that crosses a region lacks its second part');
    this.half = NONE;
    this.cpus.forEach((r, cpu) => {
      if (r.isOpen) this.bad(words.length, `CPU ${cpu}'s last run has no tally`);
      r.reset();
    });
  }

  /** What can be said only after the last batch. `expected` are the totals the trace came with. */
  end(expected: Totals | undefined): void {
    this.cpus.forEach(({ services }, cpu) => {
      if (services > 0) this.problem(`at the end, CPU ${cpu} is inside ${services} services that it does not leave`);
    });
    for (const [name, found] of Object.entries(this.totals) as [keyof Totals, number][])
      if (expected !== undefined && expected[name] !== found)
        this.problem(`the totals give ${expected[name]} ${name}; a recount gives ${found}`);
  }

  /** Takes the references from word `from` on; returns where the next marker is. */
  private references(batch: Batch, from: number): number {
    const { runs, totals } = this;
    const to = runs.run(batch, from);
    if (to === from) return to;
    if (runs.wrong) this.wrongRun(batch, from, to);
    const first = batch.words[from];
    if (this.half !== NONE) this.secondPart(from, first & 3, first >>> 4);
    const r = this.cpus[this.cpu];
    const { instructions, fetches, loads, stores, unmapped } = runs;
    r.instructions += instructions;
    r.fetches += fetches;
    r.loads += loads;
    r.stores += stores;
    r.unmapped += unmapped;
    totals.references += to - from;
    totals.fetches += fetches;
    totals.loads += loads;
    totals.stores += stores;
    this.previous = batch.words[to - 1] & 3;
    this.region = this.regionOf(batch.words[to - 1] >>> 4);
    return to;
  }

  private wrongRun(batch: Batch, from: number, to: number): void {
    this.runs.unmapped = 0;
    for (let i = from; i < to; i++) {
      const problem = this.runs.problemAt(batch, i);
      if (problem !== undefined) this.bad(i, problem);
      const flag = this.runs.regions[batch.words[i] >>> (REGION_BITS - this.header.granuleBits + 4)];
      if (flag === 1) this.runs.unmapped++;
    }
  }

  /** The access at word `i` is the second part of one: the totals count accesses, the tallies their parts. */
  private secondPart(i: number, kind: number, granule: number): void {
    if (
      kind !== this.half ||
      !this.runs.begins(granule) ||
      this.keys[this.regionOf(granule)] !== this.keys[this.halfRegion] + 1
    )
      this.bad(i, 'the second part of an access is of another kind than the first, or does not begin the next region');
    this.half = NONE;
    this.totals.references--;
    if (kind === Kind.fetch) this.totals.fetches--;
    else if (kind === Kind.load) this.totals.loads--;
    else this.totals.stores--;
  }

  private marker(i: number, type: Marker, words: Uint32Array): void {
    const a = markerOperand(words[i]);
    const t = this.totals;
    const r = this.cpus[this.cpu];
    const { previous } = this;
    this.previous = type === Marker.wide ? a : NONE;
    if (isEvent(type)) t.events++;
    if (!areOperands(words, i, type)) for (const text of problemsWith(words, i, type)) this.bad(i, text);
    for (const offset of pageOffsets(type)) this.page(i, type, offset === 0 ? a : words[i + offset]);
    if (this.half !== NONE && type !== Marker.tally && type !== Marker.region && type !== Marker.wide)
      this.bad(i, `${MARKER_NAMES[type]} stands between the two parts of an access`);
    if (changesContext(type) && r.isOpen)
      this.bad(i, `${MARKER_NAMES[type]} comes before the tally of the run before it`);
    switch (type) {
      case Marker.cpu:
        if (a >= this.header.cpus) this.bad(i, `CPU ${a} does not exist; the header has ${this.header.cpus} CPUs`);
        this.cpu = Math.min(a, MAX_CPUS - 1);
        t.cpus = Math.max(t.cpus, this.cpu + 1);
        break;
      case Marker.tally:
        if (!this.isTally(words, i, r)) this.wrongTally(i, r, tallyAt(words, i));
        t.instructions += words[i + At.tally.instructions];
        r.reset();
        break;
      case Marker.region:
        this.introduce(i, a, words);
        break;
      case Marker.task:
        if (a !== t.tasks) this.bad(i, `task ${a} is introduced out of order; expected ${t.tasks}`);
        t.tasks++;
        break;
      case Marker.run:
        if (a >= t.tasks) this.bad(i, `task ${a} is used before it is introduced`);
        break;
      case Marker.wide:
        this.wide(i, r, words);
        break;
      case Marker.continued:
        if (previous === NONE) this.bad(i, 'the second part of an access comes without its first');
        this.half = previous;
        this.halfRegion = this.region;
        break;
      case Marker.serviceEnter:
        r.services++;
        break;
      case Marker.serviceLeave:
        if (r.services > 0) r.services--;
        else if (r.cutServices > 0) r.cutServices--;
        else this.bad(i, `CPU ${this.cpu} leaves a service that it did not enter`);
        break;
      case Marker.window:
        t.windows++;
        for (const cpu of this.cpus) {
          cpu.cutServices += cpu.services;
          cpu.services = 0;
        }
        break;
      default:
    }
  }

  private page(i: number, type: Marker, page: number): void {
    const region = page >>> PAGES_PER_REGION_BITS;
    if (region >= this.totals.regions)
      this.bad(i, `${MARKER_NAMES[type]} names page ${page} of region ${region}, which is not introduced yet`);
  }

  private introduce(i: number, a: number, words: Uint32Array): void {
    const { totals, runs, addresses } = this;
    const { space, keyLow, keyHigh, flags } = regionAt(words, i);
    const most = (1 << (GRANULE_NUMBER_BITS - (REGION_BITS - this.header.granuleBits))) - MONITOR_REGIONS;
    if (a !== totals.regions) this.bad(i, `region ${a} is introduced out of order; expected ${totals.regions}`);
    if (a >= most) this.bad(i, `region ${a} is beyond the ${most} that there can be`);
    if ((space === 0) !== ((flags & RegionFlag.kernel) !== 0))
      this.bad(i, `region ${a} has flags ${flags} in address space ${space}; expected the kernel's in space 0, no others`);
    const address = `${space}:${keyHigh}:${keyLow}`;
    if (addresses.has(address)) this.bad(i, `region ${a} has the address of one before`);
    addresses.add(address);
    this.keys[totals.regions] = keyHigh * 2 ** 32 + keyLow;
    if (a < runs.regions.length) runs.regions[a] = flags & RegionFlag.unmapped;
    totals.regions++;
  } // biome-ignore format: messages

  private wide(i: number, r: Recount, words: Uint32Array): void {
    const { runs, totals } = this;
    const access = wideAt(words, i);
    const { kind, granule, instructions } = access;
    const problem = runs.problemWith(granule, lastGranule(access, this.header.granuleBits));
    if (problem !== undefined) this.bad(i, problem);
    totals.references++;
    if (kind === Kind.fetch) {
      r.fetches++;
      totals.fetches++;
      r.instructions += instructions;
    } else if (kind === Kind.load) {
      r.loads++;
      totals.loads++;
    } else {
      r.stores++;
      totals.stores++;
    }
    if (this.half !== NONE) this.secondPart(i, kind, granule);
    this.region = this.regionOf(granule);
    if (runs.regions[granule >>> (REGION_BITS - this.header.granuleBits)] === 1) r.unmapped++;
  }

  /** Whether the tally at word `i` is what the run before it sums up to. */
  private isTally(words: Uint32Array, i: number, r: Recount): boolean {
    return (
      words[i + At.tally.fetches] === r.fetches &&
      words[i + At.tally.loads] === r.loads &&
      words[i + At.tally.stores] === r.stores &&
      words[i + At.tally.unmapped] === r.unmapped &&
      (!this.instructionsKnown || words[i + At.tally.instructions] === r.instructions)
    );
  }

  private wrongTally(i: number, r: Recount, tally: Tally): void {
    for (const [name, called] of TALLIED)
      if (tally[name] !== r[name] && (name !== 'instructions' || this.instructionsKnown))
        this.bad(i, `CPU ${this.cpu}'s tally has ${tally[name]} ${called}; a recount gives ${r[name]}`);
  }

  private regionOf(granule: number): number {
    return granule >>> (REGION_BITS - this.header.granuleBits);
  }

  private bad(i: number, what: string): void {
    this.problem(`batch ${this.batch}, word ${i}: ${what}`);
  }
}
