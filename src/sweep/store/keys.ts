import { createHash } from 'node:crypto';
import { canonicalJson } from '../../canonical-json.ts';
import { UserError } from '../../errors.ts';
import { modelVersion } from '../../model-version.ts';
import type { Structure } from '../../replay/structure/structure.ts';
import { contentDigest, workloadDigest } from '../../trace/digest.ts';
import type { Workload } from '../../trace/synthetic/index.ts';
import type { Warmup } from '../../trace/words/warmup.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

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

/** A workload's specification as a trace. */
export const workloadRef = (path: string, workload: Workload): TraceRef => ({ path, sha256: workloadDigest(workload) }); // biome-ignore format: a line

/** A trace by its name, read through for the hash of its content. Throws UserError if there is none. */
export async function traceRef(path: string, signal?: AbortSignal): Promise<TraceRef> {
  if (path === '-')
    throw new UserError(
      'a sweep reads its trace several times, standard input can be read once; save it to a file first',
    );
  return { path, ...(await contentDigest(path, { signal })) };
}
