import { type Reference, TraceDecoder, type TraceEvent, type Visitor } from './decoder.ts';
import { formatAddress } from './hex.ts';
import { Kind, Marker } from './record.ts';
import type { Trace } from './trace.ts';
import { CsvWriter } from './write-csv.ts';

/** Characters of a piece of text. */
const PIECE = 1 << 16;

/** Turns records into lines, kept in `text` until they are taken. */
export interface TextWriter extends Visitor {
  text: string;
  /** Lines still held back. */
  end(): void;
  /** What the format could not say. */
  notes(): string[];
}

/** Our CSV (see `csv.ts`): comments with the header, a row of column names, the records. */
export const csvText = (trace: Trace): AsyncGenerator<string> =>
  textOf(trace, (decoder) => new CsvWriter(trace.header, decoder));

/** DineroIV's extended din. */
export const dinText = (trace: Trace): AsyncGenerator<string> => textOf(trace, () => new DinWriter());

/** Valgrind lackey's text: one line for each instruction, tasks as processes. */
export const lackeyText = (trace: Trace): AsyncGenerator<string> => textOf(trace, () => new LackeyWriter());

/** The trace as text, in pieces of some 64 KB. What the format could not say is added to the trace's notes at the end. */
async function* textOf(trace: Trace, writerFor: (decoder: TraceDecoder) => TextWriter): AsyncGenerator<string> {
  const decoder = new TraceDecoder(trace.header.granuleBits);
  const writer = writerFor(decoder);
  const pieces: string[] = [];
  const cut = (): void => {
    if (writer.text.length < PIECE) return;
    pieces.push(writer.text);
    writer.text = '';
  };
  const visitor: Visitor = {
    reference(reference) {
      writer.reference(reference);
      cut();
    },
    event(event) {
      writer.event(event);
      cut();
    },
  };
  for await (const batch of trace.batches()) {
    decoder.decode(batch, visitor);
    yield* pieces.splice(0);
  }
  writer.end();
  if (writer.text !== '') yield writer.text;
  trace.notes.push(...writer.notes());
}

/** What formats of references only leave out. */
class Left {
  private events = 0;
  private readonly cpus = new Set<number>();
  private readonly spaces = new Set<number>();

  see({ cpu, space }: Reference): void {
    this.cpus.add(cpu);
    this.spaces.add(space);
  }

  count({ type }: TraceEvent): void {
    if (type !== Marker.run && type !== Marker.mode) this.events++;
  }

  notes(format: string, tellsSpaces: boolean): string[] {
    const notes: string[] = [];
    if (this.events > 0) notes.push(`${format} has references only: ${this.events} events are left out`);
    if (this.cpus.size > 1)
      notes.push(`${format} has one CPU: those of ${this.cpus.size} CPUs follow each other in their order`);
    if (this.spaces.size > 1 && !tellsSpaces)
      notes.push(`${format} has one address space: equal addresses of ${this.spaces.size} spaces are one`);
    return notes;
  }
}

class DinWriter implements TextWriter {
  text = '';
  private readonly left = new Left();
  private runs = 0;

  reference(reference: Reference): void {
    const { kind, high, low, bytes, instructions } = reference;
    this.left.see(reference);
    if (instructions > 1) this.runs++;
    this.text += `${'ir.w'[kind]} ${formatAddress(high, low, 1)} ${bytes.toString(16)}\n`;
  }

  event(event: TraceEvent): void {
    this.left.count(event);
  }

  end(): void {}

  notes(): string[] {
    const notes = this.left.notes('din', false);
    if (this.runs > 0)
      notes.push(`din has no instruction counts: ${this.runs} runs of instructions are one fetch each`);
    return notes;
  }
}

class LackeyWriter implements TextWriter {
  text = '';
  private readonly left = new Left();
  private task = '';
  private uneven = 0;
  /** A load's `address,size`, held back: with a store to the same it becomes an M. */
  private load = '';

  reference(reference: Reference): void {
    const { kind, high, low, bytes, instructions, task } = reference;
    this.left.see(reference);
    if (task !== this.task) {
      this.end();
      this.switchTo(task);
    }
    if (kind === Kind.fetch) {
      this.end();
      this.fetch(high, low, bytes, instructions);
      return;
    }
    const access = `${formatAddress(high, low, 8)},${bytes}\n`;
    if (kind === Kind.load) {
      this.end();
      this.load = access;
    } else if (this.load === access) {
      this.text += ` M ${access}`;
      this.load = '';
    } else {
      this.end();
      this.text += ` S ${access}`;
    }
  }

  event(event: TraceEvent): void {
    this.left.count(event);
  }

  end(): void {
    if (this.load !== '') this.text += ` L ${this.load}`;
    this.load = '';
  }

  notes(): string[] {
    const notes = this.left.notes('lackey text', true);
    if (this.uneven > 0)
      notes.push(`lackey text has a line for each instruction: the lengths in ${this.uneven} runs are a guess`);
    return notes;
  }

  /** A run of n instructions as n lines, of the same length if that is possible. */
  private fetch(high: number, low: number, bytes: number, instructions: number): void {
    const lines = Math.max(1, Math.min(instructions, bytes));
    if (bytes % lines !== 0) this.uneven++;
    for (let i = 0, done = 0; i < lines; i++) {
      const length = Math.floor((bytes * (i + 1)) / lines) - done;
      const at = low + done;
      const address = formatAddress(at > 0xffffffff ? (high + 1) >>> 0 : high, at >>> 0, 8);
      this.text += `I  ${address},${length}\n`;
      done += length;
    }
  }

  /** The scheduler's line that `LackeyScanner` reads a task's id from: thread - 1 above bit 32, pid below. */
  private switchTo(task: string): void {
    this.task = task;
    const id = BigInt(`0x${task === '' ? 0 : task}`);
    const thread = Number((id >> 32n) & 0xffffn) + 1;
    this.text += `--${id & 0xffffffffn}--   SCHED[${thread}]:  acquired lock (task ${task})\n`;
  }
}
