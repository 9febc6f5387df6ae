import { UserError } from '../../errors.ts';
import { cpusOf } from '../words/cpus.ts';
import { type Actor, type Reference, TraceDecoder, type TraceEvent, type Visitor } from '../words/decoder.ts';
import { AccessBlock, MOST_INSTRUCTIONS } from '../words/encoder/access-block.ts';
import { encodeAgain } from '../words/encoder/again.ts';
import { TraceEncoder } from '../words/encoder/encoder.ts';
import { Kind } from '../words/layout.ts';
import { Marker, markerType } from '../words/markers.ts';
import { type Batch, MAX_CPUS, MAX_JOBS, remark, type Totals, type Trace } from '../words/trace.ts';
import { Mode } from '../words/vocabulary.ts';
import { endOfMarker, nextMarker } from '../words/walk.ts';
import { lengthOf, type Warmup } from '../words/warmup.ts';

/** Words of the recording that one copy goes on with before the next has its turn, and the rest of a run. */
const TURN_WORDS = 1 << 12;

/**
 * So many copies of a trace, each on CPUs of its own: copy k of a trace of C CPUs is on CPUs kC to kC + C - 1, in its own tasks and address
 * spaces. Kernels have the same addresses, which a monitor with as many virtual machines takes apart, and so do disks: the copies ask for the same
 * blocks. They take turns of some 4,096 words. Memory is that of the records of one turn. Throws a UserError where there would be
 * more CPUs than a trace can have.
 */
export async function replicate(trace: Trace, copies: number): Promise<Trace> {
  if (!Number.isInteger(copies) || copies < 1)
    throw new UserError(`${plural(copies)} of a trace: expected a whole number from 1`);
  const { header } = trace;
  if (trace.once === true)
    throw new UserError(
      `${header.source} comes through a pipe, and its CPUs are counted before it is replicated: expected a file`,
    );
  const cpus = await cpusOf(trace);
  if (copies * cpus > MAX_CPUS)
    throw new UserError(
      `${plural(copies)} of ${header.source}, of ${cpus} ${cpus === 1 ? 'CPU' : 'CPUs'}, have ${copies * cpus} CPUs: expected at most ${MAX_CPUS}, so at most ${Math.floor(MAX_CPUS / cpus)} copies`,
    );
  const { jobs = 0, warmup } = header;
  if (copies * jobs > MAX_JOBS)
    throw new UserError(
      `${plural(copies)} of ${header.source}, of ${jobs} processes at a time, have ${copies * jobs}: expected at most ${MAX_JOBS}, so at most ${Math.floor(MAX_JOBS / jobs)} copies`,
    );
  const whole: Trace & { totals?: Totals } = {
    header: {
      ...header,
      source: `${plural(copies)} of ${header.source}`,
      cpus: copies * cpus,
      ...(copies > 1 ? { copies } : {}),
      ...(jobs === 0 ? {} : { jobs: copies * jobs }),
      ...(warmup === undefined ? {} : { warmup: times(warmup, copies) }),
    },
    cpus: copies * cpus,
    get notes() {
      return trace.notes;
    },
    batches,
  };
  trace.notes.push(remark(`${plural(copies)} of the trace, each on CPUs and in address spaces of its own`));

  async function* batches(): AsyncGenerator<Batch, void, undefined> {
    const encoder = new TraceEncoder({ architecture: header.architecture, granuleBits: header.granuleBits });
    const decoder = new TraceDecoder(header.granuleBits);
    const turns = new Turns(encoder, decoder, { doing: Array.from({ length: copies }, (_, copy) => copy), of: copies, cpus }); // biome-ignore format: a call
    for await (const batch of trace.batches(true))
      for (const turn of turnsOf(batch)) {
        decoder.decode(turn, turns);
        yield* turns.take();
      }
    yield encoder.finish();
    whole.totals = encoder.totals;
  }

  return whole;
}

/**
 * Traces side by side, as copies of one are in `replicate`: trace k of C CPUs each is on CPUs kC to kC + C - 1. They take turns of some 4,096 words until each
 * has come to its end. Throws a UserError unless they are whole runs of one level, on machines of one kind with as many CPUs each.
 */
