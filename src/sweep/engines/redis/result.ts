import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { z } from 'zod';
import { UserError } from '../../../errors.ts';
import { BLOCK } from '../../../replay/counts/event.ts';
import { MAX_VMS } from '../../../replay/structure/shapes/vms.ts';
import type { Structure } from '../../../replay/structure/structure.ts';
import { MAX_CPUS } from '../../../trace/words/trace.ts';
import { keysOf, type Task } from '../../plan/task.ts';
import { DamagedCounts } from '../../store/counts-file.ts';
import { type Encoded, SENTENCE_CHARS, type Store } from '../../store/store.ts';
import { shown } from './shown.ts';

/** Characters of a result, at most: Redis holds it twice until it is collected. A larger one stays in the worker's store. */
export const RESULT_CHARS = 8 << 20;
/** Characters of a result with all that is around the counts. */
export const RETURN_CHARS = RESULT_CHARS + (1 << 20);

/** Bytes of an entry beside its rows, and of an entry that travels, at most. */
const ENTRY_REST = 8 << 20;
export const ENTRY_BYTES = 64 << 20;
/** Of a row in an entry: an offset, a name of six letters, an index, a number. */
const ROW_BYTES = 4 + 6 + 4 + 8;

/** Bytes that the counts of a structure may unpack to: a full block for each CPU and virtual machine, and the rest, `ENTRY_BYTES` at most. */
export function unpackedBytes({ cpus, monitor }: Structure): number {
  const virtual = monitor?.virtualCpus;
  const most = Math.min(MAX_CPUS, cpus ?? virtual?.cpus ?? MAX_CPUS) * Math.min(MAX_VMS, virtual?.vms ?? 1);
  return Math.min(ENTRY_BYTES, ENTRY_REST + most * BLOCK * ROW_BYTES);
}

/** What a job returns: the store's entries, each as zstd in base64; null if they are too much to send. */
const Result = z.strictObject({
  worker: z.string().max(1000),
  entries: z
    .array(
      z.strictObject({
        key: z.string(),
        arrow: z.string().max(RESULT_CHARS),
        sha256: z.string(),
        truncated: z.string().max(SENTENCE_CHARS).nullable(),
      }),
    )
    .nullable(),
});
export type Result = z.infer<typeof Result>;

/** A result that cannot be used: the job is to be done again. The message says whose it is and why. */
export class UnusableResult extends Error {
  override readonly name = 'UnusableResult';
}

/** A task's results out of the worker's store, which has them all. */
export async function packResult(worker: string, task: Task, store: Store, most = RESULT_CHARS): Promise<Result> {
  const entries: NonNullable<Result['entries']> = [];
  let chars = 0;
  for (const [n, key] of keysOf(task).entries()) {
    const structure = task.structures[n];
    const entry = await store.encoded(key, structure);
    if (entry === undefined) throw new Error(`the counts ${key.slice(0, 12)}… were kept and cannot be read again`);
    const { bytes, truncated } = entry;
    const arrow = zlib.zstdCompressSync(bytes).toString('base64');
    chars += arrow.length;
    if (chars > most || bytes.length > unpackedBytes(structure)) return { worker, entries: null };
    entries.push({ key, arrow, sha256: sha256(bytes), truncated });
  }
  return { worker, entries };
}

/**
 * Keeps what a worker returned, each entry only when it has been unpacked and decoded as counts of this task. Throws UnusableResult, saying why,
 * for what is no such result, and UserError where it is in a store that is not seen from here.
 */
export async function unpackResult(value: unknown, task: Task, store: Store): Promise<void> {
  const parsed = Result.safeParse(value);
  if (!parsed.success) throw new UnusableResult('a worker returned what is no result');
  const { entries } = parsed.data;
  const worker = `worker ${shown(parsed.data.worker)}`;
  const keys = keysOf(task);
  if (entries === null) {
    for (const [n, key] of keys.entries())
      if (!(await store.has(key, task.structures[n])))
        throw new UserError(
          `${worker}: the result is too large to travel through Redis and not in ${store.folder}; give the worker the sweep's --store, in a folder that both see`,
        );
    return;
  }
  if (keys.join() !== entries.map(({ key }) => key).join())
    throw new UnusableResult(`${worker} returned another task's result`);
  const { trace, reading } = task.stream;
  for (const [n, { arrow, sha256: expected, truncated }] of entries.entries()) {
    const structure = task.structures[n];
    const bytes = await unpacked(arrow, unpackedBytes(structure), worker);
    if (sha256(bytes) !== expected) throw new UnusableResult(`${worker} returned a damaged result: its hash is another`);
    try {
      await store.putEncoded({ trace, structure, reading }, { bytes, truncated });
    } catch (error) {
      if (!(error instanceof DamagedCounts)) throw error;
      throw new UnusableResult(`${worker} returned what are no counts of the job: ${shown(error.message)}`);
    }
  }
} // biome-ignore format: a line

const unpack = promisify(zlib.zstdDecompress);

async function unpacked(arrow: string, most: number, worker: string): Promise<Encoded['bytes']> {
  try {
    return await unpack(Buffer.from(arrow, 'base64'), { maxOutputLength: most });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'ERR_BUFFER_TOO_LARGE' ? `it unpacks to more than the ${most} bytes that are due` : 'it is no zstd';
    throw new UnusableResult(`${worker} returned a damaged result: ${why}`);
  }
} // biome-ignore format: a line

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
