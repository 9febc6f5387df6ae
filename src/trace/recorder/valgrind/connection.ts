import type { LackeySink } from '../../lackey/open.ts';
import type { AccessBlock } from '../../words/encoder/access-block.ts';
import { type CallKind, hostCalls } from '../run/calls.ts';
import type { LogStream } from '../run/log-stream.ts';
import { type ProcessNames, short } from '../run/process-names.ts';
import type { Connection } from '../run/recorder.ts';
import type { Recording } from '../run/recording.ts';
import type { Image, Thread } from '../run/tasks.ts';
import { MixedProcesses } from './mixed.ts';
import { RecordingScanner, type UnknownLines } from './scanner.ts';

/** What the first line of a connection begins with. */
const BEGINNING = /^(?:==|--)(?:[\d:.]+ )?(\d+)(?:==|--)/;

const KINDS: Readonly<Partial<Record<string, CallKind>>> = {
  execve: 'execve',
  execveat: 'execve',
  exit: 'exit',
  exit_group: 'exitGroup',
};

/** What a call is that matters to who prints where. By its number: another process's text may stand between that and its name. */
const kindOf = (number: number, name: string): CallKind | undefined => hostCalls(number).kind ?? KINDS[name];

/** What connections have in common. */
export interface Shared {
  readonly recording: Recording;
  readonly unknown: UnknownLines;
  /** The connection a process prints to. */
  readonly connections: Map<number, ValgrindConnection>;
  readonly names: ProcessNames;
  /** Connections that have not begun, in their order. */
  readonly waiting: Set<ValgrindConnection>;
  /** Processes that last made a call to execute a program, which is to begin at a connection of its own. */
  readonly executing: Set<number>;
  /** Records of processes that shared a connection. */
  mixed: number;
}

/** The log of one process, and of the processes it forks until they execute programs of their own. */
export class ValgrindConnection implements Connection, LackeySink {
  private readonly stream: LogStream;
  private readonly shared: Shared;
  private readonly scanner: RecordingScanner;
  private current: Thread | undefined;
  private mixed: MixedProcesses | undefined;
  /** The program that was executed, in this connection's process. */
  private name = '';
  /** By pid. */
  private readonly images = new Map<number, Image>();
  private readonly number: number;
  private inCall = false;
  private begun = false;

  constructor(number: number, stream: LogStream, shared: Shared) {
    this.number = number;
    this.stream = stream;
    this.shared = shared;
    shared.waiting.add(this);
    this.scanner = new RecordingScanner(`log connection ${number}`, this, shared.unknown);
  }

  get ready(): boolean {
    return this.stream.waiting > 0;
  }

  get done(): boolean {
    return this.stream.ended && !this.ready;
  }

  /** Whether a process last went into a system call and nothing followed yet. */
  get blocked(): boolean {
    return this.inCall;
  }

  /**
   * Whether a program begins here whose process has not been seen to execute it, at an earlier connection: Valgrind prints the call before
   * it makes it, but what has been printed to one connection may be read later than what is printed to another.
   */
  get held(): boolean {
    if (this.begun || this.number === 1 || !this.ready) return false;
    const { waiting, executing } = this.shared;
    const { beginner } = this;
    if (beginner === undefined) return true;
    for (const each of waiting) {
      if (each === this) break;
      if (each.beginner === undefined || each.beginner === beginner) return true; // it may be the same process's, before
    }
    return !executing.has(Number(beginner));
  }

  /** The process that begins here, by the first line; undefined as long as there is none. */
  private get beginner(): string | undefined {
    return BEGINNING.exec(this.stream.head.toString('latin1'))?.[1];
  }

  /** Records what has arrived. Returns its bytes. */
  read(): number {
    const chunk = this.stream.take();
    if (chunk === undefined) return 0;
    this.begun = true;
    this.shared.waiting.delete(this);
    if (this.current !== undefined && this.mixed === undefined) this.shared.recording.run(this.current);
    this.scanner.push(chunk);
    return chunk.length;
  }

  /** Nothing more will be read; `cut` if there was more. */
  end(cut: boolean): void {
    this.shared.waiting.delete(this);
    const dropped = this.scanner.end(cut);
    if (dropped !== undefined && !cut) this.shared.unknown.add(dropped);
    this.separate();
    for (const pid of this.images.keys()) this.forget(pid);
  }

  accesses(block: AccessBlock): void {
    this.inCall = false;
    if (this.mixed !== undefined) this.mixed.accesses(block);
    else this.shared.recording.accesses(block);
  }

  command(pid: number, text: string): void {
    const { recording, connections, executing } = this.shared;
    executing.delete(pid);
    connections.get(pid)?.leave(pid);
    this.begin(pid, text);
    this.name = text;
    this.current = this.threadOf(pid, 1);
    recording.run(this.current);
  }

  thread(pid: number, tid: number): void {
    const { recording } = this.shared;
    if (!this.images.has(pid)) this.begin(pid, `forked from ${short(this.name, 60)}`);
    const thread = this.threadOf(pid, tid);
    this.inCall = false;
    if (this.current !== undefined && this.current.pid !== pid && this.mixed === undefined)
      this.mixed = new MixedProcesses(recording, this.current);
    this.current = thread;
    if (this.mixed !== undefined) this.mixed.thread(thread);
    else recording.run(thread);
  }

  syscall(pid: number, tid: number, number: number, name: string): void {
    const { recording, executing } = this.shared;
    this.mixed?.catchUp(pid);
    recording.syscall(this.threadOf(pid, tid), number);
    this.inCall = true;
    const kind = kindOf(number, name);
    if (kind === 'exit') recording.processes.end(this.images.get(pid)!, tid);
    else if (kind === 'execve') executing.add(pid);
    if (kind !== 'execve' && kind !== 'exitGroup') return;
    this.leave(pid);
    if (kind === 'exitGroup') this.forget(pid);
  }

  sysret(pid: number, tid: number, number: number): void {
    const { recording, executing } = this.shared;
    this.inCall = false;
    this.mixed?.catchUp(pid);
    const image = this.images.get(pid);
    if (image === undefined || !image.threads.has(tid)) return; // it has ended
    if (kindOf(number, '') === 'execve') executing.delete(pid); // the program could not be executed
    recording.sysret(this.threadOf(pid, tid), number);
  }

  private threadOf(pid: number, tid: number): Thread {
    return this.shared.recording.processes.thread(this.images.get(pid)!, tid);
  }

  private begin(pid: number, what: string): void {
    const { recording, connections, names } = this.shared;
    this.images.set(pid, recording.processes.begin(pid));
    connections.set(pid, this);
    const text = `process ${pid}: ${what}`;
    names.add(text);
    recording.note(text);
  }

  /** The process has ended: another one may get its pid. */
  private forget(pid: number): void {
    const { connections } = this.shared;
    this.images.delete(pid);
    if (connections.get(pid) === this) connections.delete(pid);
  }

  /** The process prints here no more, as far as is known. */
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
}
