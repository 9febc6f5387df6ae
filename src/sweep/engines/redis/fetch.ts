import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { UserError } from '../../../errors.ts';
import { writeAside } from '../../../trace/bytes/atomic-file.ts';
import { readError } from '../../../trace/bytes/input.ts';
import { shipped } from '../../../trace/open.ts';
import { type TraceRef, traceRef } from '../../store/keys.ts';
import { makeFolders } from '../../store/store.ts';

/** Where a worker gets traces. */
export interface TraceSources {
  /** Folders and http(s) URLs, in which a trace is a file called by its hash or by its own name. */
  traces: readonly string[];
  /** Folder of copies, each called by its hash. */
  cache: string;
}

/**
 * A trace of this content on this machine: one that comes with the program, a copy in the cache, or a new copy there. Returns what `openTrace`
 * opens. Nothing is used whose hash is another. Throws UserError if it is not to be had.
 */
export async function localTrace({ path, sha256 }: TraceRef, { traces, cache }: TraceSources): Promise<string> {
  if (isKnown(path) && (await traceRef(path)).sha256 === sha256) return path;
  const copy = join(cache, sha256);
  if (existsSync(copy) && (await traceRef(copy)).sha256 === sha256) return copy;
  await makeFolders(cache);
  const tried: string[] = [];
  for (const source of traces)
    for (const name of [sha256, basename(path)])
      try {
        return await copyTo(copy, sha256, await openSource(source, name));
      } catch (error) {
        tried.push(`${source}: ${(readError(name, error) as Error).message}`);
      }
  const found = tried.length === 0 ? 'no --traces given' : tried.join('; ');
  throw new UserError(`${basename(path)} (sha256 ${sha256.slice(0, 12)}…) is not to be had: ${found}`);
}

/** What every copy of the program has: a workload of its own, a trace that comes along. */
const isKnown = (path: string): boolean =>
  /^synthetic:[\w-]+$/.test(path) || (/^[\w-]+$/.test(path) && shipped(path) !== path);

async function openSource(source: string, name: string): Promise<Readable> {
  if (!/^https?:\/\//.test(source)) {
    if (!(await readdir(source)).includes(name)) throw new UserError(`no ${name}`);
    return createReadStream(join(source, name), { highWaterMark: 1 << 20 });
  }
  const response = await fetch(`${source.replace(/\/$/, '')}/${encodeURIComponent(name)}`);
  if (!response.ok || response.body === null) throw new UserError(`no ${name} (${response.status})`);
  return Readable.fromWeb(response.body);
}

/** Copies what has this hash; else throws UserError, and there is no copy. */
async function copyTo(copy: string, sha256: string, content: Readable): Promise<string> {
  await writeAside(copy, async (handle) => {
    const hash = createHash('sha256');
    for await (const chunk of content) {
      hash.update(chunk);
      await handle.writeFile(chunk);
    }
    if (hash.digest('hex') !== sha256) throw new UserError('found other content under that name');
  });
  return copy;
}
