import type { Input } from '../bytes/input.ts';
import { ReadingNotes } from '../bytes/reading-notes.ts';
import { BatchQueue } from '../bytes/text-trace.ts';
import { TraceEncoder } from '../words/encoder/encoder.ts';
import { GRANULE_BITS } from '../words/layout.ts';
import { demandRecords } from '../words/totals.ts';
import {
  type Batch,
  MAX_CPUS,
  type Note,
  type OpenOptions,
  remark,
  type Totals,
  type Trace,
  type TraceHeader,
  warning,
} from '../words/trace.ts';
import { FileType, NEWEST_VERSION } from './entries.ts';
import { readHead, type ThreadHead } from './head.ts';
import { Recording } from './recording.ts';
import { ThreadScanner } from './thread.ts';

/**
 * Reads DynamoRIO's converted traces: a thread's file, or those of all threads of a recording. Threads take turns by their timestamps, as
 * drcachesim's serial order has it: the one whose next timestamp is the earliest (of equals the first by name) runs up to its next.
 * `opening` are notes of who found the files.
 */
export async function openDrmemtrace(
  source: string,
  inputs: readonly Input[],
  options: OpenOptions,
  opening: readonly Note[] = [],
): Promise<Trace> {
  const { granuleBits = GRANULE_BITS, signal } = options;
  const heads: ThreadHead[] = [];
  for (const input of inputs) heads.push(await readHead(input));
  const bits = heads.reduce((all, { fileType }) => all | fileType, 0);
  const system = (bits & (FileType.kernel | FileType.kernelInstructions | FileType.wholeSystem)) !== 0;
  const header: TraceHeader = {
    source,
    format: 'drmemtrace',
    cpus: MAX_CPUS,
    level: system ? 'system' : 'user',
    architecture: system ? 'x86-64' : 'flat',
    granuleBits,
  };
  const trace: Trace & { totals?: Totals } = { header, notes: [], batches };
  const notes = new ReadingNotes(trace.notes);

  async function* batches(): AsyncGenerator<Batch, void, undefined> {
    notes.begin();
    notes.push(...opening, ...remarksOf(heads, bits));
    const encoder = new TraceEncoder({ architecture: header.architecture, granuleBits });
    const queue = new BatchQueue(encoder);
    const recording = new Recording(queue);
    const coreOf = (n: number): number | undefined => ((bits & FileType.coreSharded) === 0 ? undefined : n);
    const threads = inputs.map((input, n) => new ThreadScanner(input, recording, heads[n].time ?? 0n, coreOf(n)));
    try {
      for (let next = earliest(threads); next !== undefined; next = earliest(threads)) {
        signal?.throwIfAborted();
        await next.run();
        yield* queue.drain();
      }
    } finally {
      await Promise.all(threads.map((thread) => thread.close()));
    }
    for (const [n, { name, truncated, surplus }] of inputs.entries())
      for (const sentence of new Set([truncated, surplus, threads[n].dropped]))
        if (sentence !== undefined) notes.push(warning(`${name}: ${sentence}`));
    notes.push(...recording.notes());
    const last = encoder.finish();
    demandRecords(encoder.totals, source, { truncated: trace.truncated });
    yield last;
    trace.totals = encoder.totals;
  }

  const cut = (): Input | undefined => inputs.find(({ truncated }) => truncated !== undefined);
  Object.defineProperty(trace, 'truncated', {
    get: () => (inputs.length === 1 ? cut()?.truncated : cut() && `${cut()?.name}: ${cut()?.truncated}`),
    configurable: true,
  });
  return trace;
}

/** The thread that runs next; undefined when all have ended. */
function earliest(threads: readonly ThreadScanner[]): ThreadScanner | undefined {
  let first: ThreadScanner | undefined;
  for (const thread of threads)
    if (thread.time !== undefined && (first?.time === undefined || thread.time < first.time)) first = thread;
  return first;
}

/** What the heads of the files say of all of the recording. */
function remarksOf(heads: readonly ThreadHead[], bits: number): Note[] {
  const notes: Note[] = [];
  const newest = Math.max(...heads.map(({ version }) => version));
  if (newest > NEWEST_VERSION)
    notes.push(
      warning(
        `the files are of version ${newest} of drmemtrace; they are read as version ${NEWEST_VERSION}, the newest known`,
      ),
    );
  if ((bits & (FileType.filtered | FileType.instructionsFiltered | FileType.dataFiltered)) !== 0)
    notes.push(warning('the recording was filtered by a small cache: references that hit there are missing'));
  if ((bits & FileType.instructionsOnly) !== 0) notes.push(remark('the recording has instructions only, no data'));
  if ((bits & FileType.wholeSystem) !== 0)
    notes.push(remark('a whole-system recording: modes are not told, all is taken as user mode'));
  if ((bits & FileType.coreSharded) !== 0) notes.push(remark('each file of the recording is a core: it is a CPU'));
  if (heads.length > 1) {
    const untimed = heads.filter(({ time }) => time === undefined).length;
    notes.push(remark(`${heads.length} threads take turns by their timestamps, as in drcachesim's serial order`));
    if (untimed > 0) notes.push(warning(`${untimed} files have no timestamp at their beginning: they come first`));
  }
  return notes;
}
