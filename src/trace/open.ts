import { statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { shipped } from '../shipped.ts';
import { type Fits, openThroughArchives, splitMember } from './archive/choose.ts';
import type { TraceFormat } from './bytes/format.ts';
import type { Input } from './bytes/input.ts';
import { formatNamed, TRACE_FORMATS } from './formats.ts';
import { type Told, tellFormat } from './sniff.ts';
import { isWorkload } from './synthetic/names.ts';
import { addNote, type OpenOptions, type Trace, warning } from './words/trace.ts';

export { shipped } from '../shipped.ts';

/** Bytes of a content looked at to tell its format. */
const HEAD_BYTES = 1 << 16;

/** How a trace is opened. */
export interface OpenTraceOptions extends OpenOptions {
  /** Formats to read, in the order in which a content is tried. Default: all that come with the program. */
  formats?: readonly TraceFormat[];
}

/** What opens a trace: a format, or a described layout. */
type Reader = Pick<TraceFormat, 'open' | 'folder'>;

/**
 * Opens a trace: a file, standard input as `-`, a file of an archive (`archive.zip:member`, or the only trace in it), a folder of
 * drmemtrace's threads; through gzip, zstd, xz, bzip2 and lz4; the format by content unless named. Or a workload's
 * specification, `synthetic:NAME` or a file `*.workload.yaml`.
 * Throws UserError when there is nothing to read or the content is no trace.
 *
 * @param path - a name that comes along, a file, `-`, or `synthetic:NAME`
 * @param options - how it is read
 * @returns a trace that can be read from its beginning, once for each call of `batches`
 * @example
 * ```ts
 * import { openTrace } from 'disco-replay';
 *
 * const trace = await openTrace('radix8');
 * console.log(trace.header.source, trace.totals?.references);
 * ```
 */
export async function openTrace(
  path: string,
  { formats = TRACE_FORMATS, ...options }: OpenTraceOptions = {},
): Promise<Trace> {
  const { onProgress, signal } = options;
  const named = await said(options, formats);
  if (isWorkload(path)) return (await import('./synthetic/index.ts')).openWorkload(path, options);
  const file = shipped(path);
  const fits = fitsFor(named, formats);
  const open = (name: string): Promise<Input> => openThroughArchives(name, fits, { onProgress, signal });
  const folder = formats.find((each) => each.folder !== undefined && each === (named ?? each));
  if (folder?.folder !== undefined && isFolder(file)) return placed(await folder.folder(file, open, options), options);
  const input = await open(file);
  const { format, guess }: Pick<Told, 'guess'> & { format: Reader } = named
    ? { format: named }
    : tellFormat(input.name, await input.peek(HEAD_BYTES), formats);
  const trace = await format.open(input, options);
  if (guess !== undefined) addNote(trace.notes, warning(`${input.name}: ${guess}`));
  Object.defineProperty(trace, 'truncated', { get: () => input.truncated });
  Object.defineProperty(trace, 'surplus', { get: () => input.surplus });
  if (input.once === true) Object.assign(trace, { once: true });
  return placed(trace, options);
}

/** The trace with its tasks where the options say. */
async function placed(trace: Trace, options: OpenOptions): Promise<Trace> {
  if (options.cpus === undefined && options.map === undefined) return trace;
  return (await import('./placement/place.ts')).placeTasks(trace, options);
}

/** How to tell a trace among the members of an archive. */
const fitsFor =
  (named: Reader | undefined, formats: readonly TraceFormat[]): Fits =>
  (name, head) => {
    const told = named === undefined ? toldOf(name, head, formats) : { format: named, isSure: true };
    const fits = told === undefined ? 'not' : told.isSure ? 'surely' : 'perhaps';
    return { fits, parts: told?.format.folder !== undefined };
  };

function toldOf(
  name: string,
  head: Buffer,
  formats: readonly TraceFormat[],
): { format: Reader; isSure: boolean } | undefined {
  try {
    return tellFormat(name, head, formats);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

/** What a trace's content is in: its files, and the member where it is one of an archive's. */
export async function contentOf(path: string): Promise<{ files: string[]; member: string | undefined }> {
  const file = shipped(path);
  if (isFolder(file)) {
    const all = await readdir(file, { recursive: true, withFileTypes: true });
    const files = all.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    return { files: files.sort(), member: undefined };
  }
  const [archive, member] = await splitMember(file);
  return { files: [archive], member };
}

/** The format that the options say, by its name or as a layout. Throws a UserError if they say both. */
async function said({ format, layout }: OpenOptions, formats: readonly TraceFormat[]): Promise<Reader | undefined> {
  if (layout === undefined) return format === undefined ? undefined : formatNamed(format, formats);
  if (format !== undefined) throw new UserError('--format and --layout: expected one of them');
  return (await import('./layout/described.ts')).described(layout);
}
