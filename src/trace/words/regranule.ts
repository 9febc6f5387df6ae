import { UserError } from '../../errors.ts';
import { certainCpus } from './cpus.ts';
import { type Actor, type Reference, type Region, TraceDecoder, type TraceEvent, type Visitor } from './decoder.ts';
import { TraceEncoder } from './encoder/encoder.ts';
import { PAGES_PER_REGION_BITS } from './layout.ts';
import { Marker } from './markers.ts';
import type { Batch, Trace } from './trace.ts';

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
  const copier = new Copier(new TraceEncoder({ architecture, granuleBits }));
  for await (const batch of trace.batches(true)) {
    decoder.decode(batch, copier);
    yield* copier.batches.splice(0);
  }
  yield copier.encoder.finish();
}

/** Passes decoded records to an encoder. Regions keep their numbers, so that dense pages in events stay right. */
class Copier implements Visitor {
  readonly encoder: TraceEncoder;
  readonly batches: Batch[] = [];

  constructor(encoder: TraceEncoder) {
    this.encoder = encoder;
  }

  reference(r: Reference): void {
    const { encoder } = this;
    encoder.cpu(r.cpu);
    encoder.reference(r.kind, r.high, r.low, r.bytes, r.instructions);
    this.takeFull();
  }

  event({ cpu, type, a, operands, task, taskSpace }: TraceEvent): void {
    const { encoder } = this;
    encoder.cpu(cpu);
    if (type === Marker.run) encoder.task(task, taskSpace);
    else encoder.event(type, a, ...operands);
    this.takeFull();
  }

  region(index: number, { high, low, flags }: Region, { cpu }: Readonly<Actor>): void {
    this.encoder.cpu(cpu);
    this.encoder.segment(high, low, flags);
    const number = this.encoder.page(high, low) >>> PAGES_PER_REGION_BITS;
    if (number !== index)
      throw new UserError(
        `region ${index} of the trace is in another address space than the task that first touches it; it can be read with granules of 16 bytes only`,
      );
  }

  private takeFull(): void {
    if (this.encoder.full) this.batches.push(this.encoder.take());
  }
}
