import { pipeline } from 'node:stream/promises';
import zlib from 'node:zlib';
import { UserError } from '../../errors.ts';
import { printData } from '../../terminal.ts';
import { writeAside } from '../bytes/atomic-file.ts';
import type { TraceFormat, WriteOptions } from '../bytes/format.ts';
import { CSV } from '../csv/format.ts';
import { type Compression, type Target, targetOf } from '../formats.ts';
import type { Trace } from '../words/trace.ts';
import { sliceWindows } from './slice.ts';

const COMPRESSORS = { gz: zlib.createGzip, zst: zlib.createZstdCompress } as const satisfies Record<
  Compression,
  unknown
>;

export interface ConvertOptions extends WriteOptions {
  /** Only these windows, from 1. */
  windows?: readonly number[];
  /** Formats to write, by the endings of names. Default: all that come with the program. */
  formats?: readonly TraceFormat[];
}

/**
 * Writes a trace (opened with its details) in the format the name ends in, texts compressed if `.gz` or `.zst` is behind; `-` is CSV on
 * standard output. The file appears when it is complete. Throws UserError on an unknown ending.
 */
export async function convert(
  whole: Trace,
  out: string,
  { windows, level, signal, formats }: ConvertOptions = {},
): Promise<void> {
  const trace = windows === undefined ? whole : sliceWindows(whole, windows);
  const target: Target = out === '-' ? CSV : targetOf(out, formats);
  if ('file' in target.written) return target.written.file(trace, out, { level, signal });
  if (level !== undefined)
    throw new UserError(`--level is for containers (.arrow); ${out === '-' ? 'this' : out} is none`);
  if (out === '-') {
    for await (const piece of target.written.text(trace)) await printData(piece);
    return;
  }
  const text = target.written.text(trace);
  const { compression } = target as { compression?: Compression };
  await writeAside(out, async (handle) => {
    const write = async (pieces: AsyncIterable<string | Uint8Array>): Promise<void> => {
      for await (const piece of pieces) {
        signal?.throwIfAborted();
        await handle.writeFile(piece);
      }
    };
    await (compression === undefined ? write(text) : pipeline(text, COMPRESSORS[compression](), write));
  });
}
