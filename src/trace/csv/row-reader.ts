import { HEX } from '../bytes/hex.ts';
import { textOfLatin1 } from '../bytes/latin1.ts';
import { type Architecture, hasAddress, mayFetch } from '../words/architecture.ts';
import { ENDS_IN_SPACE, MAX_REFERENCE_BYTES, runsPastEnd } from '../words/layout.ts';
import type { TraceHeader } from '../words/trace.ts';
import type { Column } from './columns.ts';
import { expectedEvent } from './events.ts';
import type { CsvHead } from './head.ts';
import { Meanings } from './meaning.ts';
import { RowKind } from './mend/row.ts';
import type { Start } from './plain.ts';
import type { CsvSink } from './told.ts';

const KINDS: Readonly<Record<string, RowKind>> = {
  I: RowKind.fetch,
  L: RowKind.load,
  S: RowKind.store,
  M: RowKind.modify,
  P: RowKind.frame,
  X: RowKind.event,
};

/** A field that is wrong: thrown by the reading of one row, turned into a FormatError where the row's line is known. */
export class Wrong {
  readonly column: Column | undefined;
  readonly expected: string;
  constructor(column: Column | undefined, expected: string) {
    this.column = column;
    this.expected = expected;
  }
}

/** Of one CPU: more than a week of the R10000's 400 M cycles a second. They become tallies of 2^32 at most. */
const MOST_EXECUTED = 2 ** 48;

/** What a recording is taken for, by its header or by its first rows. */
export type TakenFor = Pick<TraceHeader, 'level' | 'architecture'>;
const SYSTEM = '"# level=system architecture=mips32" (or mips64, or x86-64)';

/** Whose the last row was, as it stands there, and how far its CPU and others had come. */
export interface Who extends Omit<Start, 'task'> {
  readonly task: string | undefined;
  /** By CPU: its instructions so far. */
  readonly executed: readonly number[];
}

/** Reads the fields of rows, one row at a time, and tells what they say. */
export class RowReader {
  /** The architecture, where it is a guess, which each row has to bear out; else `flat`. */
  readonly guessed: Architecture;
  private readonly head: CsvHead;
  private readonly cpus: number;
  private readonly sink: CsvSink;
  private readonly hasKernel: boolean;
  private readonly meanings = new Meanings();
  /** Numbers by their text, filled as they come: sizes, and numbers of instructions. */
  private readonly sizes = new Map<string, number>();
  private readonly runs = new Map<string, number>();
  // What the sink was told last, as it stands in the rows.
  private cpuText = '';
  private cpuNumber = 0;
  private taskText: string | undefined;
  private isKernel = false;
  /** By CPU: its instructions so far, of tables that tell them. */
  private readonly executedBy: number[] = [];
  // The address last read, in unsigned halves.
  private high = 0;
  private low = 0;

  /** `taken`: what the recording is taken for. What the header does not say of it, each row has to bear out. */
  constructor(head: CsvHead, cpus: number, taken: TakenFor, sink: CsvSink) {
    this.head = head;
    this.cpus = cpus;
    this.sink = sink;
    this.hasKernel = taken.level === 'system';
    this.guessed = head.architecture === undefined ? taken.architecture : 'flat';
  }

  get who(): Who {
    return { cpu: this.cpuText, task: this.taskText, isKernel: this.isKernel, executed: [...this.executedBy] };
  }

  /** The sink was told so by another reader. */
  resume({ cpu, task, isKernel, executed }: Who): void {
    this.cpuText = cpu;
    this.cpuNumber = Number(cpu);
    Object.assign(this.executedBy, executed);
    this.taskText = task;
    this.isKernel = isKernel;
  }

  /** What follows is of this CPU, task and mode, which were read before. */
  turn({ cpu, task, isKernel }: Start): void {
    if (cpu !== this.cpuText) this.cpu(cpu);
    if (task !== this.taskText) this.task(task);
    if (isKernel !== this.isKernel) this.mode(isKernel);
  }

  /**
   * Reads a row, without blanks around its fields where it is wrong as it stands and that is all; whether as it stands. Else throws what `error`
   * makes of the first field that is wrong.
   */
  read(fields: readonly string[], error: (wrong: Wrong) => Error): boolean {
    const wrong = this.wrongIn(fields);
    if (wrong === undefined) return true;
    const without = fields.map(bare);
    if (without.length === 1 && without[0] === '') return false; // a line of blanks
    if (without.every((field, n) => field === fields[n]) || this.wrongIn(without) !== undefined) throw error(wrong);
    return false;
  }

  private wrongIn(fields: readonly string[]): Wrong | undefined {
    try {
      this.take(fields);
      return undefined;
    } catch (error) {
      if (error instanceof Wrong) return error;
      throw error;
    }
  }

