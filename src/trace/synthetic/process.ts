import type { TraceEncoder } from '../encoder.ts';
import { Kind } from '../record.ts';
import { type Random, threshold } from './random.ts';
import type { ProgramShape } from './spec.ts';
import type { Walk } from './walk.ts';

const INSTRUCTION_BYTES = 4;
/** The longest fetch record: what a word's span holds. */
const FETCH_BYTES = 64;
const WORD_BYTES = 4;

/** A running program: writes its next references. Its stream depends on its own random numbers alone, not on the schedule. */
export class Process {
  readonly id: string;
  private readonly text: Walk;
  private readonly data: Walk[];
  private readonly random: Random;
  private readonly instructions: number;
  private readonly fetchBytes: number;
  private readonly dataPerFetch: number;
  /** Data references owed. */
  private owed = 0;
  /** Cumulative shares of the data regions, and the share of stores in each, as thresholds. */
  private readonly upTo: Float64Array;
  private readonly stores: Float64Array;

  constructor(id: string, program: ProgramShape, text: Walk, data: Walk[], random: Random) {
    const shapes = Object.values(program.data);
    this.id = id;
    this.text = text;
    this.data = data;
    this.random = random;
    this.instructions = program.instructionsPerFetch.value;
    this.fetchBytes = Math.min(FETCH_BYTES, this.instructions * INSTRUCTION_BYTES);
    this.dataPerFetch = shapes.length === 0 ? 0 : program.dataPerFetch.value;
    this.upTo = new Float64Array(shapes.length).fill(threshold(1));
    for (let n = 0, sum = 0; n < shapes.length - 1; n++) {
      sum += shapes[n].share.value;
      this.upTo[n] = threshold(sum);
    }
    this.stores = Float64Array.from(shapes, ({ stores }) => threshold(stores.value));
  }

  /** Writes about `instructions` instructions and their references; how many it was. */
  run(encoder: TraceEncoder, instructions: number): number {
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
    this.text.advance(done);
    for (const walk of this.data) walk.advance(done);
    return done;
  }
}
