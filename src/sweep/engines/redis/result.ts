import { createHash } from 'node:crypto';
import zlib from 'node:zlib';
import { z } from 'zod';
import { UserError } from '../../../errors.ts';
import { keysOf, type Task } from '../../plan/task.ts';
import type { Encoded, Store } from '../../store/store.ts';

/** Characters of a result, at most: Redis holds it twice until it is collected. A larger one stays in the worker's store. */
export const RESULT_CHARS = 8 << 20;

/** What a job returns: the store's entries, each as zstd in base64; null if they are too much to send. */
const Result = z.strictObject({
  worker: z.string(),
  entries: z
    .array(z.strictObject({ key: z.string(), arrow: z.string(), sha256: z.string(), truncated: z.string().nullable() }))
    .nullable(),
});
export type Result = z.infer<typeof Result>;

/** A task's results out of the worker's store, which has them all. */
export async function packResult(worker: string, task: Task, store: Store, most = RESULT_CHARS): Promise<Result> {
  const entries: NonNullable<Result['entries']> = [];
  let chars = 0;
  for (const key of keysOf(task)) {
    const { bytes, truncated } = (await store.encoded(key))!;
    const arrow = zlib.zstdCompressSync(bytes).toString('base64');
    chars += arrow.length;
    if (chars > most) return { worker, entries: null };
    entries.push({ key, arrow, sha256: sha256(bytes), truncated });
  }
  return { worker, entries };
}

/** Keeps what a worker returned. Throws UserError, saying why, if it is not what the task needs. */
export async function unpackResult(value: unknown, task: Task, store: Store): Promise<void> {
  const parsed = Result.safeParse(value);
  if (!parsed.success) throw new UserError('a worker returned what is no result; give the sweep again');
  const { worker, entries } = parsed.data;
  const keys = keysOf(task);
  if (entries === null) {
    for (const key of keys)
      if (!(await store.has(key)))
        throw new UserError(
          `worker ${worker}: the result is too large to travel through Redis and not in ${store.folder}; give the worker the sweep's --store, in a folder that both see`,
        );
    return;
  }
  if (keys.join() !== entries.map(({ key }) => key).join())
    throw new UserError(`worker ${worker}: the result is another task's; give the sweep again`);
  const { trace, reading } = task.stream;
  for (const [n, { arrow, sha256: expected, truncated }] of entries.entries()) {
    const bytes: Encoded['bytes'] = zlib.zstdDecompressSync(Buffer.from(arrow, 'base64'));
    if (sha256(bytes) !== expected)
      throw new UserError(`worker ${worker}: the result is damaged; give the sweep again`);
    await store.putEncoded({ trace, structure: task.structures[n], reading }, { bytes, truncated });
  }
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
