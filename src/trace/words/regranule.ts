import { UserError } from '../../errors.ts';
import { certainCpus } from './cpus.ts';
import { type Actor, type Reference, type Region, TraceDecoder, type TraceEvent, type Visitor } from './decoder.ts';
import { encodeAgain } from './encoder/again.ts';
import { TraceEncoder } from './encoder/encoder.ts';
import { EventsEncoder } from './encoder/events-encoder.ts';
import { KERNEL_SPACE } from './encoder/region-numbers.ts';
import { PARTS_PER_REGION_BITS } from './layout.ts';
import { Marker } from './markers.ts';
import type { Batch, Trace } from './trace.ts';
import { RegionFlag } from './vocabulary.ts';

/** The trace with granules of another size: its accesses encoded anew, its events copied. */
export function regranule(trace: Trace, granuleBits: number): Trace {
  const cpus = certainCpus(trace);
  return {
    header: { ...trace.header, granuleBits },
    ...(cpus === undefined ? {} : { cpus }),
    notes: trace.notes,
    batches: () => recode(trace, granuleBits),
  };
}

async function* recode(trace: Trace, granuleBits: number): AsyncGenerator<Batch, void> {
  const { architecture } = trace.header;
  const decoder = new TraceDecoder(trace.header.granuleBits);
  const Encoder = trace.header.only === 'events' ? EventsEncoder : TraceEncoder;
  const copier = new Copier(new Encoder({ architecture, granuleBits }), decoder);
  for await (const batch of trace.batches(true)) {
    decoder.decode(batch, copier);
    yield* copier.batches.splice(0);
  }
  yield copier.encoder.finish();
}

/** Passes decoded records to an encoder, which numbers regions anew: dense pages in events become those of the same addresses. */
class Copier implements Visitor {
  readonly encoder: TraceEncoder;
  readonly batches: Batch[] = [];
  private readonly decoder: TraceDecoder;

  constructor(encoder: TraceEncoder, decoder: TraceDecoder) {
    this.encoder = encoder;
    this.decoder = decoder;
  }

  reference(r: Reference): void {
    const { encoder } = this;
    encoder.cpu(r.cpu);
    encoder.reference(r.kind, r.high, r.low, r.bytes, r.instructions);
    this.takeFull();
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
    this.takeFull();
  }

  region({ part, high, low, space, flags }: Region, { cpu, taskSpace }: Readonly<Actor>): void {
    const own = flags & RegionFlag.kernel ? KERNEL_SPACE : taskSpace;
    if (own !== space)
      throw new UserError(
        `region ${part >>> PARTS_PER_REGION_BITS} of the trace is in another address space than the task that first touches it; it can be read with granules of 16 bytes only`,
      );
    this.encoder.cpu(cpu);
    this.encoder.segment(high, low, flags);
    this.encoder.page(high, low);
  }

  private page(page: number): number {
    const { high, low, space } = this.decoder.addressOf(page);
    return this.encoder.page(high, low, space);
  }

  private takeFull(): void {
    if (this.encoder.full) this.batches.push(this.encoder.take());
  }
}
