import { openStream, runTasks, type Stream, type Task } from '../plan/task.ts';
import type { Store } from '../store/store.ts';
import { decodeStream, MEMORY_BYTES, type StreamMemory, traceOf } from './memory.ts';

/** What an engine works with and reports to. */
export interface Host {
  /** Where counts are kept. */
  store: Store;
  /** Ends the work with an AbortError; what was done is kept. */
  signal?: AbortSignal | undefined;
  /** Bytes a decoded trace may take in memory; a longer one is read anew for every `MACHINES` machines. */
  memoryBytes?: number | undefined;
  /** Told of each task when its results are in the store. */
  onDone?: ((task: Task) => void) | undefined;
}

/** A way to get tasks done: in this thread, by several, on other machines. When `run` returns, the store has every result; which engine it was does not show in them. */
export interface Engine {
  /** What progress and notes call it. */
  readonly name: string;
  /** Does all tasks; their counts are in the store when it returns. */
  run(tasks: readonly Task[], host: Host): Promise<void>;
}

/** Machines at a time of a trace that is read from its file; each takes some tens of megabytes. */
export const MACHINES = 16;

/** Tasks by stream, in the order of their first. */
export function byStream(tasks: readonly Task[]): { stream: Stream; tasks: Task[] }[] {
  const groups = Map.groupBy(tasks, ({ stream }) => JSON.stringify(stream));
  return [...groups.values()].map((group) => ({ stream: group[0].stream, tasks: group }));
}

/** The stream in memory, if it fits, and its tasks in portions that one reading serves: one machine each from memory, several from a file. */
export async function prepare(
  stream: Stream,
  tasks: readonly Task[],
  { memoryBytes = MEMORY_BYTES, signal }: Host,
  workers = 1,
): Promise<{ memory: StreamMemory | null; portions: Task[][] }> {
  const memory = await decodeStream(stream, memoryBytes, signal === undefined ? {} : { signal });
  const size = memory === null ? Math.min(MACHINES, Math.ceil(tasks.length / workers)) : 1;
  const portions = Array.from({ length: Math.ceil(tasks.length / size) }, (_, n) =>
    tasks.slice(n * size, (n + 1) * size),
  );
  return { memory, portions };
}

/** Does everything in this thread. */
export const inProcess: Engine = {
  name: 'process',
  async run(tasks, host) {
    const { store, signal, onDone } = host;
    for (const { stream, tasks: own } of byStream(tasks)) {
      const { memory, portions } = await prepare(stream, own, host);
      for (const portion of portions) {
        const trace =
          memory === null ? await openStream(stream, signal === undefined ? {} : { signal }) : traceOf(memory);
        await runTasks(portion, trace, store, signal);
        for (const task of portion) onDone?.(task);
      }
    }
  },
};
