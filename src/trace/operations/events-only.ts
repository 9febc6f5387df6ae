import {
  type Actor,
  type Reference,
  type Region,
  TraceDecoder,
  type TraceEvent,
  type Visitor,
} from '../words/decoder.ts';
import { encodeAgain } from '../words/encoder/again.ts';
import { EventsEncoder } from '../words/encoder/events-encoder.ts';
import { Marker } from '../words/markers.ts';
import { type Batch, change, type Totals, type Trace } from '../words/trace.ts';

/**
 * The trace's events and counts of instructions, without its references. A container must be open with its details.
 *
 * @param trace - an open trace; a container is open with `details: true`
 * @returns a trace of events, to be read once for each call of `batches`
 * @example
 * ```ts
 * import { eventProfile, eventsOnly, openTrace } from 'disco-replay';
 *
 * const trace = await openTrace('shell-mips', { details: true });
 * const { services } = await eventProfile(eventsOnly(trace));
 * console.log(services);
 * ```
 */
export function eventsOnly(trace: Trace): Trace {
  const { header } = trace;
  const events: Trace & { totals?: Totals } = {
    header: { ...header, only: 'events' },
    get notes() {
      return [...trace.notes, change('left out: all references; events and counts of instructions are kept')];
    },
    batches,
  };

  async function* batches(): AsyncGenerator<Batch, void, undefined> {
    const encoder = new EventsEncoder({ architecture: header.architecture, granuleBits: header.granuleBits });
    const decoder = new TraceDecoder(header.granuleBits);
    const keeper = new EventKeeper(encoder, decoder);
    for await (const batch of trace.batches(true)) {
      decoder.decode(batch, keeper);
      yield* keeper.drain();
    }
    yield encoder.finish();
    events.totals = encoder.totals;
  }

  return events;
}

/** Passes what is decoded on to an encoder of events; of memory only what these name gets a number. */
class EventKeeper implements Visitor {
  private readonly encoder: EventsEncoder;
  private readonly decoder: TraceDecoder;
  private ready: Batch[] = [];

  constructor(encoder: EventsEncoder, decoder: TraceDecoder) {
    this.encoder = encoder;
    this.decoder = decoder;
  }

  drain(): Batch[] {
    const { ready } = this;
    this.ready = [];
    return ready;
  }

  reference({ cpu, kind, high, low, bytes, instructions }: Reference): void {
    this.encoder.cpu(cpu);
    this.encoder.reference(kind, high, low, bytes, instructions);
  }

  instructions(n: number, { cpu }: Readonly<Actor>): void {
    this.encoder.cpu(cpu);
    this.encoder.instructions(n);
  }

  event(event: TraceEvent): void {
    const { encoder } = this;
    const { cpu, type, task, taskSpace } = event;
    encoder.cpu(cpu);
    if (type === Marker.run) encoder.task(task, taskSpace);
    else encodeAgain(encoder, event, (page) => this.page(page));
    if (encoder.full) this.ready.push(encoder.take());
  }

  region({ high, low, flags }: Region): void {
    this.encoder.segment(high, low, flags);
  }

  private page(page: number): number {
    const { high, low, space } = this.decoder.addressOf(page);
    return this.encoder.page(high, low, space);
  }
}
