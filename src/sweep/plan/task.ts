import type { GuestRun } from '../../guest/systems.ts';
import { replayGroups } from '../../replay/replay.ts';
import type { Structure } from '../../replay/structure/structure.ts';
import { openTrace } from '../../trace/open.ts';
import type { OpenOptions, Trace } from '../../trace/words/trace.ts';
import { type Reading, replayKey, type TraceRef } from '../store/keys.ts';
import type { Store } from '../store/store.ts';

/** What machines read: a trace in granules of this size, with this guest's work inserted. Tasks with equal streams read the same words. */
export interface Stream extends GuestRun {
  trace: TraceRef;
  reading: Reading;
  granuleBits: number;
}

/** A unit of work: one machine, and the structures it replays at once. Plain data, as it may travel to other machines. */
export interface Task {
  stream: Stream;
  structures: readonly Structure[];
}

/** The addresses of a task's results, by structure. */
export const keysOf = ({ stream: { trace, reading }, structures }: Task): string[] =>
  structures.map((structure) => replayKey({ trace, structure, reading }));

/** Opens a stream's trace, without the guest's work. */
export function openStream({ trace, reading, granuleBits }: Stream, options: OpenOptions = {}): Promise<Trace> {
  const { format, layout, raw, cpus, map } = reading;
  const said = {
    ...(format === null ? {} : { format }),
    ...(layout === null ? {} : { layout }),
    ...(cpus === null ? {} : { cpus }),
    ...(map === null ? {} : { map }),
  };
  return openTrace(trace.path, { ...options, granuleBits, raw, ...said });
}

/**
 * Replays one stream through the machines of some tasks and keeps every result. `trace`: the stream opened, or from memory.
 * Doing a task twice does no harm: the second result replaces its equal.
 */
export async function runTasks(
  tasks: readonly Task[],
  trace: Trace,
  store: Store,
  signal?: AbortSignal,
): Promise<void> {
  const { trace: ref, reading } = tasks[0].stream;
  const groups = tasks.map(({ structures }) => structures);
  const options = {
    ...(reading.warmup === null ? {} : { warmup: reading.warmup }),
    ...(signal === undefined ? {} : { signal }),
  };
  const results = await replayGroups(trace, groups, options);
  const truncated = trace.truncated ?? null;
  for (const [n, structures] of groups.entries())
    for (const [i, structure] of structures.entries())
      await store.put({ trace: ref, structure, reading }, { counts: results[n][i], truncated });
}
