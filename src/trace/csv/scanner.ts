import { type CsvError, type Options, parse } from 'csv-parse/sync';
import { FormatError } from '../../errors.ts';
import { HEX } from '../bytes/hex.ts';
import { textOfLatin1 } from '../bytes/latin1.ts';
import { LineScanner, MAX_LINE_BYTES } from '../bytes/lines.ts';
import { type Architecture, hasAddress, mayFetch } from '../words/architecture.ts';
import { ENDS_IN_SPACE, MAX_REFERENCE_BYTES, runsPastEnd } from '../words/layout.ts';
import type { TraceHeader } from '../words/trace.ts';
import type { Column } from './columns.ts';
import { type CsvEvent, expectedEvent, parseEvent, REGION_FLAGS } from './events.ts';
import { decimal } from './fields.ts';
import type { CsvHead } from './head.ts';
import { newRow, RowKind, type RowSink } from './mend/row.ts';

/** Bytes given to csv-parse at once: some 8,000 rows, which bounds memory and stays in the cache. */
const SLICE_BYTES = 1 << 18;
const LF = 10;
/** Address space of the first task, which threads share: those of one recording are one process. */
const FIRST_SPACE = 1;
/** Texts of the `info` column remembered with their meaning. */
const MAX_KNOWN_EVENTS = 4096;

/** Latin-1 is the cheapest to decode (by a fifth) and loses no byte: the few texts that are not ASCII are decoded later. */
const OPTIONS: Options = {
  encoding: 'latin1',
  record_delimiter: ['\n', '\r\n'],
  relax_column_count: true,
  relax_quotes: true,
  skip_empty_lines: true,
};

const KINDS: Readonly<Record<string, RowKind>> = {
  I: RowKind.fetch,
  L: RowKind.load,
  S: RowKind.store,
  M: RowKind.modify,
  P: RowKind.frame,
  X: RowKind.event,
};

interface Meaning {
  events: readonly CsvEvent[];
  claim: string | undefined;
  space: number | undefined;
  segment: number | undefined;
}

/** A field that is wrong: thrown by the parsing of one row, turned into a FormatError where the row's line is known. */
class Wrong {
  readonly column: Column | undefined;
  readonly expected: string;
  constructor(column: Column | undefined, expected: string) {
    this.column = column;
    this.expected = expected;
  }
}

const NOTHING: Meaning = { events: [], claim: undefined, space: undefined, segment: undefined };

/** Of one CPU: more than a week of the R10000's 400 M cycles a second. They become tallies of 2^32 at most. */
const MOST_EXECUTED = 2 ** 48;

/** What a recording is taken for, by its header or by its first rows. */
type TakenFor = Pick<TraceHeader, 'level' | 'architecture'>;
const SYSTEM = '"# level=system architecture=mips32" (or mips64, or x86-64)';

/** Parses rows and hands them on. Line numbers are found only for errors, by parsing the slice again. */
export class CsvScanner extends LineScanner {
  private readonly head: CsvHead;
  private readonly cpus: number;
  private readonly sink: RowSink;
  private readonly hasKernel: boolean;
  /** The architecture, where it is a guess. */
  private readonly guessed: Architecture;
  private readonly row = newRow();
  private readonly meanings = new Map<string, Meaning>();
  /** Numbers by their text, filled as they come: sizes, and numbers of instructions. */
  private readonly sizes = new Map<string, number>();
  private readonly runs = new Map<string, number>();
  /** By CPU: its instructions so far, of tables that tell them. */
  private readonly executedBy: number[] = [];
  private cpuText = '';
  private taskText: string | undefined;
  private headLines: number;
  /** The line before the slice's first. */
  private linesBefore = 0;

  /** `taken`: what the recording is taken for. What the header does not say of it, each row has to bear out. */
  constructor(name: string, head: CsvHead, cpus: number, taken: TakenFor, sink: RowSink) {
    super(name);
    this.head = head;
    this.cpus = cpus;
    this.sink = sink;
    this.hasKernel = taken.level === 'system';
    this.guessed = head.architecture === undefined ? taken.architecture : 'flat';
    this.headLines = head.lines;
  }

  protected override scan(bytes: Buffer, from: number, to: number): void {
    for (; this.headLines > 0 && from < to; this.headLines--) {
      from = this.lineEnd(bytes, from) + 1;
      this.linesBefore = this.line++;
    }
    while (from < to) {
      let end = to;
      if (to - from > SLICE_BYTES) end = bytes.lastIndexOf(LF, from + SLICE_BYTES) + 1;
      this.checkLines(bytes, from, end);
      this.slice(bytes.subarray(from, end));
      from = end;
    }
  }

  /** Every window of the longest line's length must hold a line end. */
  private checkLines(bytes: Buffer, from: number, to: number): void {
    for (let at = from; to - at > MAX_LINE_BYTES; ) {
      const end = bytes.lastIndexOf(LF, at + MAX_LINE_BYTES);
      if (end < at) {
        this.line = this.linesBefore + 1 + count(bytes, from, at);
        this.lineEnd(bytes, at);
      }
      at = end + 1;
    }
  }

