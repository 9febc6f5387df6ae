import { detailInstructions } from '../words/detail.ts';
import { GRANULE_NUMBER_BITS, Kind, PAGES_PER_REGION_BITS, REGION_BITS } from '../words/layout.ts';
import {
  isEvent,
  isRecorded,
  MARKER_NAMES,
  Marker,
  markerLength,
  markerOperand,
  markerType,
  specOf,
} from '../words/markers.ts';
import { MAX_NOTE_WORDS, type OperandKind, valuesOf } from '../words/operands.ts';
import { noTotals } from '../words/totals.ts';
import { type Batch, MAX_CPUS, type Totals, type Trace, type TraceHeader } from '../words/trace.ts';
import { RegionFlag } from '../words/vocabulary.ts';
import { At, type Tally, tallyAt, wideAt } from '../words/walk.ts';

export const MAX_PROBLEMS = 20;

/**
 * Checks a trace for what every reader relies on: tallies and totals equal a recount; regions and tasks are introduced
 * before use, in order; markers are known and whole, their operands of the kinds `MARKERS` declares; CPUs are below the header's; services are left as often as entered,
 * windows apart; and that it was not cut off. Returns a sentence for each problem, with batch and word index, at most `MAX_PROBLEMS`.
 * Instructions are recounted only where the trace was opened with its details.
 */
export async function validate(trace: Trace): Promise<string[]> {
  const checker = new Checker(trace.header);
  for await (const batch of trace.batches()) {
    checker.check(batch);
    if (checker.problems.length >= MAX_PROBLEMS) return checker.problems;
  }
  if (trace.truncated !== undefined) checker.problems.push(trace.truncated);
  checker.end(trace.totals);
  return checker.problems.slice(0, MAX_PROBLEMS);
}

/** A CPU's references since its last tally, and its depth in services. */
interface Recount {
  instructions: number;
  fetches: number;
  loads: number;
  stores: number;
  unmapped: number;
  services: number;
}

class Checker {
  readonly problems: string[] = [];
  private readonly header: TraceHeader;
  private readonly regionShift: number;
  private readonly unmapped: Uint8Array;
  private readonly cpus: Recount[] = Array.from({ length: MAX_CPUS }, () => ({
    instructions: 0, fetches: 0, loads: 0, stores: 0, unmapped: 0, services: 0,
  })); // biome-ignore format: zeroes
  private readonly totals = noTotals();
  private cpu = 0;
  private batch = -1;
  private instructionsKnown = true;
  private continued = false;

  constructor(header: TraceHeader) {
    this.header = header;
    this.regionShift = REGION_BITS - header.granuleBits;
    this.unmapped = new Uint8Array(1 << (GRANULE_NUMBER_BITS - this.regionShift));
  }

  check({ words, details }: Batch): void {
    this.batch++;
    this.instructionsKnown = details.length === words.length;
    this.totals.words += words.length;
    for (let i = 0; i < words.length && this.problems.length < MAX_PROBLEMS; ) {
      const word = words[i];
      const kind = word & 3;
      if (kind !== Kind.marker) {
        const instructions = this.instructionsKnown && kind === Kind.fetch ? detailInstructions(details[i]) : 0;
        this.reference(i, kind, word >>> 4, instructions);
        i++;
        continue;
      }
      const type = markerType(word);
      const next = i + markerLength(word);
      if (!isRecorded(type)) this.problem(i, `marker type ${type} is unknown`);
      else if (next > words.length) this.problem(i, `the operands of marker ${MARKER_NAMES[type]} are cut off`);
      else this.marker(i, type, markerOperand(word), words);
      i = next;
    }
    this.cpus.forEach((r, cpu) => {
      if (r.fetches + r.loads + r.stores > 0) this.problem(words.length, `CPU ${cpu}'s last run has no tally`);
      if (r.fetches + r.loads + r.stores > 0) this.reset(r);
    });
  }

  /** What can be said only after the last batch. `expected` are the totals the trace came with. */
  end(expected: Totals | undefined): void {
    this.cpus.forEach(({ services }, cpu) => {
      if (services > 0)
        this.problems.push(`at the end, CPU ${cpu} is inside ${services} services that it does not leave`);
    });
    for (const [name, found] of Object.entries(this.totals) as [keyof Totals, number][])
      if (expected !== undefined && expected[name] !== found)
        this.problems.push(`the totals give ${expected[name]} ${name}; a recount gives ${found}`);
  }