export async function sideBySide(traces: readonly Trace[]): Promise<Trace> {
  const [{ header }] = traces;
  const cpus = await cpusOf(traces[0]);
  for (const trace of traces) {
    const { source, level, architecture, warmup, jobs } = trace.header;
    const refuse = (why: string): never => {
      throw new UserError(`${source}: recordings side by side are ${why}`);
    };
    if (trace.once === true) refuse('read in turns, and this comes through a pipe; expected a file');
    if (level !== header.level || architecture !== header.architecture)
      refuse(`of machines of one kind: this is ${level} level, ${architecture}, and ${header.source} ${header.level} level, ${header.architecture}`); // biome-ignore format: a line
    if (warmup !== undefined || jobs !== undefined) refuse('no workloads, which have a warm-up of their own; expected recordings'); // biome-ignore format: a line
    const its = await cpusOf(trace);
    if (its !== cpus) refuse(`on as many CPUs each: this is on ${its}, ${header.source} on ${cpus}`);
  }
  const all = traces.length * cpus;
  if (all > MAX_CPUS) throw new UserError(`${traces.length} recordings of ${cpus} CPUs have ${all}: expected at most ${MAX_CPUS}`); // biome-ignore format: a line
  const { command: _, ...common } = header;
  const source = traces.map((trace) => trace.header.source).join(', ');
  const whole: Trace & { totals?: Totals } = {
    header: { ...common, source, cpus: all, copies: traces.length },
    cpus: all,
    get notes() {
      return traces.flatMap(({ notes }) => notes);
    },
    batches,
  };

  async function* batches(): AsyncGenerator<Batch, void, undefined> {
    const encoder = new TraceEncoder({ architecture: header.architecture, granuleBits: header.granuleBits });
    const machines = traces.map((trace, k) => {
      const decoder = new TraceDecoder(header.granuleBits);
      const turns = new Turns(encoder, decoder, { doing: [k], of: traces.length, cpus });
      return { decoder, turns, words: turnsOfAll(trace) };
    });
    const left = new Set(machines);
    try {
      while (left.size > 0)
        for (const machine of left) {
          const { value, done } = await machine.words.next();
          if (done === true) left.delete(machine);
          else {
            machine.decoder.decode(value, machine.turns);
            yield* machine.turns.take();
          }
        }
    } finally {
      // Where one is at fault, or nobody reads on, the others' files are closed, too.
      for (const { words } of machines) await words.return();
    }
    yield encoder.finish();
    whole.totals = encoder.totals;
  }

  return whole;
}

async function* turnsOfAll(trace: Trace): AsyncGenerator<Batch, void, undefined> {
  for await (const batch of trace.batches(true)) yield* turnsOf(batch);
}

const plural = (copies: number): string => (copies === 1 ? '1 copy' : `${copies} copies`);
const times = (warmup: Warmup, copies: number): Warmup => {
  const { count, of } = lengthOf(warmup);
  return of === 'references' ? `${copies * count}refs` : copies * count;
};

/** A batch in pieces that end with a run. */
function* turnsOf({ words, details }: Batch): Generator<Batch, void> {
  let from = 0;
  for (let next = 0; next < words.length; ) {
    const i = nextMarker(words, next);
    next = i < words.length ? endOfMarker(words, i) : i;
    const ends = next === words.length || (markerType(words[i]) === Marker.tally && next - from >= TURN_WORDS);
    if (!ends) continue;
    yield { words: words.subarray(from, next), details: details.subarray(from, next) };
    from = next;
  }
}

/** What a CPU does in one task and mode: accesses one after the other, or one that a block has no room for, or an event. */
type Accesses = Actor & { block: AccessBlock };
type Kept = Accesses | Reference | (TraceEvent & { operands: Uint32Array });

/** Which machines do what a trace says, of how many, and the CPUs of each. */
interface Machines {
  doing: readonly number[];
  of: number;
  cpus: number;
}

/** Keeps a turn's records, and gives them once for each machine. */
class Turns implements Visitor {
  private readonly encoder: TraceEncoder;
  private readonly decoder: TraceDecoder;
  private readonly machines: Machines;
  private kept: Kept[] = [];
  /** The accesses kept last, if what comes next may be put to them. */
  private open: Accesses | null = null;
  /** Blocks to be used again. */
  private readonly spare: AccessBlock[] = [];
  private ready: Batch[] = [];
  private readonly modeOf = new Uint8Array(MAX_CPUS).fill(Mode.user);