  private slice(slice: Buffer): void {
    let rows: string[][];
    try {
      rows = parse(slice, OPTIONS) as unknown as string[][];
    } catch (error) {
      throw this.unparsable(error as CsvError, slice);
    }
    for (let i = 0; i < rows.length; i++) {
      try {
        this.take(rows[i]);
      } catch (error) {
        if (!(error instanceof Wrong)) throw error;
        this.takeBare(rows[i], () => this.malformedRow(error, slice, i, rows[i]));
      }
    }
    this.linesBefore += count(slice, 0, slice.length);
    this.line = this.linesBefore + 1;
  }

  /** A row that is wrong as it stands is taken without blanks around its fields, if that is all; else the error is thrown. */
  private takeBare(fields: readonly string[], error: () => FormatError): void {
    const without = fields.map(bare);
    if (without.length === 1 && without[0] === '') return; // a line of blanks
    if (without.every((field, n) => field === fields[n])) throw error();
    try {
      this.take(without);
    } catch (wrong) {
      throw wrong instanceof Wrong ? error() : wrong;
    }
  }

  private take(fields: string[]): void {
    const { head, row } = this;
    if (fields.length !== head.width) throw new Wrong(undefined, `${head.width} fields`);
    const at = head.position;
    const kind = at.kind < 0 ? RowKind.event : KINDS[fields[at.kind]];
    if (kind === undefined)
      throw new Wrong(
        'kind',
        'a kind: I (instructions), L (load), S (store), M (load, then store), P (physical page), X (event)',
      );
    row.kind = kind;
    if (at.cpu >= 0 && fields[at.cpu] !== this.cpuText) this.cpu(fields[at.cpu]);
    if (at.task >= 0 && fields[at.task] !== this.taskText) this.task(fields[at.task]);
    if (at.mode >= 0) {
      const mode = fields[at.mode];
      row.kernel = mode === 'k';
      if (!row.kernel && mode !== 'u') throw new Wrong('mode', 'u (user) or k (kernel)');
      if (row.kernel && !this.hasKernel) throw new Wrong('mode', this.noKernel());
    }
    this.address(at.address < 0 ? '0' : fields[at.address]);
    if (this.guessed !== 'flat') this.bearOut(kind);
    const executed = at.instructions < 0 ? 0 : this.executed(fields[at.instructions], kind);
    const info = at.info >= 0 ? fields[at.info] : '';
    row.info = '';
    row.claim = undefined;
    row.space = undefined;
    row.segment = undefined;
    row.instructions = 0;
    row.executed = executed - (this.executedBy[row.cpu] ?? 0);
    if (kind === RowKind.event && at.instructions >= 0 && info === '') this.nothing();
    else if (kind === RowKind.event) this.event(info);
    else if (kind === RowKind.frame) this.frame(info);
    else {
      this.size(fields[at.size]);
      if (kind === RowKind.fetch) row.instructions = info === '' ? 1 : this.instructions(info);
    }
    this.executedBy[row.cpu] = executed;
    this.sink.put(row);
  }

  /** Instructions that the row's CPU has executed so far. */
  private executed(text: string, kind: RowKind): number {
    if (kind !== RowKind.event && kind !== RowKind.frame)
      throw new Wrong(
        'kind',
        'X (event) or P (physical page): a table with a column of instructions is of events alone; leave the column out to have references',
      );
    const { cpu } = this.row;
    const before = this.executedBy[cpu] ?? 0;
    const n = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
    if (n >= before && n <= MOST_EXECUTED) return n;
    throw new Wrong(
      'instructions',
      `how many instructions CPU ${cpu} has executed so far, ${before} (those of its row before) to ${MOST_EXECUTED}`,
    );
  }

  /** A row without an event says how far its CPU has come, in which task and mode. */
  private nothing(): void {
    Object.assign(this.row, NOTHING, { bytes: 0 });
  }

  private task(text: string): void {
    this.taskText = text;
    this.row.task = textOfLatin1(bare(text));
  }

  private cpu(text: string): void {
    const n = Number(text);
    if (!/^\d{1,3}$/.test(text) || n >= this.cpus) throw new Wrong('cpu', this.expectedCpu());
    this.cpuText = text;
    this.row.cpu = n;
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
    this.row.high = high >>> 0;
    this.row.low = low >>> 0;
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
    const { guessed, row } = this;
    if (!hasAddress(guessed, row.high, row.low)) throw new Wrong('address', `an address of ${this.taken()}`);
    if (kind === RowKind.fetch && !mayFetch(guessed, row.low))
      throw new Wrong('address', `an address of an instruction, a multiple of 4, of ${this.taken()}`);
  }

  private taken(): string {
    return `${this.guessed}, which the recording was taken for by its first 1 MB; write ${SYSTEM} as its first line`;
  }

