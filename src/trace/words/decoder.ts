import { UserError } from '../../errors.ts';
import { areOperands, problemsWith } from './check/operand-checks.ts';
import { detailBytes, detailInstructions, detailLow } from './detail.ts';
import {
  GRANULE_BITS,
  Kind,
  PAGE_BITS,
  PAGES_PER_PART_BITS,
  PART_BITS,
  PART_BYTES,
  PARTS_PER_REGION,
  PARTS_PER_REGION_BITS,
  partsOf,
  REGION_BITS,
  type ReferenceKind,
} from './layout.ts';
import { isRecorded, MARKER_NAMES, Marker, markerLength, markerOperand, markerType } from './markers.ts';
import { type Batch, MAX_CPUS } from './trace.ts';
import { Mode } from './vocabulary.ts';
import { At, regionAt, tallyAt } from './walk.ts';

/** A task of the recording. */
export interface Task {
  /** The recording's id, hexadecimal; '' before a CPU's first task. */
  id: string;
  space: number;
}

/** A region of 256 KB, or a part of one of 32 KB: its address space, and the address of its first byte in two unsigned 32-bit halves. */
export interface Region {
  /** Dense number of its first part, and how many it has. */
  part: number;
  parts: number;
  space: number;
  high: number;
  low: number;
  flags: number;
}

/** Who did it. */
export interface Actor {
  cpu: number;
  /** What the CPU runs; `index` is -1 before its first task. */
  task: string;
  taskIndex: number;
  taskSpace: number;
  mode: Mode;
}

/** An access as recorded. The decoder reuses one object: copy what you keep. */
export interface Reference extends Actor {
  kind: ReferenceKind;
  /** Address space of the address: the task's, or 0 for the kernel's. */
  space: number;
  high: number;
  low: number;
  bytes: number;
  instructions: number;
}

/** Anything else that happened. The decoder reuses one object. */
export interface TraceEvent extends Actor {
  type: Marker;
  a: number;
  /** A view of the words that follow the marker. */
  operands: Uint32Array;
}

/** Told of the records in order. */
export interface Visitor {
  reference(reference: Reference): void;
  event(event: TraceEvent): void;
  /** So many instructions were executed, of which the trace has no fetch. */
  instructions?(n: number, by: Readonly<Actor>): void;
  /** A region, or a part of one, appears for the first time, in what the actor does next. */
  region?(region: Region, by: Readonly<Actor>): void;
}

const CONTINUED = (Marker.continued << 2) | Kind.marker;
const NO_TASK: Task = { id: '', space: 1 };

/** Turns words and details back into the accesses and events that the encoder was given, exactly and in order. */
export class TraceDecoder {
  readonly tasks: Task[] = [];
  /** Regions, and parts of others, in the order in which they appeared. */
  readonly regions: Region[] = [];
  private readonly granuleBits: number;
  private readonly taskOfCpu = new Int32Array(MAX_CPUS).fill(-1);
  private readonly modeOfCpu = new Uint8Array(MAX_CPUS);
  /** Parts that have appeared, and of each the address and its space. */
  private parts = 0;
  private readonly partLow: Uint32Array;
  private readonly partHigh: Uint32Array;
  private readonly partSpace: Uint32Array;
  private readonly taskIds = new TaskIds();
  private batch = -1;
  private readonly record: Reference = {
    cpu: 0, task: '', taskIndex: -1, taskSpace: 1, mode: Mode.user,
    kind: Kind.fetch, space: 0, high: 0, low: 0, bytes: 0, instructions: 0,
  }; // biome-ignore format: zeroes
  private readonly happening: TraceEvent = {
    cpu: 0, task: '', taskIndex: -1, taskSpace: 1, mode: Mode.user,
    type: Marker.note, a: 0, operands: new Uint32Array(0),
  }; // biome-ignore format: zeroes

  constructor(granuleBits: number = GRANULE_BITS) {
    this.granuleBits = granuleBits;
    const parts = partsOf(granuleBits);
    this.partLow = new Uint32Array(parts);
    this.partHigh = new Uint32Array(parts);
    this.partSpace = new Uint32Array(parts);
  }

  /** Address of a dense page, in two unsigned halves, and the address space of it. */
  addressOf(page: number): { high: number; low: number; space: number } {
    const part = page >>> PAGES_PER_PART_BITS;
    const offset = (page << PAGE_BITS) & (PART_BYTES - 1);
    return { high: this.partHigh[part], low: (this.partLow[part] | offset) >>> 0, space: this.partSpace[part] };
  }

