import { FormatError } from '../../errors.ts';
import { ScanAhead } from '../bytes/ahead/scan-ahead.ts';
import { type Connect, threadOf } from '../bytes/ahead/thread.ts';
import { firstLines } from '../bytes/format.ts';
import type { Input } from '../bytes/input.ts';
import type { TextInput } from '../bytes/lines.ts';
import { type BatchQueue, openText } from '../bytes/text-trace.ts';
import type { AccessBlock } from '../words/encoder/access-block.ts';
import { MAX_CPUS, type Note, type OpenOptions, remark, type Trace } from '../words/trace.ts';
import { columnsOf } from './columns.ts';
import type { FieldName } from './grammar.ts';
import { type Layout, layoutOf } from './layout.ts';
import type { Context } from './reader.ts';
import { LayoutScanner, type LayoutSink } from './scanner.ts';
import type { Make } from './station.ts';
import { retold } from './told.ts';

/** Reads a text by its layout; `lacks` are sentences on what such a trace has not. */
export function openLayout(input: TextInput, layout: Layout, lacks: readonly string[], options: OpenOptions): Trace {
  const has = (field: FieldName): boolean => layout.alternatives.some(({ program }) => program.fields.has(field));
  return openText(input, layout.name ?? 'layout', options, (queue, header, notes) => {
    if (has('cpu')) header.cpus = MAX_CPUS;
    notes.push(...lacks.map(remark));
    const sink = new EncodingSink(queue);
    const scanner = new LayoutScanner(input.name, layout, sink);
    const ahead = new ScanAhead(scanner, retold(sink), connectFor(input.name, layout), options);
    return {
      push: (chunk) => ahead.push(chunk),
      finish: (truncated) => ahead.finish(truncated),
      end(truncated) {
        const dropped = ahead.end(truncated);
        notes.push(...remarksOf(scanner, has('count')));
        return dropped;
      },
      close: () => ahead.close(),
    };
  });
}

function connectFor(name: string, { alternatives, ...layout }: Layout): Connect | undefined {
  const make: Make = { name, programs: alternatives.map(({ program }) => program), layout };
  return threadOf('station', import.meta.url, make);
}

function remarksOf({ state: { leftOut, instructions } }: LayoutScanner, counted: boolean): Note[] {
  const notes: Note[] = [];
  if (leftOut > 0) notes.push(remark(`${leftOut} lines are left out: they are neither loads nor stores nor fetches`));
  if (counted)
    notes.push(
      remark(`${instructions} instructions between the accesses are not replayed: what they fetch is not in the trace`),
    );
  return notes;
}

/** Hands a text's accesses to the encoder, as those of the CPUs, processes and threads that it names. */
class EncodingSink implements LayoutSink {
  private readonly queue: BatchQueue;
  /** Address spaces by their processes, from 1. */
  private readonly spaces = new Map<number, number>();

  constructor(queue: BatchQueue) {
    this.queue = queue;
  }

  accesses(block: AccessBlock): void {
    this.queue.references(block);
  }

  context({ cpu, thread, task }: Context): void {
    const { encoder } = this.queue;
    if (cpu >= 0) encoder.cpu(cpu);
    if (thread < 0 && task < 0) return;
    let space = this.spaces.get(task);
    if (space === undefined) {
      space = this.spaces.size + 1;
      this.spaces.set(task, space);
    }
    encoder.task(idOf(task, thread), space);
  }
}

/** A task's id, in hexadecimal: that of the process or of the thread, or the thread above the process's 32 bits. */
function idOf(task: number, thread: number): string {
  if (task < 0 || thread < 0) return Math.max(task, thread).toString(16);
  return thread.toString(16) + (task % 2 ** 32).toString(16).padStart(8, '0');
}

/** Bytes of a table looked at to tell what its columns hold. */
const HEAD_BYTES = 1 << 16;

/** Reads a table by its header row. What was taken for granted is in the notes. */
export async function openColumns(input: Input, options: OpenOptions): Promise<Trace> {
  const lines = firstLines(await input.peek(HEAD_BYTES));
  const columns = columnsOf(lines);
  if (columns === undefined)
    throw new FormatError(
      { file: input.name, line: 1, column: 1 },
      lines[0],
      'a header row with a column named address',
    );
  return openLayout(input, layoutOf(columns.layout, input.name), columns.guesses, options);
}