  private size(text: string): void {
    const n = this.sizes.get(text) ?? positive(text);
    if (!(n <= MAX_REFERENCE_BYTES)) throw new Wrong('size', `a size in bytes, 1 to ${MAX_REFERENCE_BYTES}`);
    this.sizes.set(text, n);
    if (runsPastEnd(this.row.high, this.row.low, n)) throw new Wrong('size', ENDS_IN_SPACE);
    this.row.bytes = n;
  }

  private instructions(info: string): number {
    const n = this.runs.get(info) ?? (info.startsWith('n') ? positive(info.slice(1)) : Number.NaN);
    const { bytes } = this.row;
    if (!(n <= bytes))
      throw new Wrong('info', `n and a number of instructions, 1 to the ${bytes} of the run's bytes, as in n4`);
    this.runs.set(info, n);
    return n;
  }

  private frame(info: string): void {
    if (!/^[0-9a-f]{1,16}$/i.test(info)) throw new Wrong('info', 'a physical page number in hexadecimal');
    this.row.pageHigh = Number.parseInt(info.slice(0, -8), 16) || 0;
    this.row.pageLow = Number.parseInt(info.slice(-8), 16);
    this.row.bytes = 0;
  }

  private event(info: string): void {
    let meaning = this.meanings.get(info);
    if (meaning === undefined) {
      meaning = meaningOf(textOfLatin1(info));
      if (meaning === undefined) throw new Wrong('info', expectedEvent(textOfLatin1(info)));
      if (this.meanings.size >= MAX_KNOWN_EVENTS) this.meanings.clear();
      this.meanings.set(info, meaning);
    }
    const { row } = this;
    row.info = info;
    row.events = meaning.events;
    row.claim = meaning.claim;
    row.space = meaning.space;
    row.segment = meaning.segment;
    row.bytes = 0;
  }

  private malformedRow(wrong: Wrong, slice: Buffer, index: number, fields: string[]): FormatError {
    const rows = parse(slice, { ...OPTIONS, info: true, to: index + 1 }) as unknown as { info: { lines: number } }[];
    const line = rows[index].info.lines;
    const text = lineText(slice, line);
    const { column, expected } = wrong;
    const at = column === undefined ? -1 : this.head.position[column];
    const place = { file: this.name, line: this.linesBefore + line, column: at < 0 ? 1 : columnOf(text, at) };
    if (column === undefined)
      return new FormatError(place, `${fields.length} ${fields.length === 1 ? 'field' : 'fields'}: ${text}`, expected);
    return new FormatError(place, textOfLatin1(fields[at]), expected);
  }

  private unparsable(error: CsvError, slice: Buffer): FormatError {
    const { code, lines, message } = error as CsvError & { lines?: number };
    const line = lines ?? 1;
    const text = lineText(slice, line);
    const place = { file: this.name, line: this.linesBefore + line, column: Math.max(1, text.indexOf('"') + 1) };
    return new FormatError(place, text, code === 'CSV_QUOTE_NOT_CLOSED' ? 'a closing quote on the same line' : message);
  }
}

function meaningOf(info: string): Meaning | undefined {
  const [name, ...args] = info.split(' ');
  if (name === 'segment') {
    const segment = flagsOf(args);
    return segment === undefined ? undefined : { ...NOTHING, segment };
  }
  if (name === 'task' || name === 'thread') {
    if (args.length !== 1) return undefined;
    return name === 'task' ? { ...NOTHING, claim: args[0] } : { ...NOTHING, space: FIRST_SPACE };
  }
  if (name === 'space') {
    const space = args.length === 1 ? decimal(args[0]) : undefined;
    return space === undefined || space < FIRST_SPACE ? undefined : { ...NOTHING, space };
  }
  const events = parseEvent(info);
  return events && { ...NOTHING, events };
}

/** The flags that `segment`'s words name; without any, the region is an ordinary one. */
function flagsOf(names: readonly string[]): number | undefined {
  let flags = 0;
  for (const name of names) {
    const flag = REGION_FLAGS.get(name);
    if (flag === undefined) return undefined;
    flags |= flag;
  }
  return flags;
}

/** A decimal number from 1 without leading zeros, or NaN. */
const positive = (text: string): number => (/^[1-9]\d{0,6}$/.test(text) ? Number(text) : Number.NaN);

/** A field without blanks around it, and then without quotes, which csv-parse leaves behind a blank. */
const bare = (field: string): string => {
  const text = field.replace(/^[ \t]+|[ \t]+$/g, '');
  return text === field ? field : text.replace(/^"(.*)"$/, '$1').replaceAll('""', '"');
};

function count(bytes: Buffer, from: number, to: number): number {
  let n = 0;
  for (let at = bytes.indexOf(LF, from); at >= 0 && at < to; at = bytes.indexOf(LF, at + 1)) n++;
  return n;
}

/** Line `n` (from 1) of a slice, without its end. */
const lineText = (slice: Buffer, n: number): string => slice.toString('utf8').split(/\r?\n/, n)[n - 1] ?? '';

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
