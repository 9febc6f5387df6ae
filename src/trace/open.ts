import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { UserError } from '../errors.ts';
import type { TraceFormat } from './bytes/format.ts';
import { type Input, openInput } from './bytes/input.ts';
import { formatNamed, recognised, TRACE_FORMATS } from './formats.ts';
import { isWorkload, openWorkload } from './synthetic/index.ts';
import type { OpenOptions, Trace } from './words/trace.ts';

/** Bytes of a content looked at to tell its format. */
const HEAD_BYTES = 1 << 16;

export interface OpenTraceOptions extends OpenOptions {
  /** Formats to read, in the order in which a content is tried. Default: all that come with the program. */
  formats?: readonly TraceFormat[];
}

/**
 * Opens a trace: a file, or standard input as `-`; through gzip, zstd and xz; the format by content unless named. Or a workload's
 * specification, `synthetic:NAME` or a file `*.workload.yaml`.
 * Throws UserError when there is nothing to read or the content is no trace.
 */
export async function openTrace(
  path: string,
  { formats = TRACE_FORMATS, ...options }: OpenTraceOptions = {},
): Promise<Trace> {
  const { format: name, onProgress, signal } = options;
  const named = name === undefined ? undefined : formatNamed(name, formats);
  if (isWorkload(path)) return openWorkload(path, options);
  const input = await openInput(shipped(path), { onProgress, signal });
  const format = named ?? (await sniff(input, formats));
  const trace = await format.open(input, options);
  return Object.defineProperty(trace, 'truncated', { get: () => input.truncated });
}

/** A trace that comes with the program, by its bare name (`radix8`), where there is no such file; else the path as it is. */
export function shipped(path: string): string {
  if (!/^[\w-]+$/.test(path) || existsSync(path)) return path;
  const file = fileURLToPath(new URL(`../../traces/${path}.arrow`, import.meta.url));
  return existsSync(file) ? file : path;
}

/** The format by the first bytes of the content. */
async function sniff(input: Input, formats: readonly TraceFormat[]): Promise<TraceFormat> {
  const head = await input.peek(HEAD_BYTES);
  const found = formats.find((format) => format.sniff?.(head));
  if (found !== undefined) return found;
  const line = head.subarray(0, Math.max(0, head.indexOf('\n')) || 60).toString('latin1');
  throw new UserError(
    `${input.name}:1:1: found ${JSON.stringify(line.slice(0, 40))}, expected a trace: ${recognised(formats)} (name the format with --format)`,
  );
}
