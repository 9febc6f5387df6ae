import { UserError } from '../../../errors.ts';
import type { AccessBlock } from '../../words/encoder/access-block.ts';
import { type Call, callsOf } from '../run/calls.ts';
import type { LogStream } from '../run/log-stream.ts';
import { type ProcessNames, short } from '../run/process-names.ts';
import type { Connection } from '../run/recorder.ts';
import type { Recording } from '../run/recording.ts';
import type { Image, Thread } from '../run/tasks.ts';
import { StreamDecoder, type StreamSink } from './decoder.ts';
import { HELLO_BYTES, readHello } from './stream.ts';

/** What connections have in common. */
export interface Shared {
  readonly recording: Recording;
  readonly names: ProcessNames;
  /** The command, for people. */
  readonly command: string;
  /** Instructions after which another process may have its turn. */
  readonly slice: number;
  /** By pid. */
  readonly running: Map<number, QemuProcess>;
  /** Pids of all processes so far. */
  readonly known: Set<number>;
  /** Targets of the processes. */
  readonly targets: Set<string>;
  /** Processes that went on to a program which is not recorded, and those whose records end before they do. */
  executed: number;
  cut: number;
  /** Turns taken from threads that did not go on. */
  stolen: number;
  /** What arrived that the plugin does not send. */
  readonly wrong: string[];
}

/** A process that the emulator runs, from its connection to its end. */
export class QemuProcess implements Connection, StreamSink {
  private readonly stream: LogStream;
  private readonly shared: Shared;
  private readonly name: string;
  private hello = Buffer.alloc(0);
  private decoder: StreamDecoder | undefined;
  private image: Image | undefined;
  private calls: (number: number) => Call = callsOf('x86_64');
  /** The running thread, by the plugin's number. */
  private number = 0;
  private current: Thread | undefined;
  /** The decoder may have more of what has arrived. */
  private more = false;
  private failed = false;
  /** What the process did last, if that is a call that it is in. */
  private call: Call | undefined;
  private begun = false;

  constructor(number: number, stream: LogStream, shared: Shared) {
    this.name = `connection ${number} of the emulator`;
    this.stream = stream;
    this.shared = shared;
  }

  get ready(): boolean {
    return !this.failed && (this.more || this.stream.waiting > 0);
  }

  get done(): boolean {
    return this.failed || (this.stream.ended && !this.ready);
  }

  get blocked(): boolean {
    return this.call !== undefined;
  }

  /** Whether it has not been read yet that the process is forked, or what it did before it executed a program. */
  get held(): boolean {
    if (this.begun || !this.ready) return false;
    const { running, known } = this.shared;
    const { head, ended } = this.stream;
    const hello = readHello(head);
    if (hello === undefined) return head.length < HELLO_BYTES && !ended;
    if (running.has(hello.pid)) return true;
    if (hello.after === 0) return false;
    const parent = running.get(hello.parent);
    return parent === undefined ? !known.has(hello.parent) : (parent.decoder?.position ?? 0) < hello.after;
  }

  read(): number {
    const { recording, slice } = this.shared;
    this.begun = true;
    let bytes = 0;
    try {
      // What has arrived is decoded first: the rest waits in the emulator, which is faster, and not in memory.
      for (const chunk of this.more ? [] : this.stream.takeChunks()) {
        this.push(chunk);
        bytes += chunk.length;
      }
      if (this.decoder === undefined) return bytes;
      if (this.current !== undefined) recording.run(this.current);
      const until = recording.instructions + slice;
      do this.more = this.decoder.decode();
      while (this.more && recording.instructions < until && recording.full === undefined);
    } catch (error) {
      this.fail(error);
    }
    return bytes;
  }

  end(cut: boolean): void {
    const { shared, image } = this;
    if (image === undefined) {
      if (!this.failed && !cut && this.hello.length > 0)
        this.fail(
          new UserError(`${this.name}: found ${this.hello.length} bytes, expected what the plugin sends first`),
        );
      return;
    }
    if (!cut && !this.failed) this.finish();
    for (const number of [...image.threads.keys()]) shared.recording.processes.end(image, number);
    if (shared.running.get(image.pid) === this) shared.running.delete(image.pid);
  }

  began(number: number): void {
    this.shared.recording.processes.thread(this.image!, number);
  }

  runs(number: number): void {
    const { recording } = this.shared;
    this.call = undefined;
    this.number = number;
    this.current = recording.processes.thread(this.image!, number);
    recording.run(this.current);
  }

  accesses(block: AccessBlock): void {
    this.call = undefined;
    this.shared.recording.accesses(block);
  }

  synchronises(kind: number): void {
    this.shared.recording.synchronises(kind);
  }

  called(number: number): void {
    this.call = this.calls(number);
    this.shared.recording.syscall(this.current!, this.call.number);
  }

  returned(number: number): void {
    this.call = undefined;
    this.shared.recording.sysret(this.current!, this.calls(number).number);
  }

  ended(): void {
    this.shared.recording.processes.end(this.image!, this.number);
    this.current = undefined;
  }

  stolen(): void {
    this.shared.stolen++;
  }

  private push(chunk: Buffer): void {
    if (this.decoder !== undefined) {
      this.decoder.push(chunk);
      return;
    }
    this.hello = Buffer.concat([this.hello, chunk]);
    if (this.hello.length < HELLO_BYTES) return;
    const hello = readHello(this.hello);
    if (hello === undefined) throw new UserError(`${this.name}: found other bytes than the plugin sends first`);
    const { pid, parent, target } = hello;
    const { recording, names, command, running, known, targets } = this.shared;
    const isFork = known.size > 0 && !known.has(pid);
    known.add(pid);
    const text = `process ${pid}: ${isFork ? `forked from process ${parent}` : short(command, 200)}`;
    names.add(text);
    recording.note(text);
    this.image = recording.processes.begin(pid);
    this.calls = callsOf(target);
    targets.add(target);
    running.set(pid, this);
    const isX86 = target === 'x86_64' || target === 'i386';
    this.decoder = new StreamDecoder(`process ${pid}`, this, isX86, HELLO_BYTES);
    this.decoder.push(this.hello.subarray(HELLO_BYTES));
    this.hello = Buffer.alloc(0);
  }

  /** The connection has ended: what was cut off of its last turn counts, and how it ended. */
  private finish(): void {
    const { shared, decoder } = this;
    try {
      if (decoder?.end() !== undefined) this.call = undefined;
    } catch (error) {
      this.fail(error);
      return;
    }
    const kind = this.call?.kind;
    if (kind === 'execve') shared.executed++;
    else if (kind !== 'exit' && kind !== 'exitGroup' && this.image!.threads.size > 0) shared.cut++;
  }

  /** Nothing more is taken of this connection. */
  private fail(error: unknown): void {
    if (!(error instanceof UserError)) throw error;
    this.failed = true;
    this.shared.wrong.push(error.message);
    this.stream.discard();
  }
}