  /**
   * Tells the visitor of a batch's records. Batches in order; with their details. Throws a UserError on bad words.
   * A hot loop: it takes references and wide accesses apart by hand.
   */
  decode({ words, details }: Batch, visitor: Visitor): void {
    this.batch++;
    const n = words.length;
    if (details.length !== n) throw new Error('decoding needs the details; open the trace with them');
    const bits = this.granuleBits;
    const partShift = PART_BITS - bits;
    const { partLow, partHigh, partSpace, record } = this;
    let known = this.parts;
    let joining = false;
    for (let i = 0; i < n; ) {
      const word = words[i];
      let granule = word >>> 4;
      let kind = word & 3;
      let bytes = 0;
      let low = 0;
      let instructions = 0;
      if (kind !== Kind.marker) {
        const detail = details[i++];
        bytes = detailBytes(detail);
        low = detailLow(detail);
        instructions = detailInstructions(detail);
      } else if (markerType(word) === Marker.wide && i + 3 < n) {
        this.checkOperands(words, i, Marker.wide);
        kind = markerOperand(word) & 3;
        granule = words[i + 1] >>> 4;
        bytes = words[i + 2];
        low = words[i + 3] & 15;
        instructions = words[i + 3] >>> 8;
        i += 4;
      } else {
        i = this.marker(words, i, visitor);
        known = this.parts;
        continue;
      }
      if (joining) {
        record.bytes += bytes;
        record.instructions += instructions;
      } else {
        const part = granule >>> partShift;
        if (part >= known) throw this.bad(i, `region ${part >>> PARTS_PER_REGION_BITS} was not introduced`);
        record.kind = kind as ReferenceKind;
        record.space = partSpace[part];
        record.high = partHigh[part];
        record.low = (partLow[part] | ((granule << bits) & (PART_BYTES - 16)) | low) >>> 0;
        record.bytes = bytes;
        record.instructions = instructions;
      }
      joining = i < n && words[i] === CONTINUED;
      if (joining) i++;
      else visitor.reference(record);
    }
    if (joining) throw this.bad(n, 'an access that crosses a region lacks its second part');
  }

  /** The marker at words[i]; returns where the next record begins. */
  private marker(words: Uint32Array, i: number, visitor: Visitor): number {
    const word = words[i];
    const type = markerType(word);
    const a = markerOperand(word);
    const next = i + markerLength(word);
    if (!isRecorded(type)) throw this.bad(i, `marker type ${type} is unknown`);
    if (next > words.length) throw this.bad(i, `the operands of marker ${MARKER_NAMES[type]} are cut off`);
    this.checkOperands(words, i, type);
    switch (type) {
      case Marker.cpu:
        this.record.cpu = a;
        this.setActor();
        return next;
      case Marker.tally:
        this.tally(words, i, visitor);
        return next;
      case Marker.region:
      case Marker.part: {
        const region = this.addRegion(words, i);
        visitor.region?.(region, this.record);
        return next;
      }
      case Marker.task:
        this.addTask(a, words, i);
        return next;
      case Marker.continued:
        throw this.bad(i, 'the second part of an access comes without its first');
      case Marker.mode:
        this.modeOfCpu[this.record.cpu] = a;
        this.setActor();
        break;
      case Marker.run:
        if (a >= this.tasks.length) throw this.bad(i, `task ${a} was not introduced`);
        this.taskOfCpu[this.record.cpu] = a;
        this.setActor();
        break;
      default:
    }
    const event = this.happening;
    event.type = type;
    event.a = a;
    event.operands = words.subarray(i + 1, next);
    visitor.event(event);
    return next;
  }

  private checkOperands(words: Uint32Array, i: number, type: Marker): void {
    if (!areOperands(words, i, type)) throw this.bad(i, problemsWith(words, i, type).join('; '));
  }

  private tally(words: Uint32Array, i: number, visitor: Visitor): void {
    const { instructions, fetches, loads, stores } = tallyAt(words, i);
    if (instructions > 0 && fetches + loads + stores === 0) visitor.instructions?.(instructions, this.happening);
  }

  private addRegion(words: Uint32Array, i: number): Region {
    const { part, parts, space, keyLow: key, keyHigh, eighth, flags } = regionAt(words, i);
    if (part !== this.parts || part + parts > this.partLow.length)
      throw this.bad(
        i,
        `${MARKER_NAMES[markerType(words[i])]} ${markerOperand(words[i])} is introduced out of order; expected ${parts === 1 ? this.parts : this.parts / PARTS_PER_REGION}`,
      );
    const low = ((key << REGION_BITS) | (eighth << PART_BITS)) >>> 0;
    const high = ((keyHigh << REGION_BITS) | (key >>> (32 - REGION_BITS))) >>> 0;
    const region = { part, parts, space, high, low, flags };
    this.regions.push(region);
    for (let n = 0; n < parts; n++) {
      this.partLow[part + n] = low + (n << PART_BITS);
      this.partHigh[part + n] = high;
      this.partSpace[part + n] = space;
    }
    this.parts += parts;
    return region;
  }

  private addTask(index: number, words: Uint32Array, i: number): void {
    if (index !== this.tasks.length)
      throw this.bad(i, `task ${index} is introduced out of order; expected ${this.tasks.length}`);
    const { idLow, idHigh, space: at } = At.task;
    this.tasks.push({ id: this.taskIds.next(words[i + idHigh], words[i + idLow]), space: words[i + at] });
  }

  /** Whose the records are, after a change of CPU, task or mode. */
  private setActor(): void {
    const { record, happening } = this;
    const index = this.taskOfCpu[record.cpu];
    const { id, space } = index < 0 ? NO_TASK : this.tasks[index];
    happening.cpu = record.cpu;
    record.task = happening.task = id;
    record.taskIndex = happening.taskIndex = index;
    record.taskSpace = happening.taskSpace = space;
    record.mode = happening.mode = this.modeOfCpu[record.cpu] as Mode;
  }

  private bad(i: number, why: string): UserError {
    return new UserError(`the trace is corrupt: batch ${this.batch}, word ${i}: ${why}`);
  }
}

/** Ids of tasks as people see them: the recording's, in hexadecimal, told apart by zeros before them where two would be the same. */
export class TaskIds {
  private readonly ids = new Set<string>();

  /** Id of the next task, whose number in the recording has these halves. */
  next(high: number, low: number): string {
    let id = ((BigInt(high) << 32n) | BigInt(low)).toString(16);
    while (this.ids.has(id)) id = `0${id}`; // ids that were no numbers may coincide with some that were
    this.ids.add(id);
    return id;
  }
}
