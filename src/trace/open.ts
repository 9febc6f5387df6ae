import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { suggestion } from '../config.ts';
import { UserError } from '../errors.ts';
import { openArrow } from './arrow/index.ts';
import { type Input, openInput } from './bytes/input.ts';
import { openCsv, sniffCsv } from './csv/open.ts';
import { openDin, sniffDin } from './din/open.ts';
import { FORMATS, type Format } from './formats.ts';
import { openLackey, sniffLackey } from './lackey/open.ts';
import { isWorkload, openWorkload } from './synthetic/index.ts';
import type { OpenOptions, Trace } from './words/trace.ts';

/**
 * Opens a trace: a file, or standard input as `-`; through gzip, zstd and xz; the format by content unless named. Or a workload's
 * specification, `synthetic:NAME` or a file `*.workload.yaml`.
 * Throws UserError when there is nothing to read or the content is no trace.
 */
export async function openTrace(path: string, options: OpenOptions = {}): Promise<Trace> {
  const { format: named, onProgress, signal } = options;
  if (named !== undefined && !FORMATS.includes(named as Format))
    throw new UserError(
      `unknown trace format ${JSON.stringify(named)}${suggestion(named, FORMATS)}; known: ${FORMATS.join(', ')}`,
    );
  if (isWorkload(path)) return openWorkload(path, options);
  const input = await openInput(shipped(path), { onProgress, signal });
  const trace = await read(input, (named as Format | undefined) ?? (await sniff(input)), options);
  return Object.defineProperty(trace, 'truncated', { get: () => input.truncated });
}

function read(input: Input, format: Format, options: OpenOptions): Trace | Promise<Trace> {
  switch (format) {
    case 'arrow':
      return openArrow(input, options);
    case 'csv':
      return openCsv(input, options);
    case 'lackey':
      return openLackey(input, options);
    default:
      return openDin(input, format.slice(-1) as 'd' | 'D' | 'b', options);
  }
}

/** A trace that comes with the program, by its bare name (`radix8`), where there is no such file; else the path as it is. */
export function shipped(path: string): string {
  if (!/^[\w-]+$/.test(path) || existsSync(path)) return path;
  const file = fileURLToPath(new URL(`../../traces/${path}.arrow`, import.meta.url));
  return existsSync(file) ? file : path;
}

/** The format by the first bytes of the content. */
async function sniff(input: Input): Promise<Format> {
  const head = await input.peek(1 << 16);
  if (head.subarray(0, 6).equals(Buffer.from('ARROW1'))) return 'arrow';
  if (sniffLackey(head)) return 'lackey';
  const din = sniffDin(head);
  if (din !== undefined) return `din-${din}`;
  if (sniffCsv(head)) return 'csv';
  const line = head.subarray(0, Math.max(0, head.indexOf('\n')) || 60).toString('latin1');
  throw new UserError(
    `${input.name}:1:1: found ${JSON.stringify(line.slice(0, 40))}, expected a trace: an Arrow container, CSV, Valgrind lackey or DineroIV din text (name the format with --format)`,
  );
}
