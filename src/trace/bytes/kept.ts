import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../../errors.ts';
import { addTotals, noTotals } from '../words/totals.ts';
import type { Batch, Trace } from '../words/trace.ts';
import { whyNot } from './atomic-file.ts';

/** Bytes before each batch: its words and its details, two 32-bit numbers. */
const HEAD_BYTES = 8;

/** A trace that can be read again, and what frees it. */
export interface KeptTrace {
  trace: Trace;
  close(): Promise<void>;
}

/**
 * Reads a trace through that can be read once only, and keeps its words on disk for further readings: in a file without a name, so
 * that nothing is left of it however the program ends. Its totals are known then. Throws a UserError where there is no room.
 */
export async function kept(once: Trace): Promise<KeptTrace> {
  const file = await unnamed();
  const totals = noTotals();
  let size = 0;
  try {
    for await (const { words, details } of once.batches(true)) {
      addTotals(totals, words);
      size += await write(file, size, Buffer.from(Uint32Array.of(words.length, details.length).buffer));
      for (const part of [words, details])
        size += await write(file, size, Buffer.from(part.buffer, part.byteOffset, part.byteLength));
    }
  } catch (error) {
    await file.close();
    throw error;
  }
  const { header, notes, truncated, placed } = once;
  const rest = { ...(truncated === undefined ? {} : { truncated }), ...(placed === undefined ? {} : { placed }) };
  const trace: Trace = { header, totals: once.totals ?? totals, notes, ...rest, batches: () => read(file, size) };
  return { trace, close: () => file.close() };
}

async function unnamed(): Promise<FileHandle> {
  const folder = await mkdtemp(join(tmpdir(), 'disco-')).catch((error: NodeJS.ErrnoException) => {
    throw noRoom(error);
  });
  try {
    return await open(join(folder, 'words'), 'wx+');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function write(file: FileHandle, position: number, bytes: Buffer): Promise<number> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file
      .write(bytes, done, bytes.length - done, position + done)
      .catch((error: NodeJS.ErrnoException) => {
        throw noRoom(error);
      });
    done += bytesWritten;
  }
  return bytes.length;
}

const noRoom = ({ code }: NodeJS.ErrnoException): UserError =>
  new UserError(
    `standard input has to be read twice, and cannot be kept in ${tmpdir()} meanwhile: ${whyNot(code, tmpdir()).split(';')[0]}; save it to a file first`,
  );

async function* read(file: FileHandle, size: number): AsyncGenerator<Batch, void> {
  const bytes = async (position: number, length: number): Promise<ArrayBuffer> => {
    const buffer = new ArrayBuffer(length);
    for (let done = 0; done < length; ) {
      const { bytesRead } = await file.read(new Uint8Array(buffer), done, length - done, position + done);
      if (bytesRead === 0) throw new Error('the kept trace ends early');
      done += bytesRead;
    }
    return buffer;
  };
  for (let position = 0; position < size; ) {
    const [words, details] = new Uint32Array(await bytes(position, HEAD_BYTES));
    position += HEAD_BYTES;
    yield {
      words: new Uint32Array(await bytes(position, 4 * words)),
      details: new Uint16Array(await bytes(position + 4 * words, 2 * details)),
    };
    position += 4 * words + 2 * details;
  }
}