  private take(fields: readonly string[]): void {
    const { head, sink } = this;
    if (fields.length !== head.width) throw new Wrong(undefined, `${head.width} fields`);
    const at = head.position;
    const kind = at.kind < 0 ? RowKind.event : KINDS[fields[at.kind]];
    if (kind === undefined)
      throw new Wrong(
        'kind',
        'a kind: I (instructions), L (load), S (store), M (load, then store), P (physical page), X (event)',
      );
    if (at.cpu >= 0 && fields[at.cpu] !== this.cpuText) this.cpu(fields[at.cpu]);
    if (at.task >= 0 && fields[at.task] !== this.taskText) this.task(fields[at.task]);
    if (at.mode >= 0) {
      const isKernel = fields[at.mode] === 'k';
      if (!isKernel && fields[at.mode] !== 'u') throw new Wrong('mode', 'u (user) or k (kernel)');
      if (isKernel && !this.hasKernel) throw new Wrong('mode', this.noKernel());
      if (isKernel !== this.isKernel) this.mode(isKernel);
    }
    this.address(at.address < 0 ? '0' : fields[at.address]);
    if (this.guessed !== 'flat') this.bearOut(kind);
    const before = this.executedBy[this.cpuNumber] ?? 0;
    const executed = at.instructions < 0 ? before : this.executed(fields[at.instructions], kind, before);
    const info = at.info >= 0 ? fields[at.info] : '';
    const { high, low } = this;
    if (kind === RowKind.event || kind === RowKind.frame) {
      if (kind === RowKind.frame) this.frame(info);
      // Without an event, a row says how far its CPU has come, in which task and mode.
      else if (info !== '' || at.instructions < 0) this.event(info);
      sink.row(kind, high, low, 0, executed - before, info);
      this.executedBy[this.cpuNumber] = executed;
    } else {
      const bytes = this.size(fields[at.size]);
      const instructions = kind !== RowKind.fetch ? 0 : info === '' ? 1 : this.instructions(info, bytes);
      sink.row(kind, high, low, bytes, instructions, '');
    }
  }

  private event(info: string): void {
    if (this.meanings.of(info) === undefined) throw new Wrong('info', expectedEvent(textOfLatin1(info)));
  }

  private frame(info: string): void {
    if (!/^[0-9a-f]{1,16}$/i.test(info)) throw new Wrong('info', 'a physical page number in hexadecimal');
  }

  /** Instructions that the row's CPU has executed so far, of which those `before` were told. */
  private executed(text: string, kind: RowKind, before: number): number {
    if (kind !== RowKind.event && kind !== RowKind.frame)
      throw new Wrong(
        'kind',
        'X (event) or P (physical page): a table with a column of instructions is of events alone; leave the column out to have references',
      );
    const n = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
    if (n >= before && n <= MOST_EXECUTED) return n;
    throw new Wrong(
      'instructions',
      `how many instructions CPU ${this.cpuNumber} has executed so far, ${before} (those of its row before) to ${MOST_EXECUTED}`,
    );
  }

  private task(text: string): void {
    this.taskText = text;
    this.sink.task(textOfLatin1(bare(text)));
  }

  private mode(isKernel: boolean): void {
    this.isKernel = isKernel;
    this.sink.mode(isKernel);
  }

  private cpu(text: string): void {
    const n = Number(text);
    if (!/^\d{1,3}$/.test(text) || n >= this.cpus) throw new Wrong('cpu', this.expectedCpu());
    this.cpuText = text;
    this.cpuNumber = n;
    this.sink.cpu(n);
  }

  private expectedCpu(): string {
    const { cpus } = this.head;
    return `a CPU number, 0 to ${this.cpus - 1}${cpus === undefined ? '' : ` (the header says cpus=${cpus})`}`;
  }

  private address(text: string): void {
    let high = 0;
    let low = 0;
    let all = text.length === 0 ? 16 : 0; // ORed, so 16 and above tell of any digit that is none
    for (let i = text.startsWith('0x') ? 2 : 0; i < text.length; i++) {
      const digit = HEX[text.charCodeAt(i)];
      all |= digit | (high >>> 28 === 0 ? 0 : 16);
      high = (high << 4) | (low >>> 28);
      low = (low << 4) | digit;
    }
    if (all > 15) throw new Wrong('address', 'an address of at most 64 bits in hexadecimal');
    this.high = high >>> 0;
    this.low = low >>> 0;
  }

  private noKernel(): string {
    const why =
      this.head.level === undefined
        ? 'the recording has no kernel row before, in its first 1 MB'
        : 'the header says level=user';
    return `u (user): ${why}; write ${SYSTEM} as its first line if the kernel is in it`;
  }

  /** Throws where the row is none of the architecture that the recording was taken for. */
  private bearOut(kind: RowKind): void {
    const { guessed, high, low } = this;
    if (!hasAddress(guessed, high, low)) throw new Wrong('address', `an address of ${this.taken()}`);
    if (kind === RowKind.fetch && !mayFetch(guessed, low))
      throw new Wrong('address', `an address of an instruction, a multiple of 4, of ${this.taken()}`);
  }

  private taken(): string {
    return `${this.guessed}, which the recording was taken for by its first 1 MB; write ${SYSTEM} as its first line`;
  }

  private size(text: string): number {
    const n = this.sizes.get(text) ?? positive(text);
    if (!(n <= MAX_REFERENCE_BYTES)) throw new Wrong('size', `a size in bytes, 1 to ${MAX_REFERENCE_BYTES}`);
    this.sizes.set(text, n);
    if (runsPastEnd(this.high, this.low, n)) throw new Wrong('size', ENDS_IN_SPACE);
    return n;
  }

  private instructions(info: string, bytes: number): number {
    const n = this.runs.get(info) ?? (info.startsWith('n') ? positive(info.slice(1)) : Number.NaN);
    if (!(n <= bytes))
      throw new Wrong('info', `n and a number of instructions, 1 to the ${bytes} of the run's bytes, as in n4`);
    this.runs.set(info, n);
    return n;
  }
}

/** A decimal number from 1 without leading zeros, or NaN. */
const positive = (text: string): number => (/^[1-9]\d{0,6}$/.test(text) ? Number(text) : Number.NaN);

/** A field without blanks around it, and then without quotes, which csv-parse leaves behind a blank. */
const bare = (field: string): string => {
  const text = field.replace(/^[ \t]+|[ \t]+$/g, '');
  return text === field ? field : text.replace(/^"(.*)"$/, '$1').replaceAll('""', '"');
};
