import type { AccessBlock } from '../access-block.ts';
import type { LackeySink } from '../lackey.ts';
import type { LogStream } from './log-stream.ts';
import { MixedProcesses } from './mixed.ts';
import type { Recording } from './recording.ts';
import { RecordingScanner, type UnknownLines } from './scanner.ts';
import type { Thread } from './tasks.ts';

/** Linux calls that end a process; Valgrind prints no more of it than this. */
const ENDS_PROCESS = 'exit_group';
/** Processes listed in the trace's notes; all of them are in remarks among its records. */
const MAX_COMMANDS = 20;

/** What connections have in common. */
export interface Shared {
  readonly recording: Recording;
  readonly unknown: UnknownLines;
  /** The connection a process prints to. */
  readonly connections: Map<number, Connection>;
  /** The first few processes, for people. */
  readonly commands: string[];
  /** Records of processes that shared a connection. */
  mixed: number;
}

/** The log of one process, and of the processes it forks until they execute programs of their own. */
export class Connection implements LackeySink {
  private readonly stream: LogStream;
  private readonly shared: Shared;
  private readonly scanner: RecordingScanner;
  private current: Thread | undefined;
  private mixed: MixedProcesses | undefined;
  private command_ = '';
  /** `recording.records` when the system call was made that nothing followed yet; -1 if there is none. */
  private callAt = -1;

  constructor(number: number, stream: LogStream, shared: Shared) {
    this.stream = stream;
    this.shared = shared;
    this.scanner = new RecordingScanner(`log connection ${number}`, this, shared.unknown);
  }

  get ready(): boolean {
    return this.stream.waiting > 0;
  }

  get done(): boolean {
    return this.stream.ended && !this.ready;
  }

  /** Whether its process last went into a system call and has not come back. */
  get blocked(): boolean {
    return this.callAt === this.shared.recording.records;
  }

  /** Records what has arrived. Returns its bytes. */
  read(): number {
    const chunk = this.stream.take();
    if (chunk === undefined) return 0;
    if (this.current !== undefined && this.mixed === undefined) this.shared.recording.run(this.current);
    this.scanner.push(chunk);
    return chunk.length;
  }

  /** Nothing more will be read; `cut` if there was more. */
  end(cut: boolean): void {
    const dropped = this.scanner.end(cut);
    if (dropped !== undefined && !cut) this.shared.unknown.add(dropped);
    this.separate();
    const { connections } = this.shared;
    for (const [pid, connection] of connections) if (connection === this) connections.delete(pid);
  }

  accesses(block: AccessBlock): void {
    if (this.mixed !== undefined) this.mixed.accesses(block);
    else this.shared.recording.accesses(block);
  }

  command(pid: number, text: string): void {
    const { recording, connections } = this.shared;
    const before = connections.get(pid);
    if (before !== this) before?.leave(pid);
    connections.set(pid, this);
    this.command_ = text;
    recording.processes.exec(pid);
    this.current = recording.processes.thread(pid, 1);
    this.announce(`process ${pid}: ${text}`);
    recording.run(this.current);
  }

  thread(pid: number, tid: number): void {
    const { recording, connections } = this.shared;
    const forked = !recording.processes.has(pid);
    const thread = recording.processes.thread(pid, tid);
    if (forked) {
      this.announce(`process ${pid}: forked from ${this.command_}`);
      connections.set(pid, this);
    }
    this.callAt = -1;
    if (this.current !== undefined && this.current.pid !== pid && this.mixed === undefined)
      this.mixed = new MixedProcesses(recording, this.current);
    this.current = thread;
    if (this.mixed !== undefined) this.mixed.thread(thread);
    else recording.run(thread);
  }

  syscall(pid: number, tid: number, number: number, name: string): void {
    const { recording } = this.shared;
    this.mixed?.catchUp(pid);
    recording.syscall(recording.processes.thread(pid, tid), number);
    this.callAt = recording.records;
    if (name === ENDS_PROCESS) this.leave(pid);
  }

  sysret(pid: number, tid: number, number: number): void {
    const { recording } = this.shared;
    this.callAt = -1;
    this.mixed?.catchUp(pid);
    recording.sysret(recording.processes.thread(pid, tid), number);
  }

  /** The process prints here no more. */
  private leave(pid: number): void {
    this.mixed?.remove(pid);
    const alone = this.mixed?.alone;
    if (alone === undefined) return;
    this.separate();
    this.current = alone;
    this.shared.recording.run(alone);
  }

  private separate(): void {
    if (this.mixed === undefined) return;
    this.mixed.catchUpAll();
    this.shared.mixed += this.mixed.records;
    this.mixed = undefined;
  }

  private announce(text: string): void {
    const { commands } = this.shared;
    if (commands.length < MAX_COMMANDS) commands.push(text);
    this.shared.recording.note(text);
  }
}
