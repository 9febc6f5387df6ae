import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Readable } from 'node:stream';
import { UserError } from '../../../errors.ts';
import { makeFolders, writeAside } from '../../../trace/bytes/atomic-file.ts';
import { readError } from '../../../trace/bytes/input.ts';
import { shipped } from '../../../trace/open.ts';
import { type TraceRef, traceRef } from '../../store/keys.ts';
import { NoSource, paced } from './http.ts';
import { PATIENCE, type Patience } from './patience.ts';
import { shown } from './shown.ts';
import { nameOf, openSource, sourceOf } from './sources.ts';

/** Bytes of a trace, at most, where the worker is not told otherwise. */
export const MOST_BYTES = 64 * 2 ** 30;
/** Bytes of a trace whose job does not say how many it has. */
export const UNSAID_BYTES = 4 * 2 ** 30;

/** Where a worker gets traces. */
export interface TraceSources {
  /** Folders and http(s) URLs, in which a trace is a file called by its hash or by its own name. */
  traces: readonly string[];
  /** Folder of copies, each called by its hash. */
  cache: string;
  /** How long a server is waited for. */
  waiting?: Patience | undefined;
  /** Bytes of a trace, at most. */
  mostBytes?: number | undefined;
}

/** Thrown where a trace is not to be had here: on another machine, or later, it may be. */
export class NoTrace extends UserError {}

/**
 * A trace of this content on this machine: one that comes with the program, a copy in the cache, or a new copy there. Returns what `openTrace`
 * opens. Nothing is used whose hash is another. Throws NoTrace if it is not to be had.
 */
export async function localTrace(trace: TraceRef, sources: TraceSources): Promise<string> {
  const { path, sha256 } = trace;
  const { traces, cache, waiting = PATIENCE, mostBytes = MOST_BYTES } = sources;
  if (isKnown(path) && (await traceRef(path)).sha256 === sha256) return path;
  const copy = join(cache, sha256);
  if (await isCopy(copy, trace)) return copy;
  const what = `${shown(basename(path))} (sha256 ${sha256.slice(0, 12)}…)`;
  const size = { bytes: trace.bytes ?? Math.min(UNSAID_BYTES, mostBytes), exact: trace.bytes !== undefined };
  if (size.bytes > mostBytes)
    throw new NoTrace(`${what} has ${size.bytes} bytes, this worker takes ${mostBytes}; give it --largest-trace`);
  await makeFolders(cache);
  const tried: string[] = [];
  for (const source of traces.map(sourceOf))
    for (const name of namesOf(trace))
      try {
        return await copyTo(copy, sha256, size, await openSource(source, name, size, waiting), waiting);
      } catch (error) {
        tried.push(`${nameOf(source)}: ${reasonOf(name === sha256 ? `${name.slice(0, 12)}…` : shown(name), error)}`);
        if (error instanceof NoSource) break; // it would not have the other name either
      }
  throw new NoTrace(`${what} is not to be had: ${tried.length === 0 ? 'no --traces given' : tried.join('; ')}`);
}

function reasonOf(name: string, error: unknown): string {
  const told = readError(name, error);
  if (!(told instanceof UserError)) throw error;
  return told === error && !(error instanceof NoSource) ? `${name}: ${told.message}` : told.message;
}

/** What a source may call it: no name that leads out of a folder. */
const namesOf = ({ path, sha256 }: TraceRef): string[] =>
  [sha256, basename(path)].filter(
    (name) => !['', '.', '..'].includes(name) && !name.includes('\0') && name.isWellFormed(),
  );

/** Whether there is a whole copy of it. */
async function isCopy(copy: string, { sha256, bytes }: TraceRef): Promise<boolean> {
  const found = await stat(copy).catch(() => undefined);
  if (found === undefined || !found.isFile() || found.size === 0 || found.size !== (bytes ?? found.size)) return false;
  return (await traceRef(copy)).sha256 === sha256;
}

/** What every copy of the program has: a workload of its own, a trace that comes along. */
const isKnown = (path: string): boolean =>
  /^synthetic:[\w-]+$/.test(path) || (/^[\w-]+$/.test(path) && shipped(path) !== path);

/** Copies what has this hash and size; else throws UserError, and there is no copy. */
async function copyTo(copy: string, sha256: string, size: { bytes: number; exact: boolean }, content: Readable, { silence }: Patience): Promise<string> {
  try {
    await writeAside(copy, async (handle) => {
      const hash = createHash('sha256');
      let received = 0;
      for await (const chunk of paced(content, silence)) {
        received += chunk.length;
        if (received > size.bytes) throw new UserError(`it is longer than ${size.bytes} bytes${size.exact ? ', which the trace has' : ''}`);
        hash.update(chunk);
        await handle.writeFile(chunk);
      }
      if (size.exact && received < size.bytes) throw new UserError(`it ends after ${received} of ${size.bytes} bytes`);
      if (hash.digest('hex') !== sha256) throw new UserError('it has other content');
    });
  } finally {
    content.destroy();
  }
  return copy;
} // biome-ignore format: lines
