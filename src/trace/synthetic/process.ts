import type { TraceEncoder } from '../words/encoder/encoder.ts';
import { Kind } from '../words/layout.ts';
import { Marker } from '../words/markers.ts';
import { type CallService, callNumber } from '../words/syscalls.ts';
import { Calls } from './calls.ts';
import type { Files } from './files.ts';
import { type Random, threshold } from './random.ts';
import { type Pacing, type ProgramShape, sharesOf } from './spec.ts';
import type { Walk } from './walk.ts';

const INSTRUCTION_BYTES = 4;
/** The longest fetch record: what a word's span holds. */
const FETCH_BYTES = 64;
const WORD_BYTES = 4;
/** Sectors of a process's part of the disk: 512 MB. */
const DISK_PART = 2 ** 20;

/** Which process it is. */
export interface Identity {
  name: string;
  /** Address space of the first process; those that follow have one `spaces` further each. */
  space: number;
  spaces: number;
  /** Share of its lifetime that had passed when the trace begins, so that processes do not end all at once. */
  elapsed: number;
  pacing: Pacing;
  /** The blocks of files it uses; null: the workload does not tell. */
  files: Files | null;
}

/**
 * A running program: writes its next references and system calls. Its stream depends on its own random numbers alone, not on the
 * schedule. Where programs have a lifetime, this is the processes that follow one another in one place of the schedule.
 */
export class Process {
  /** Of the process that runs now. */
  space: number;
  /** Whether the last instructions ended in a wait for the disk. */
  waits = false;
  private readonly name: string;
  private readonly spaces: number;
  /** Processes of this place that ended. */
  private ended = 0;
  private begun = false;
  /** Instructions until the present process ends. */
  private left: number;
  private readonly lifetime: number;
  /** Pages stored to between fork and execve. */
  private readonly copied: number;
  private readonly calls: Calls;
  private readonly files: Files | null;
  private readonly text: Walk;
  private readonly data: Walk[];
  /** Kinds of the first reference to a page, for those that come into use one by one. */
  private readonly firstKinds: (typeof Kind.load | typeof Kind.store)[];
  private readonly random: Random;
  private readonly instructions: number;
  private readonly fetchBytes: number;
  private readonly dataPerFetch: number;
  /** Data references owed. */
  private owed = 0;
  /** Cumulative shares of the data regions, and the share of stores in each, as thresholds. */
  private readonly upTo: Float64Array;
  private readonly stores: Float64Array;

  constructor(
    { name, space, spaces, elapsed, files, pacing }: Identity,
    program: ProgramShape,
    text: Walk,
    data: Walk[],
    random: Random,
  ) {
    const shapes = Object.values(program.data);
    this.name = name;
    this.files = files;
    this.space = space;
    this.spaces = spaces;
    this.lifetime = program.lifetime?.value ?? Number.POSITIVE_INFINITY;
    this.copied = program.copied?.value ?? 0;
    this.left = program.lifetime === undefined ? this.lifetime : this.lifetime * (1 - elapsed);
    this.calls = new Calls(program.calls, space * DISK_PART, files, pacing, random);
    this.text = text;
    this.data = data;
    this.firstKinds = shapes.map(({ begins }) => (begins === 'zeroes' ? Kind.store : Kind.load));
    this.random = random;
    this.instructions = program.instructionsPerFetch.value;
    this.fetchBytes = Math.min(FETCH_BYTES, this.instructions * INSTRUCTION_BYTES);
    this.dataPerFetch = shapes.length === 0 ? 0 : program.dataPerFetch.value;
    this.upTo = new Float64Array(shapes.length).fill(threshold(1));
    const shares = sharesOf(program.data);
    for (let n = 0, sum = 0; n < shapes.length - 1; n++) {
      sum += shares[n];
      this.upTo[n] = threshold(sum);
    }
    this.stores = Float64Array.from(shapes, ({ stores }) => threshold(stores.value));
  }

  /** Of the process that runs now. */
  get id(): string {
    return this.lifetime === Number.POSITIVE_INFINITY ? this.name : `${this.name}.${this.ended}`;
  }

  /** Writes about `instructions` instructions and their references, and the system calls after them; how many it was. */
  run(encoder: TraceEncoder, instructions: number): number {
    if (!this.begun) this.begin(encoder);
    const done = this.arrivals(encoder, instructions) + this.references(encoder, instructions);
    this.text.advance(done);
    for (const walk of this.data) walk.advance(done);
    this.waits = this.calls.run(encoder, done);
    this.left -= done;
    if (this.left <= 0) this.end(encoder);
    return done;
  }

  private references(encoder: TraceEncoder, instructions: number): number {
    const { random, upTo, stores } = this;
    let done = 0;
    for (; done < instructions; done += this.instructions) {
      encoder.reference(Kind.fetch, 0, this.text.next(), this.fetchBytes, this.instructions);
      this.owed += this.dataPerFetch;
      for (; this.owed >= 1; this.owed--) {
        const dice = random.next();
        let region = 0;
        while (dice >= upTo[region]) region++;
        const kind = random.next() < stores[region] ? Kind.store : Kind.load;
        encoder.reference(kind, 0, this.data[region].next(), WORD_BYTES, 0);
      }
    }
    return done;
  }

  /** The first reference to each page that comes into use within `instructions`; the instructions it takes. */
  private arrivals(encoder: TraceEncoder, instructions: number): number {
    if (this.lifetime === Number.POSITIVE_INFINITY) return 0;
    const age = 1 - (this.left - instructions) / this.lifetime;
    let done = 0;
    for (let at = this.arrival(encoder, this.text, age); at >= 0; at = this.arrival(encoder, this.text, age)) {
      encoder.reference(Kind.fetch, 0, at, this.fetchBytes, this.instructions);
      done += this.instructions;
    }
    this.data.forEach((walk, n) => {
      for (let at = this.arrival(encoder, walk, age); at >= 0; at = this.arrival(encoder, walk, age))
        encoder.reference(this.firstKinds[n], 0, at, WORD_BYTES, 0);
    });
    return done;
  }

  /** The address of the next page that comes into use, and the physical page behind it; -1: none yet. */
  private arrival(encoder: TraceEncoder, walk: Walk, age: number): number {
    const arrival = walk.arrival(age);
    return arrival === undefined ? -1 : this.bind(encoder, arrival);
  }

  /** Tells the physical page behind a page, if it has one of its own. */
  private bind(encoder: TraceEncoder, { address, frame }: { address: number; frame: number }): number {
    if (frame >= 0) encoder.event(Marker.frame, encoder.page(0, address), frame, 0);
    return address;
  }

  /** A process begins as another's copy, and executes its program. */
  private begin(encoder: TraceEncoder): void {
    this.begun = true;
    if (this.lifetime === Number.POSITIVE_INFINITY) return;
    this.call(encoder, 'fork');
    this.files?.begin(encoder);
    for (let n = 0; n < this.copied; n++)
      encoder.reference(Kind.store, 0, this.bind(encoder, this.data[0].page(n)), WORD_BYTES, 0);
    this.call(encoder, 'execve');
    this.files?.execute(encoder);
    encoder.note(`exec ${this.name}`);
  }

  private end(encoder: TraceEncoder): void {
    this.call(encoder, 'exit');
    this.ended++;
    this.space += this.spaces;
    this.begun = false;
    this.left += this.lifetime;
    for (const walk of [this.text, ...this.data]) walk.restart();
  }

  private call(encoder: TraceEncoder, service: CallService): void {
    encoder.event(Marker.syscall, callNumber(service));
  }
}
