import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import zlib from 'node:zlib';
import { UserError } from '../../errors.ts';
import { printable } from '../../printable.ts';
import { printData } from '../../terminal.ts';
import { ARROW } from '../arrow/format.ts';
import { writeAside } from '../bytes/atomic-file.ts';

import { outputOf } from '../bytes/compression/program.ts';
import type { TraceFormat, WriteOptions, WrittenFile } from '../bytes/format.ts';
import { CSV } from '../csv/format.ts';
import { type Compression, type Target, targetOf } from '../formats.ts';
import type { Trace } from '../words/trace.ts';
import { eventsOnly } from './events-only.ts';
import { sliceWindows } from './slice.ts';

type Pieces = AsyncIterable<string | Uint8Array>;
/** What a compression makes of pieces, given to `write`. */
type Compressor = (pieces: Pieces, write: (pieces: Pieces) => Promise<void>) => Promise<void>;

const COMPRESSORS: Readonly<Record<Compression, Compressor>> = {
  gz: (pieces, write) => pipeline(pieces, zlib.createGzip(), write),
  zst: (pieces, write) => pipeline(pieces, zlib.createZstdCompress(), write),
  xz: (pieces, write) => write(xz(pieces)),
};

/** Through the xz program, which Node has no equal of. */
async function* xz(pieces: Pieces): Pieces {
  const program = { name: 'xz', args: ['-zc', '-T2'], package: 'xz-utils' };
  const { code, said } = yield* outputOf(program, 'compressing by xz', pieces);
  if (code !== 0) throw new UserError(`compressing by xz failed: ${said || `exit code ${code}`}`);
}

/** Endings of what has words for events. */
const KEEP_EVENTS: readonly string[] = [ARROW.written.ending, CSV.written.ending];

/** What of a trace is written, and how. */
export interface ConvertOptions extends WriteOptions {
  /** Only these windows, from 1. */
  windows?: readonly number[];
  /** Events and counts of instructions alone, without references. */
  events?: boolean;
  /** Formats to write, by the endings of names. Default: all that come with the program. */
  formats?: readonly TraceFormat[];
}

/**
 * Writes a trace (opened with its details) in the format the name ends in, streams compressed if `.gz`, `.xz` or `.zst` is behind; `-` is CSV on
 * standard output. The file appears when it is complete. Throws UserError on an unknown ending.
 *
 * @param whole - an open trace; a container is open with `details: true`
 * @param out - the file to write, or `-`
 * @param options - windows, events alone, how it is compressed
 * @example
 * ```ts
 * import { convert, openTrace } from 'disco-replay';
 *
 * await convert(await openTrace('padded', { details: true }), 'padded.csv.gz');
 * ```
 */
export async function convert(
  whole: Trace,
  out: string,
  { windows, events, level, signal, formats }: ConvertOptions = {},
): Promise<void> {
  const slice = windows === undefined ? whole : sliceWindows(whole, windows);
  const trace = events === true ? eventsOnly(slice) : slice;
  if ((await stat(out).catch(() => undefined))?.isDirectory())
    throw new UserError(`${printable(out)} is a directory; expected a file to write`);
  const target: Target = out === '-' ? CSV : targetOf(out, formats);
  if (trace.header.only === 'events' && !KEEP_EVENTS.includes(target.written.ending))
    throw new UserError(
      `${printable(out)}: the trace has events alone, and .${target.written.ending} has references only; expected ${KEEP_EVENTS.map((ending) => `.${ending}`).join(' or ')}`,
    );
  if ('file' in target.written) return target.written.file(trace, out, { level, signal });
  if (level !== undefined)
    throw new UserError(`--level is for containers (.arrow); ${out === '-' ? 'this' : out} is none`);
  if (out === '-') {
    for await (const piece of CSV.written.text(trace)) await printData(piece);
    return;
  }
  const { written, compression } = target as Exclude<Target, { written: WrittenFile }>;
  const pieces = 'text' in written ? written.text(trace) : written.bytes(trace);
  await writeAside(out, async (handle) => {
    const write = async (all: Pieces): Promise<void> => {
      for await (const piece of all) {
        signal?.throwIfAborted();
        await handle.writeFile(piece);
      }
    };
    await (compression === undefined ? write(pieces) : COMPRESSORS[compression](pieces, write));
  });
}
