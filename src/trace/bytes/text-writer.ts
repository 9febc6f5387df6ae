import { type Reference, TraceDecoder, type TraceEvent, type Visitor } from '../words/decoder.ts';
import { Marker } from '../words/markers.ts';
import { change, type Note, remark, type Trace } from '../words/trace.ts';

/** Characters of a piece of text. */
const PIECE = 1 << 16;

/** Turns records into lines, kept in `text` until they are taken. */
export interface TextWriter extends Visitor {
  text: string;
  /** Lines still held back. */
  end(): void;
  /** What the format could not say. */
  notes(): Note[];
}

/** The trace as text, in pieces of some 64 KB. What the format could not say is added to the trace's notes at the end. */
export async function* textOf(trace: Trace, writerFor: (decoder: TraceDecoder) => TextWriter): AsyncGenerator<string> {
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
    instructions: (n, by) => writer.instructions?.(n, by),
    region: (region, by) => writer.region?.(region, by),
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
export class LeftOut {
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

  notes(format: string, tellsSpaces: boolean): Note[] {
    const notes: Note[] = [];
    if (this.events > 0) notes.push(change(`${format} has references only: ${this.events} events are left out`));
    if (this.cpus.size > 1)
      notes.push(remark(`${format} has one CPU: those of ${this.cpus.size} CPUs follow each other in their order`));
    if (this.spaces.size > 1 && !tellsSpaces)
      notes.push(remark(`${format} has one address space: equal addresses of ${this.spaces.size} spaces are one`));
    return notes;
  }
}
