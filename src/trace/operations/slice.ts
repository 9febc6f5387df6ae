import { UserError } from '../../errors.ts';
import {
  type Actor,
  type Reference,
  type Region,
  TraceDecoder,
  type TraceEvent,
  type Visitor,
} from '../words/decoder.ts';
import { encodeAgain } from '../words/encoder/again.ts';
import { TraceEncoder } from '../words/encoder/encoder.ts';
import { EventsEncoder } from '../words/encoder/events-encoder.ts';
import { Marker } from '../words/markers.ts';
import { type Batch, MAX_CPUS, remark, type Totals, type Trace } from '../words/trace.ts';

/**
 * The trace of some windows of a recording, in the recording's order. Windows are numbered from 1, each from its `window`
 * marker to the next. Tasks, modes and services under way are told anew where a window begins, regions and tasks that do
 * not appear are left out of the dictionaries. A container must be open with its details. Throws a UserError if a window
 * does not exist, once the trace was read.
 */
export function sliceWindows(trace: Trace, windows: readonly number[]): Trace {
  const wanted = new Set(windows);
  for (const n of wanted)
    if (!Number.isInteger(n) || n < 1) throw new UserError(`window ${n}: windows are numbered from 1`);
  const names = [...wanted].sort((a, b) => a - b).join(', ');
  const label = wanted.size === 1 ? `window ${names}` : `windows ${names}`;
  const { header } = trace;
  const slice: Trace & { totals?: Totals } = {
    header: { ...header, source: `${header.source}, ${label}` },
    get notes() {
      const whole = trace.notes.map(({ kind, text }) => ({ kind, text: `of the whole recording: ${text}` }));
      return [remark(`${label} of a longer recording`), ...whole];
    },
    batches,
  };

  async function* batches(): AsyncGenerator<Batch, void, undefined> {
    const encoder = new (header.only === 'events' ? EventsEncoder : TraceEncoder)({
      architecture: header.architecture,
      granuleBits: header.granuleBits,
    });
    const decoder = new TraceDecoder(header.granuleBits);
    const slicer = new Slicer(encoder, decoder, wanted);
    for await (const batch of trace.batches()) {
      decoder.decode(batch, slicer);
      yield* slicer.drain();
    }
    for (const n of wanted)
      if (n > slicer.window)
        throw new UserError(`window ${n} does not exist: ${header.source} has ${slicer.window || 'no'} windows`);
    slicer.end();
    yield encoder.finish();
    slice.totals = encoder.totals;
  }

  return slice;
}

class Slicer implements Visitor {
  /** Number of the present window; 0 before the first. */
  window = 0;
  private readonly encoder: TraceEncoder;
  private readonly decoder: TraceDecoder;
  private readonly wanted: ReadonlySet<number>;
  private ready: Batch[] = [];
  private kept = false;
  private readonly modeOf = new Uint8Array(MAX_CPUS);
  /** Services each CPU is in, outermost first. */
  private readonly services: number[][] = Array.from({ length: MAX_CPUS }, () => []);

  constructor(encoder: TraceEncoder, decoder: TraceDecoder, wanted: ReadonlySet<number>) {
    this.encoder = encoder;
    this.decoder = decoder;
    this.wanted = wanted;
  }

  drain(): Batch[] {
    const { ready } = this;
    this.ready = [];
    return ready;
  }

  reference(r: Reference): void {
    if (!this.kept) return;
    this.actor(r);
    this.encoder.reference(r.kind, r.high, r.low, r.bytes, r.instructions);
    if (this.encoder.full) this.ready.push(this.encoder.take());
  }

  instructions(n: number, by: Readonly<Actor>): void {
    if (!this.kept) return;
    this.actor(by);
    this.encoder.instructions(n);
  }

  event(e: TraceEvent): void {
    if (e.type === Marker.window) {
      this.begin(e);
      return;
    }
    if (e.type === Marker.serviceEnter) this.services[e.cpu].push(e.a);
    else if (e.type === Marker.serviceLeave) this.services[e.cpu].pop();
    // A new task or mode is told with its first record, so that those of a gap's other side stay out.
    if (!this.kept || e.type === Marker.run || e.type === Marker.mode) return;
    this.actor(e);
    encodeAgain(this.encoder, e, (page) => this.page(page));
  }

  /** What the whole trace says of a segment is so in the slice. */
  region({ high, low, flags }: Region): void {
    this.encoder.segment(high, low, flags);
  }

  /** The present window is over. */
  end(): void {
    if (this.kept) for (const [cpu, list] of this.services.entries()) this.tell(cpu, list, Marker.serviceLeave);
  }

  /** Services are left before a gap and entered again after it: a replay starts afresh there. */
  private begin(e: TraceEvent): void {
    this.end();
    this.kept = this.wanted.has(++this.window);
    if (!this.kept) return;
    this.actor(e);
    this.encoder.event(Marker.window, 0, ...e.operands);
    for (const [cpu, list] of this.services.entries()) this.tell(cpu, list, Marker.serviceEnter);
  }

  private tell(cpu: number, list: readonly number[], type: Marker): void {
    if (list.length > 0) this.encoder.cpu(cpu);
    for (const service of list) this.encoder.event(type, type === Marker.serviceEnter ? service : 0);
  }

  /** CPU, task and mode of what comes next. */
  private actor(of: Actor): void {
    const { encoder } = this;
    encoder.cpu(of.cpu);
    if (of.task !== '') encoder.task(of.task, of.taskSpace);
    if (of.mode === this.modeOf[of.cpu]) return;
    this.modeOf[of.cpu] = of.mode;
    encoder.event(Marker.mode, of.mode);
  }

  /** The slice's number of a dense page of the whole trace; its space is the present task's or the kernel's. */
  private page(page: number): number {
    const { high, low } = this.decoder.addressOf(page);
    return this.encoder.page(high, low);
  }
}
