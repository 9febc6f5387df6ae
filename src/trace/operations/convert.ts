import { Readable } from 'node:stream';
import zlib from 'node:zlib';
import { suggestion } from '../../config.ts';
import { UserError } from '../../errors.ts';
import { writeArrow } from '../arrow/index.ts';
import { writeAside } from '../bytes/atomic-file.ts';
import { csvText } from '../csv/write.ts';
import { dinText } from '../din/write.ts';
import { lackeyText } from '../lackey/write.ts';
import { addTotals, noTotals } from '../words/totals.ts';
import type { Batch, Trace } from '../words/trace.ts';
import { sliceWindows } from './slice.ts';

const WRITERS = { csv: csvText, din: dinText, lackey: lackeyText } as const;
const COMPRESSIONS = { gz: zlib.createGzip, zst: zlib.createZstdCompress } as const;
const ENDINGS = ['arrow', ...Object.keys(WRITERS)];

export interface ConvertOptions {
  /** Only these windows, from 1. */
  windows?: readonly number[];
  /** zstd's level for a container, 1 to 22. Default 3. */
  level?: number;
  signal?: AbortSignal;
}

/**
 * Writes a trace (opened with its details) in the format the name ends in: `.arrow`, or `.csv`, `.din`, `.lackey`, these with
 * `.gz` or `.zst` behind; `-` is CSV on standard output. The file appears when it is complete. Throws UserError on an unknown ending.
 */
export async function convert(
  whole: Trace,
  out: string,
  { windows, level, signal }: ConvertOptions = {},
): Promise<void> {
  const trace = windows === undefined ? whole : sliceWindows(whole, windows);
  const { format, compression }: Target = out === '-' ? { format: 'csv' } : formatOf(out);
  if (level !== undefined && format !== 'arrow')
    throw new UserError(`--level is for containers (.arrow); ${out === '-' ? 'this' : out} is none`);
  if (out === '-') {
    for await (const piece of csvText(trace)) if (!process.stdout.write(piece)) await drained();
    return;
  }
  if (format === 'arrow') return convertToArrow(trace, out, level, signal);
  const text = Readable.from(WRITERS[format](trace));
  const bytes = compression === undefined ? text : text.compose(COMPRESSIONS[compression]());
  await writeAside(out, async (handle) => {
    for await (const chunk of bytes) {
      signal?.throwIfAborted();
      await handle.writeFile(chunk);
    }
  });
}

async function convertToArrow(
  trace: Trace,
  out: string,
  level: number | undefined,
  signal: AbortSignal | undefined,
): Promise<void> {
  const counted = noTotals();
  async function* batches(): AsyncGenerator<Batch> {
    for await (const batch of trace.batches()) {
      signal?.throwIfAborted();
      addTotals(counted, batch.words);
      yield batch;
    }
  }
  await writeArrow(
    out,
    trace.header,
    batches(),
    () => ({ totals: trace.totals ?? counted, notes: trace.notes }),
    level,
  );
}

interface Target {
  format: 'arrow' | keyof typeof WRITERS;
  compression?: keyof typeof COMPRESSIONS;
}

function formatOf(out: string): Target {
  const match = /\.(arrow|csv|din|lackey)(?:\.(gz|zst))?$/.exec(out);
  if (match === null || (match[1] === 'arrow' && match[2] !== undefined)) {
    const ending = /\.([^./]+)$/.exec(out)?.[1] ?? '';
    throw new UserError(
      `${out || 'the name of the output is empty'}: the ending tells the format; expected .arrow, or .csv, .din or .lackey, these three also with .gz or .zst behind (nothing else is written)${suggestion(ending, ENDINGS)}`,
    );
  }
  const format = match[1] as Target['format'];
  return match[2] === undefined ? { format } : { format, compression: match[2] as keyof typeof COMPRESSIONS };
}

const drained = (): Promise<void> => new Promise((resolve) => process.stdout.once('drain', resolve));
