import type { Listener } from '../bytes/ahead/journal.ts';
import type { AccessBlock } from '../words/encoder/access-block.ts';
import { Meanings, NOTHING } from './meaning.ts';
import { newRow, RowKind, type RowSink } from './mend/row.ts';

/** Told what the rows of a CSV say, in their order. */
export interface CsvSink {
  /** What follows is this CPU's, this task's, in this mode: told where they change, from CPU 0, task 0, user level. */
  cpu(number: number): void;
  task(id: string): void;
  mode(isKernel: boolean): void;
  /** References, in order. The block is the scanner's and used again. */
  accesses(block: AccessBlock): void;
  /**
   * Any other row. `instructions`: of a fetch; of events and frames, which have no bytes, `executed` of a `Row`. `info`: of these as it stands there,
   * as Latin-1; '' of others.
   */
  row(kind: RowKind, high: number, low: number, bytes: number, instructions: number, info: string): void;
}

/** Fills a row with what a scanner tells, and hands it on. */
export class RowFiller implements CsvSink {
  private readonly present = newRow();
  private readonly meanings = new Meanings();
  private readonly sink: RowSink;

  constructor(sink: RowSink) {
    this.sink = sink;
  }

  cpu(number: number): void {
    this.present.cpu = number;
  }

  task(id: string): void {
    this.present.task = id;
  }

  mode(isKernel: boolean): void {
    this.present.kernel = isKernel;
  }

  accesses(block: AccessBlock): void {
    this.fill('');
    this.sink.accesses(this.present, block);
  }

  row(kind: RowKind, high: number, low: number, bytes: number, instructions: number, info: string): void {
    const { present: row } = this;
    this.fill(kind === RowKind.event ? info : '');
    row.kind = kind;
    row.high = high;
    row.low = low;
    row.bytes = bytes;
    row.instructions = isReference(kind) ? instructions : 0;
    row.executed = isReference(kind) ? 0 : instructions;
    if (kind === RowKind.frame) [row.pageHigh, row.pageLow] = pageOf(info);
    this.sink.put(row);
  }

  /** The row's `info`, of an event, and what it means. */
  private fill(info: string): void {
    const { present: row } = this;
    const meaning = (info === '' ? undefined : this.meanings.of(info)) ?? NOTHING;
    row.info = info;
    row.events = meaning.events;
    row.claim = meaning.claim;
    row.space = meaning.space;
    row.segment = meaning.segment;
    row.executed = 0;
  }
}

const isReference = (kind: RowKind): boolean => kind !== RowKind.event && kind !== RowKind.frame;

/** A physical page number of at most 16 hexadecimal digits, as unsigned 32-bit halves. */
const pageOf = (digits: string): [high: number, low: number] => [
  Number.parseInt(digits.slice(0, -8), 16) || 0,
  Number.parseInt(digits.slice(-8), 16),
];

/** What a scanner tells beside accesses, as calls in a journal; a row's kind is added to the last. */
const Call = { cpu: 0, task: 1, mode: 2, row: 3 } as const;
/** A reference's length and instructions in one number: both are below this. */
const SIZES = 2 ** 20;

/** A sink that tells a listener, such as a journal, what it is told. */
export const takenDown = (listener: Listener): CsvSink => ({
  cpu: (number) => listener.call(Call.cpu, number, 0, 0, ''),
  task: (id) => listener.call(Call.task, 0, 0, 0, id),
  mode: (isKernel) => listener.call(Call.mode, Number(isKernel), 0, 0, ''),
  accesses: (block) => listener.accesses(block),
  row: (kind, high, low, bytes, instructions, info) =>
    listener.call(Call.row + kind, high, low, isReference(kind) ? bytes + SIZES * instructions : instructions, info),
});

/** What tells a sink again what was taken down. */
export const retold = (sink: CsvSink): Listener => ({
  accesses: (block) => sink.accesses(block),
  call(kind, a, b, c, text) {
    if (kind === Call.cpu) sink.cpu(a);
    else if (kind === Call.task) sink.task(text);
    else if (kind === Call.mode) sink.mode(a === 1);
    else {
      const rowKind = (kind - Call.row) as RowKind;
      const [bytes, instructions] = isReference(rowKind) ? [c % SIZES, Math.floor(c / SIZES)] : [0, c];
      sink.row(rowKind, a, b, bytes, instructions, text);
    }
  },
});
