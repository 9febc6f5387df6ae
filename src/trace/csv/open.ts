import { ScanAhead } from '../bytes/ahead/scan-ahead.ts';
import { threadOf } from '../bytes/ahead/thread.ts';
import { ReadingNotes } from '../bytes/reading-notes.ts';
import { scanThrough } from '../bytes/text-trace.ts';
import { type Architecture, hasAddress, mayFetch } from '../words/architecture.ts';
import { TraceEncoder } from '../words/encoder/encoder.ts';
import { EventsEncoder } from '../words/encoder/events-encoder.ts';
import { GRANULE_BITS } from '../words/layout.ts';
import {
  addNote,
  type Batch,
  MAX_CPUS,
  type Note,
  type OpenOptions,
  remark,
  type Totals,
  type Trace,
  type TraceHeader,
} from '../words/trace.ts';
import { fieldsOf } from './columns.ts';
import { type CsvHead, readHead } from './head.ts';
import { RowEncoder } from './mend/encode.ts';
import { Mender } from './mend/mender.ts';
import { CsvScanner, type Make } from './scanner.ts';
import { RowFiller, retold } from './told.ts';

/** What of an opened input the reader uses. */
export interface CsvInput {
  readonly name: string;
  /** As an Input's; the name unless given. */
  readonly origin?: string | undefined;
  readonly chunks: AsyncIterable<Buffer>;
  release?(chunk: Buffer): void;
  truncated?: string | undefined;
  readonly surplus?: string | undefined;
  peek(bytes: number): Promise<Buffer>;
}

/** How far ahead the level and the architecture are looked for. */
const PEEK_BYTES = 1 << 20;

/**
 * Opens our CSV: `cpu,task,mode,kind,address,size,info`, or of events alone `cpu,instructions,task,mode,info`, with or without a
 * header row, comments before it. Full-system recordings with references are mended on the way unless `options.raw` (see `csv/mend/`). `totals` appear when it has been read to its end.
 */
export async function openCsv(input: CsvInput, options: OpenOptions = {}): Promise<Trace> {
  const peek = await input.peek(PEEK_BYTES);
  const lines = peek
    .toString('latin1')
    .replace(/^\u00ef\u00bb\u00bf/, '')
    .split(/\r?\n/);
  if (peek.length === PEEK_BYTES) lines.pop();
  const head = readHead(input.name, lines);
  const notes: Note[] = [];
  for (const note of head.notes) addNote(notes, note);
  const level = head.level ?? inferLevel(head, lines, notes);
  const architecture = head.architecture ?? inferArchitecture(level, head, lines, notes);
  const header: TraceHeader = {
    source: head.source ?? input.origin ?? input.name,
    ...(head.command === undefined ? {} : { command: head.command }),
    ...(head.catalogue === undefined ? {} : { catalogue: head.catalogue }),
    format: 'csv',
    cpus: head.cpus ?? MAX_CPUS,
    level,
    architecture,
    granuleBits: options.granuleBits ?? GRANULE_BITS,
    ...(head.jobs === undefined ? {} : { jobs: head.jobs }),
    ...(head.warmup === undefined ? {} : { warmup: head.warmup }),
    ...(head.position.instructions < 0 ? {} : { only: 'events' as const }),
  };
  const reading = new ReadingNotes(notes);
  const trace: Trace & { totals?: Totals } = { header, notes, batches };

  async function* batches(_details?: boolean, reuse?: boolean): AsyncGenerator<Batch, void, undefined> {
    reading.begin();
    const Encoder = header.only === 'events' ? EventsEncoder : TraceEncoder;
    const encoder = new Encoder({ architecture, granuleBits: header.granuleBits });
    // What we wrote says that its services are in it, and has the kernel's own page numbers.
    const isRecorders = head.services === undefined;
    const malta = level === 'system' && architecture.startsWith('mips') && isRecorders;
    const rows = new RowEncoder(encoder, malta, header.only);
    const mending = { drop: options.raw !== true, services: isRecorders };
    // What is mended is told by references.
    const sink = level === 'system' && header.only === undefined ? new Mender(rows, mending) : rows;
    const filler = new RowFiller(sink);
    const make: Make = { name: input.name, head, cpus: header.cpus, taken: { level, architecture } };
    const connect = threadOf('station', import.meta.url, make);
    const scanner = new ScanAhead(new CsvScanner(make, filler), retold(filler), connect, options);
    try {
      yield* scanThrough(input, scanner, rows, reading, { signal: options.signal, reuse }, () => sink.finish());
    } finally {
      scanner.close();
    }
    trace.totals = encoder.totals;
  }

  return trace;
}

function inferLevel(head: CsvHead, lines: readonly string[], notes: Note[]): 'user' | 'system' {
  const { mode } = head.position;
  const level =
    mode >= 0 && lines.some((line, i) => i >= head.lines && fieldsOf(line)[mode] === 'k') ? 'system' : 'user';
  const why = level === 'system' ? 'kernel rows (mode k)' : 'no kernel row (mode k)';
  notes.push(
    remark(
      `taken for a ${level}-level recording, as it has ${why} in its first ${PEEK_BYTES >> 20} MB; "# level=..." as first line says it`,
    ),
  );
  return level;
}

function inferArchitecture(
  level: 'user' | 'system',
  head: CsvHead,
  lines: readonly string[],
  notes: Note[],
): Architecture {
  if (level === 'user') return 'flat';
  const { mode, kind, address } = head.position;
  if (address < 0) {
    notes.push(
      remark('no address tells the architecture: taken for mips32; "# architecture=..." as first line says it'),
    );
    return 'mips32';
  }
  const rows = lines.slice(head.lines).map((line) => {
    const row = fieldsOf(line);
    const digits = row[address]?.trim().replace(/^0x/i, '') ?? '';
    const [high, low] = /^[0-9a-f]{1,16}$/i.test(digits)
      ? [digits.slice(0, -8), digits.slice(-8)].map((half) => Number.parseInt(half, 16) || 0)
      : [0, 0];
    return { isKernel: row[mode]?.trim() === 'k', isFetch: row[kind]?.trim() === 'I', high, low };
  });
  const fits = (each: Architecture): boolean =>
    rows.every(({ high, low, isFetch }) => hasAddress(each, high, low) && !(isFetch && !mayFetch(each, low)));
  const isWide = rows.some(({ isKernel, isFetch, high }) => isKernel && isFetch && high > 0);
  const candidates: Architecture[] = isWide ? ['mips64', 'x86-64'] : ['mips32', 'mips64', 'x86-64'];
  const architecture = candidates.find(fits) ?? candidates[0];
  notes.push(
    remark(
      `taken for a recording of ${architecture}, by the addresses in its first ${PEEK_BYTES >> 20} MB; "# architecture=..." as first line says it`,
    ),
  );
  return architecture;
}
