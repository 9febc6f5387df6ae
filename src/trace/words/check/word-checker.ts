import {
  Kind,
  MONITOR_REGIONS,
  PAGES_PER_PART_BITS,
  PAGES_PER_REGION_BITS,
  PART_BITS,
  PARTS_PER_REGION,
  partsOf,
} from '../layout.ts';
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
import { Mode, RegionFlag } from '../vocabulary.ts';
import { At, isRegion, lastGranule, regionAt, type Tally, tallyAt, wideAt } from '../walk.ts';
import { areOperands, problemsWith } from './operand-checks.ts';
import { Recount, TALLIED } from './recount.ts';
import { RunChecker } from './run-checker.ts';

/** No access. */
const NONE = -1;
const REFERENCE = 'a reference; the header says that the trace has events alone';
/** A bit for each part of 256 KB. */
const ALL_EIGHTHS = 255;

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
  private readonly addresses = new Map<string, number>();
  /** Parts that were introduced. */
  private parts = 0;
  private cpu = 0;
  private batch = -1;
  private instructionsKnown = true;
  /** Kind of the access whose second part is to come, and of that directly before; or `NONE`. */
  private half: number = NONE;
  private previous: number = NONE;
  /** Region of the last reference, and that of the access whose second part is to come. */
  private lastPart: number = NONE;
  private halfPart: number = NONE;
  /** Part -> its address / 32 KB. */
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
    if (this.header.only === 'events') this.bad(from, REFERENCE);
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
    this.lastPart = this.partOf(batch.words[to - 1] >>> 4);
    return to;
  }

  private wrongRun(batch: Batch, from: number, to: number): void {
    this.runs.unmapped = 0;
    for (let i = from; i < to; i++) {
      const problem = this.runs.problemAt(batch, i);
      if (problem !== undefined) this.bad(i, problem);
      if (this.runs.isUnmapped(batch.words[i] >>> 4)) this.runs.unmapped++;
    }
  }

  /** The access at word `i` is the second part of one: the totals count accesses, the tallies their parts. */
  private secondPart(i: number, kind: number, granule: number): void {
    if (
      kind !== this.half ||
      !this.runs.begins(granule) ||
      this.keys[this.partOf(granule)] !== this.keys[this.runs.lastPartWith(this.halfPart)] + 1
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
    if (this.half !== NONE && type !== Marker.tally && !isRegion(type) && type !== Marker.wide)
      this.bad(i, `${MARKER_NAMES[type]} stands between the two parts of an access`);
    if (changesContext(type) && r.isOpen)
      this.bad(i, `${MARKER_NAMES[type]} comes before the tally of the run before it`);
    switch (type) {
      case Marker.cpu:
        if (a >= this.header.cpus) this.bad(i, `CPU ${a} does not exist; the header has ${this.header.cpus} CPUs`);
        this.cpu = Math.min(a, MAX_CPUS - 1);
        t.cpus = Math.max(t.cpus, this.cpu + 1);
        break;
      case Marker.mode:
        if (a === Mode.kernel && this.header.level === 'user')
          this.bad(i, 'the kernel runs, but the header says a recording of user level');
        break;
      case Marker.tally:
        if (!this.isTally(words, i, r)) this.wrongTally(i, r, tallyAt(words, i));
        t.instructions += words[i + At.tally.instructions];
        r.reset();
        break;
      case Marker.region:
      case Marker.part:
        this.introduce(i, type, words);
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
        this.halfPart = this.lastPart;
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
    if (page >>> PAGES_PER_PART_BITS >= this.parts)
      this.bad(i, `${MARKER_NAMES[type]} names page ${page} of region ${page >>> PAGES_PER_REGION_BITS}, which is not introduced yet`);
  } // biome-ignore format: a message

  private introduce(i: number, type: Marker, words: Uint32Array): void {
    const { runs, addresses } = this;
    const { part, parts, space, keyLow, keyHigh, eighth, flags } = regionAt(words, i);
    const a = markerOperand(words[i]);
    const name = `${MARKER_NAMES[type]} ${a}`;
    const most = partsOf(this.header.granuleBits) - MONITOR_REGIONS * PARTS_PER_REGION;
    if (part !== this.parts) this.bad(i, `${name} is introduced out of order; expected ${type === Marker.part ? this.parts : this.parts / PARTS_PER_REGION}`);
    if (part + parts > most) this.bad(i, `${name} is beyond the ${most / PARTS_PER_REGION} regions that there can be`);
    if ((space === 0) !== ((flags & RegionFlag.kernel) !== 0))
      this.bad(i, `${name} has flags ${flags} in address space ${space}; expected the kernel's in space 0, no others`);
    // Eighths that have a number, of 256 KB of an address space.
    const address = `${space}:${keyHigh}:${keyLow}`;
    const known = addresses.get(address) ?? 0;
    const these = parts > 1 ? ALL_EIGHTHS : 1 << eighth;
    if ((known & these) !== 0) this.bad(i, `${name} has the address of one before`);
    addresses.set(address, known | these);
    if (part + parts <= most) runs.introduce(part, parts, flags & RegionFlag.unmapped);
    for (let n = 0; n < parts; n++) this.keys[this.parts + n] = (keyHigh * 2 ** 32 + keyLow) * PARTS_PER_REGION + eighth + n;
    this.parts += parts;
    this.totals.regions++;
  } // biome-ignore format: messages

  private wide(i: number, r: Recount, words: Uint32Array): void {
    const { runs, totals } = this;
    const access = wideAt(words, i);
    const { kind, granule, instructions } = access;
    const problem = runs.problemWith(granule, lastGranule(access, this.header.granuleBits));
    if (problem !== undefined) this.bad(i, problem);
    if (this.header.only === 'events') this.bad(i, REFERENCE);
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
    this.lastPart = this.partOf(granule);
    if (runs.isUnmapped(granule)) r.unmapped++;
  }

  /** Whether instructions can be counted: by details, unless none were fetched, as of events alone. */
  private get countsInstructions(): boolean {
    return this.instructionsKnown && this.header.only !== 'events';
  }

  /** Whether the tally at word `i` is what the run before it sums up to. */
  private isTally(words: Uint32Array, i: number, r: Recount): boolean {
    return (
      words[i + At.tally.fetches] === r.fetches &&
      words[i + At.tally.loads] === r.loads &&
      words[i + At.tally.stores] === r.stores &&
      words[i + At.tally.unmapped] === r.unmapped &&
      (!this.countsInstructions || words[i + At.tally.instructions] === r.instructions)
    );
  }

  private wrongTally(i: number, r: Recount, tally: Tally): void {
    for (const [name, called] of TALLIED)
      if (tally[name] !== r[name] && (name !== 'instructions' || this.countsInstructions))
        this.bad(i, `CPU ${this.cpu}'s tally has ${tally[name]} ${called}; a recount gives ${r[name]}`);
  }

  private partOf(granule: number): number {
    return granule >>> (PART_BITS - this.header.granuleBits);
  }

  private bad(i: number, what: string): void {
    this.problem(`batch ${this.batch}, word ${i}: ${what}`);
  }
}
