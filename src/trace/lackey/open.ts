import { ScanAhead } from '../bytes/ahead/scan-ahead.ts';
import { threadOf } from '../bytes/ahead/thread.ts';
import type { TextInput } from '../bytes/lines.ts';
import type { ReadingNotes } from '../bytes/reading-notes.ts';
import { type BatchQueue, openText } from '../bytes/text-trace.ts';
import type { AccessBlock } from '../words/encoder/access-block.ts';
import { Marker } from '../words/markers.ts';
import { type OpenOptions, remark, type Trace, type TraceHeader } from '../words/trace.ts';
import type { LackeySink } from './remarks.ts';
import { LackeyScanner } from './scanner.ts';
import { retold } from './told.ts';

export type { LackeySink } from './remarks.ts';
export { LackeyScanner } from './scanner.ts';

/** Reads Valgrind lackey's text (`valgrind --tool=lackey --trace-mem=yes`), of one process or several in sequence. */
export function openLackey(input: TextInput, options: OpenOptions): Trace {
  const { name } = input;
  return openText(input, 'lackey', options, (queue, header, notes) => {
    const sink = new EncodingSink(queue, header, notes);
    const connect = threadOf('station', import.meta.url, name);
    return new ScanAhead(new LackeyScanner(name, sink), retold(sink), connect, options);
  });
}

interface Process {
  /** Address space, from 1. */
  space: number;
  /** How many programs this pid has executed before. */
  generation: number;
}

/** Hands a file's records to the encoder, as one CPU's. */
class EncodingSink implements LackeySink {
  private readonly queue: BatchQueue;
  private readonly header: TraceHeader;
  private readonly notes: ReadingNotes;
  private readonly processes = new Map<number, Process>();
  private spaces = 0;

  constructor(queue: BatchQueue, header: TraceHeader, notes: ReadingNotes) {
    this.queue = queue;
    this.header = header;
    this.notes = notes;
  }

  accesses(block: AccessBlock): void {
    this.queue.references(block);
  }

  command(pid: number, text: string): void {
    this.header.command ??= text;
    const before = this.processes.get(pid);
    this.processes.set(pid, { space: ++this.spaces, generation: before === undefined ? 0 : before.generation + 1 });
    this.thread(pid, 1);
    this.notes.push(remark(`process ${pid}: ${text}`));
    this.queue.encoder.note(`process ${pid}: ${text}`);
  }

  /** A task's id is generation:16 thread-1:16 pid:32, so that of a process's first thread is the pid; in hexadecimal. */
  thread(pid: number, tid: number): void {
    let process = this.processes.get(pid);
    if (process === undefined) {
      process = { space: ++this.spaces, generation: 0 };
      this.processes.set(pid, process);
    }
    const above = process.generation * 0x10000 + tid - 1;
    const id = above === 0 ? pid.toString(16) : above.toString(16) + pid.toString(16).padStart(8, '0');
    this.queue.encoder.task(id, process.space);
  }

  syscall(_pid: number, _tid: number, number: number): void {
    this.queue.encoder.event(Marker.syscall, number);
  }

  sysret(_pid: number, _tid: number, number: number): void {
    this.queue.encoder.event(Marker.sysret, number);
  }
}