  constructor(encoder: TraceEncoder, decoder: TraceDecoder, machines: Machines) {
    this.encoder = encoder;
    this.decoder = decoder;
    this.machines = machines;
  }

  reference(record: Reference): void {
    const { cpu, task, taskIndex, taskSpace, mode, kind, high, low, bytes, instructions } = record;
    if (kind === Kind.fetch && (instructions < 1 || instructions > MOST_INSTRUCTIONS)) {
      this.keep({ ...record });
      return;
    }
    let { open } = this;
    if (open === null || open.block.isFull || open.cpu !== cpu || open.taskIndex !== taskIndex || open.mode !== mode) {
      open = { cpu, task, taskIndex, taskSpace, mode, block: this.spare.pop() ?? new AccessBlock() };
      this.keep(open);
      this.open = open;
    }
    open.block.add(kind, high, low, bytes, kind === Kind.fetch ? instructions - 1 : 0);
  }

  event(event: TraceEvent): void {
    if (event.type === Marker.run || event.type === Marker.mode) return; // told with the first record of each
    if (event.type === Marker.window || event.type === Marker.note) {
      const { doing, of } = this.machines;
      if (event.type === Marker.window && doing.length < of)
        throw new UserError('recordings side by side: one of them has windows, which others have elsewhere; expected recordings of whole runs'); // biome-ignore format: a line
      // Of the whole recording: once, between what was before and what is behind it.
      this.give();
      this.actor(event, doing[0]);
      this.encoder.event(event.type, event.a, ...event.operands);
      return;
    }
    this.keep({ ...event, operands: event.operands.slice() });
  }

  private keep(record: Kept): void {
    this.kept.push(record);
    this.open = null;
  }

  /** What the recording says of a region is so for each copy, whatever its space. */
  region({ high, low, flags }: { high: number; low: number; flags: number }): void {
    this.encoder.segment(high, low, flags);
  }

  /** The turn is over: its batches. */
  take(): Batch[] {
    this.give();
    const { ready } = this;
    this.ready = [];
    return ready;
  }

  private give(): void {
    for (const copy of this.machines.doing)
      for (const record of this.kept) {
        this.actor(record, copy);
        if ('block' in record) {
          this.accesses(record.block);
          continue;
        }
        if ('kind' in record)
          this.encoder.reference(record.kind, record.high, record.low, record.bytes, record.instructions);
        else this.tell(record, copy);
        if (this.encoder.full) this.ready.push(this.encoder.take());
      }
    for (const record of this.kept)
      if ('block' in record) {
        record.block.count = 0;
        this.spare.push(record.block);
      }
    this.kept = [];
    this.open = null;
  }

  private accesses(block: AccessBlock): void {
    for (let next = 0; next < block.count; ) {
      next = this.encoder.referencesUntilFull(block, next);
      if (this.encoder.full) this.ready.push(this.encoder.take());
    }
  }

  private tell(event: TraceEvent, copy: number): void {
    encodeAgain(this.encoder, event, (page) => {
      const { high, low, space } = this.decoder.addressOf(page);
      return this.encoder.page(high, low, this.spaceOf(space, copy));
    });
  }

  /** CPU, task and mode of what comes next. */
  private actor({ cpu, task, taskSpace, mode }: Actor, copy: number): void {
    const { encoder } = this;
    const its = cpu + copy * this.machines.cpus;
    encoder.cpu(its);
    // Copies of what no task is said of need one each, as their memory is apart.
    if (task !== '' || copy > 0)
      encoder.task(copy === 0 ? task : `copy ${copy} of ${task}`, this.spaceOf(taskSpace, copy));
    if (mode === this.modeOf[its]) return;
    this.modeOf[its] = mode;
    encoder.event(Marker.mode, mode);
  }

  /** 0 is the kernel's; the others are dealt out among the copies, so that one copy has those of the trace. */
  private spaceOf(space: number, copy: number): number {
    return space === 0 ? 0 : (space - 1) * this.machines.of + copy + 1;
  }
}
