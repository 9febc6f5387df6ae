import { type CsvError, type Options, parse } from 'csv-parse/sync';
import { FormatError } from '../../errors.ts';
import { MovableScanner } from '../bytes/ahead/movable.ts';
import { textOfLatin1 } from '../bytes/latin1.ts';
import { AccessBlock } from '../words/encoder/access-block.ts';
import { MAX_CPUS } from '../words/trace.ts';
import { COLUMNS } from './columns.ts';
import type { CsvHead } from './head.ts';
import { PLAIN_BYTES, plainRows, RowStart, type Start } from './plain.ts';
import { RowReader, type TakenFor, type Who, type Wrong } from './row-reader.ts';
import type { CsvSink } from './told.ts';

const CR = 13;
const COMMA = 44;
const ZERO = 48;
const QUOTE = '"';
/** Digits of the highest CPU number. */
const CPU_DIGITS = 3;

/** Of a row with quotes. Latin-1 loses no byte: the few texts that are not ASCII are decoded later. */
const OPTIONS: Options = {
  encoding: 'latin1',
  record_delimiter: '\n',
  relax_column_count: true,
  relax_quotes: true,
  skip_empty_lines: true,
};

/** What a scanner of CSV is made of; can be sent to another thread. */
export interface Make {
  readonly name: string;
  readonly head: CsvHead;
  readonly cpus: number;
  readonly taken: TakenFor;
}

/** What a scanner of CSV carries from one row to the next. */
export interface CsvOwn {
  readonly headLines: number;
  readonly who: Who;
  /** How rows start, and how the last did. */
  readonly starts: readonly Start[];
  readonly start: Start | undefined;
}

/**
 * Reads rows and tells what they say. Those of our own writing are *plain* (`plain.ts`) but for events; every other row is split into its fields,
 * by csv-parse where there are quotes. A row is a line: a quote ends on the line where it begins.
 */
export class CsvScanner extends MovableScanner<CsvOwn> {
  private readonly head: CsvHead;
  private readonly sink: CsvSink;
  private readonly reader: RowReader;
  private readonly block = new AccessBlock();
  /** Whether columns are where our own rows have them; by CPU and mode how rows start, and how the last did. */
  private readonly isOurs: boolean;
  private readonly starts: (RowStart | undefined)[] = new Array(2 * MAX_CPUS);
  private start: RowStart | undefined;
  private headLines: number;

  constructor({ name, head, cpus, taken }: Make, sink: CsvSink) {
    super(name);
    this.head = head;
    this.sink = sink;
    this.reader = new RowReader(head, cpus, taken, sink);
    this.isOurs = head.width === COLUMNS.length && COLUMNS.every((column, n) => head.position[column] === n);
    this.headLines = head.lines;
  }

  protected override own(): CsvOwn {
    const { headLines, reader, start } = this;
    return { headLines, who: reader.who, starts: this.starts.filter((each) => each !== undefined), start };
  }

  protected override resumeOwn({ headLines, who, starts, start }: CsvOwn): void {
    this.headLines = headLines;
    this.reader.resume(who);
    for (const each of starts) this.expect(each);
    this.start = start && this.expect(start);
  }

  protected override scan(b: Buffer, from: number, to: number): void {
    let p = from;
    for (; this.headLines > 0 && p < to; this.headLines--) {
      p = this.lineEnd(b, p) + 1;
      this.line++;
    }
    const { block, reader } = this;
    const view = new DataView(b.buffer, b.byteOffset, b.length);
    const last = to - PLAIN_BYTES;
    while (p < to) {
      if (this.start !== undefined) p = plainRows(this.start, reader.guessed, block, view, p, last);
      const { isFull } = block;
      this.flush();
      // A plain row is shorter than PLAIN_BYTES, so one row at least is left.
      if (!isFull && !(p < last && this.turns(view, p))) p = this.anyRow(b, p);
    }
  }

  private flush(): void {
    const { block } = this;
    this.line += block.count;
    if (block.count > 0) this.sink.accesses(block);
    block.count = 0;
  }

  /** Whether the row at `at` starts as one did before, of another CPU or in the other mode; from there on all are expected to. */
  private turns(view: DataView, at: number): boolean {
    let cpu = 0;
    for (let p = at; p < at + CPU_DIGITS && view.getUint8(p) !== COMMA; p++) cpu = 10 * cpu + view.getUint8(p) - ZERO;
    for (const start of [this.starts[2 * cpu], this.starts[2 * cpu + 1]]) {
      if (start === undefined || start === this.start || !start.matches(view, at)) continue;
      this.start = start;
      this.reader.turn(start);
      return true;
    }
    return false;
  }

  /** Reads the row at `from`, whatever it is; returns the start of the next. */
  private anyRow(b: Buffer, from: number): number {
    const lf = this.lineEnd(b, from);
    const end = lf > from && b[lf - 1] === CR ? lf - 1 : lf;
    this.start = undefined; // unless the row turns out to start as our own do
    if (end > from) this.anyFields(b.subarray(from, end));
    this.line++;
    return lf + 1;
  }

  private anyFields(row: Buffer): void {
    const text = row.toString('latin1');
    const error = (fields: readonly string[]) => (wrong: Wrong) => this.malformedRow(wrong, row, fields);
    if (text.includes(QUOTE)) {
      for (const fields of this.unquoted(row)) this.reader.read(fields, error(fields));
      return;
    }
    const fields = text.split(',');
    const isPlain = this.reader.read(fields, error(fields));
    if (!isPlain || !this.isOurs) return;
    const [cpu, task, mode] = fields;
    this.start = this.expect({ cpu, task, isKernel: mode === 'k' });
  }

  /** How rows start after one that did so, unless that is too long. */
  private expect(given: Start): RowStart | undefined {
    const place = 2 * Number(given.cpu) + Number(given.isKernel);
    const known = this.starts[place];
    if (known?.cpu === given.cpu && known.task === given.task) return known;
    if (!RowStart.fits(given)) return undefined;
    const start = new RowStart(given);
    this.starts[place] = start;
    return start;
  }

  /** The fields of a row with quotes: of one row, or none. */
  private unquoted(row: Buffer): string[][] {
    try {
      return parse(row, OPTIONS) as unknown as string[][];
    } catch (error) {
      const { code, message } = error as CsvError;
      const text = row.toString('utf8');
      const place = { file: this.name, line: this.line, column: Math.max(1, text.indexOf(QUOTE) + 1) };
      throw new FormatError(
        place,
        text,
        code === 'CSV_QUOTE_NOT_CLOSED' ? 'a closing quote on the same line' : message,
      );
    }
  }

  private malformedRow({ column, expected }: Wrong, row: Buffer, fields: readonly string[]): FormatError {
    const text = row.toString('utf8');
    const at = column === undefined ? -1 : this.head.position[column];
    const place = { file: this.name, line: this.line, column: at < 0 ? 1 : columnOf(text, at) };
    if (column === undefined)
      return new FormatError(place, `${fields.length} ${fields.length === 1 ? 'field' : 'fields'}: ${text}`, expected);
    return new FormatError(place, textOfLatin1(fields[at]), expected);
  }
}

/** Column (from 1) at which field `n` of a line begins. */
function columnOf(line: string, n: number): number {
  let quoted = false;
  let at = 0;
  for (; at < line.length && n > 0; at++) {
    if (line[at] === '"') quoted = !quoted;
    else if (line[at] === ',' && !quoted) n--;
  }
  return at + 1;
}
