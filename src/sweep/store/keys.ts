import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { basename, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from '../../errors.ts';
import type { Structure } from '../../replay/structure/structure.ts';
import { openInput } from '../../trace/bytes/input.ts';
import { contentOf } from '../../trace/open.ts';
import { isWorkload, loadWorkload, type Workload } from '../../trace/synthetic/index.ts';
import type { Warmup } from '../../trace/words/warmup.ts';
import { VERSION } from '../../version.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** JSON with sorted keys: equal values, equal texts. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  const sorted = entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${sorted.map(([key, each]) => `${JSON.stringify(key)}:${canonicalJson(each)}`).join(',')}}`;
}

/** What one replay depends on, but for the program. */
export interface ReplaySpec {
  trace: TraceRef;
  structure: Structure;
  reading: Reading;
}

/** A trace by its content. */
export interface TraceRef {
  /** What `openTrace` opens. */
  path: string;
  sha256: string;
  /** Of the file; none of a workload, which is no file. */
  bytes?: number | undefined;
}

/** How a trace is read, as far as counts depend on it. */
export interface Reading {
  /** Null: the trace's own. */
  warmup: Warmup | null;
  raw: boolean;
  format: string | null;
  /** Of a text, in place: no file's name. */
  layout: string | null;
  /** CPUs that tasks are put on, and where: a rule or tasks with their CPUs, whatever file they came from. Null: as recorded. */
  cpus: number | null;
  map: string | Readonly<Record<string, number>> | null;
}

/** The address of a replay's counts. Names and descriptions of structures are no part of it. */
export function replayKey({ trace, structure, reading }: ReplaySpec): string {
  const { name: _, description: __, ...shape } = structure;
  return sha256(canonicalJson({ model: modelVersion(), trace: trace.sha256, structure: shape, reading }));
}

/** The folders whose code and profiles turn a trace into counts; test/sweep/keys.test.ts holds that none is missing. */
export const COUNTING_FOLDERS = ['replay', 'guest', 'trace', 'config'] as const;

let model: string | undefined;

/**
 * The program's version, and a hash of the code and profiles that turn a trace into counts: what was counted by another program is
 * counted anew, whether or not its version number tells.
 */
export function modelVersion(): string {
  if (model !== undefined) return model;
  const hash = createHash('sha256');
  const source = fileURLToPath(new URL('../../', import.meta.url));
  for (const folder of COUNTING_FOLDERS)
    for (const file of fs.globSync(`${source}${folder}/**/*.{c,ts,js,yaml}`).sort())
      if (!file.endsWith('.d.ts')) hash.update(relative(source, file)).update('\0').update(fs.readFileSync(file));
  model = `${VERSION}+${hash.digest('hex').slice(0, 16)}`;
  return model;
}

/** A workload's specification as a trace. */
export const workloadRef = (path: string, workload: Workload): TraceRef => ({ path, sha256: sha256(canonicalJson(workload)) }); // biome-ignore format: a line

/** Reads a trace through for the hash of its content; of a folder of all its files, of an archive's member of the
 * archive and the name, of a workload's specification what it says. Throws UserError if there is none. */
export async function traceRef(path: string, signal?: AbortSignal): Promise<TraceRef> {
  if (path === '-')
    throw new UserError(
      'a sweep reads its trace several times, standard input can be read once; save it to a file first',
    );
  if (isWorkload(path)) {
    const name = path.replace(/^synthetic:/, '');
    return workloadRef(path, loadWorkload(name));
  }
  const { files, member } = await contentOf(path);
  const hash = createHash('sha256');
  let bytes = 0;
  for (const file of files) {
    if (files.length > 1) hash.update(`\0${basename(file)}\0`);
    else await openInput(file, { signal }); // says what is wrong with it
    for await (const chunk of fs.createReadStream(file, { highWaterMark: 1 << 20, signal })) {
      hash.update(chunk);
      bytes += chunk.length;
    }
  }
  if (member !== undefined) hash.update(`\0${member}`);
  return { path, sha256: hash.digest('hex'), bytes };
}