  private reference(i: number, kind: number, granule: number, instructions: number): void {
    const region = granule >>> this.regionShift;
    if (region >= this.totals.regions) this.problem(i, `region ${region} is used before it is introduced`);
    const one = this.continued ? 0 : 1; // the totals count accesses, the tallies their parts
    this.continued = false;
    const r = this.cpus[this.cpu];
    const t = this.totals;
    t.references += one;
    if (kind === Kind.fetch) {
      r.fetches++;
      t.fetches += one;
      r.instructions += instructions;
    } else if (kind === Kind.load) {
      r.loads++;
      t.loads += one;
    } else {
      r.stores++;
      t.stores += one;
    }
    r.unmapped += this.unmapped[region];
  }

  private marker(i: number, type: Marker, a: number, words: Uint32Array): void {
    const t = this.totals;
    const r = this.cpus[this.cpu];
    if (isEvent(type)) t.events++;
    this.operands(i, type, a, words);
    switch (type) {
      case Marker.cpu:
        this.cpu = Math.min(a, MAX_CPUS - 1);
        t.cpus = Math.max(t.cpus, a + 1);
        break;
      case Marker.tally:
        this.tally(i, r, tallyAt(words, i));
        break;
      case Marker.region:
        if (a !== t.regions) this.problem(i, `region ${a} is introduced out of order; expected ${t.regions}`);
        if (a < this.unmapped.length) this.unmapped[a] = words[i + At.region.flags] & RegionFlag.unmapped;
        t.regions++;
        break;
      case Marker.task:
        if (a !== t.tasks) this.problem(i, `task ${a} is introduced out of order; expected ${t.tasks}`);
        t.tasks++;
        break;
      case Marker.wide: {
        const { kind, granule, instructions } = wideAt(words, i);
        this.reference(i, kind & 3, granule, kind === Kind.fetch ? instructions : 0);
        break;
      }
      case Marker.continued:
        this.continued = true;
        break;
      case Marker.serviceEnter:
        r.services++;
        break;
      case Marker.serviceLeave:
        if (r.services === 0) this.problem(i, `CPU ${this.cpu} leaves a service that it did not enter`);
        else r.services--;
        break;
      case Marker.window:
        t.windows++;
        for (const cpu of this.cpus) cpu.services = 0; // what happened in the gap is not known
        break;
      default:
    }
  }

  /** What the marker's operands must be by their kinds. */
  private operands(i: number, type: Marker, a: number, words: Uint32Array): void {
    const { a: own, operands = [] } = specOf(type);
    if (own !== undefined) this.operand(i, type, own[1], a, 24);
    operands.forEach(([, kind], n) => {
      this.operand(i, type, kind, words[i + n + 1], 32);
    });
  }

  private operand(i: number, type: Marker, kind: OperandKind, value: number, bits: 24 | 32): void {
    const name = MARKER_NAMES[type];
    if (kind === 'page') {
      const region = value >>> PAGES_PER_REGION_BITS;
      if (region >= this.totals.regions)
        this.problem(i, `${name} names page ${value} of region ${region}, which is not introduced yet`);
    } else if (kind === 'cpu') {
      if (value >= this.header.cpus)
        this.problem(i, `CPU ${value} does not exist; the header has ${this.header.cpus} CPUs`);
    } else if (kind === 'kind') {
      if (value === Kind.marker || value > Kind.store) this.problem(i, `a wide access of unknown kind ${value}`);
    } else if (kind === 'words') {
      if (value > MAX_NOTE_WORDS) this.problem(i, `a ${name} of ${value} words; at most ${MAX_NOTE_WORDS}`);
    } else if (kind === 'task') {
      if (type !== Marker.task && value >= this.totals.tasks)
        this.problem(i, `task ${value} is used before it is introduced`);
    } else if (value >= valuesOf(kind, bits))
      this.problem(i, `${name} has ${kind} ${value}; expected 0 to ${valuesOf(kind, bits) - 1}`);
  }

  private tally(i: number, r: Recount, { instructions, fetches, loads, stores, unmapped }: Tally): void {
    const counts: [string, number, number][] = [
      ['fetches', fetches, r.fetches],
      ['loads', loads, r.loads],
      ['stores', stores, r.stores],
      ['unmapped references', unmapped, r.unmapped],
    ];
    if (this.instructionsKnown) counts.unshift(['instructions', instructions, r.instructions]);
    for (const [name, found, recount] of counts)
      if (found !== recount)
        this.problem(i, `CPU ${this.cpu}'s tally has ${found} ${name}; a recount gives ${recount}`);
    this.totals.instructions += instructions;
    this.reset(r);
  }

  private reset(r: Recount): void {
    r.instructions = r.fetches = r.loads = r.stores = r.unmapped = 0;
  }

  private problem(i: number, what: string): void {
    if (this.problems.length < MAX_PROBLEMS) this.problems.push(`batch ${this.batch}, word ${i}: ${what}`);
  }
}
