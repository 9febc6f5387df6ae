import { UserError } from '../../../errors.ts';
import type { Note } from '../../words/trace.ts';
import type { Exit } from './command.ts';
import type { LogStream } from './log-stream.ts';
import type { Launch } from './process-group.ts';
import type { Source } from './turns.ts';

/** What is to be recorded, and how. */
export interface Request {
  /** The program and its arguments. */
  readonly command: readonly string[];
  /** The folder it runs in; the present one unless given. */
  readonly cwd?: string;
  /** qemu-user: the emulator, if not the one that the program's header asks for. */
  readonly emulator?: string;
  /** qemu-user: instructions of a thread's turn. */
  readonly quantum?: number;
  /** qemu-system: the machine's name, or its folder. */
  readonly machine?: string;
  /** qemu-system: CPUs of the guest. */
  readonly cpus?: number;
  /** qemu-system: events of the operating system alone, without references. */
  readonly events?: boolean;
  /** qemu-system: instructions after which the recording ends. */
  readonly limit?: number;
  /** Instructions of a process's turn. */
  readonly slice: number;
}

/** What records is not installed; the message says how it is. */
export class RecorderMissing extends UserError {}

/** What arrives on a connection, on its way into the recording. */
export interface Connection extends Source {
  /** Records what has arrived, or some of it. Returns the bytes that arrived. */
  read(): number;
  /** Nothing more will be read; `cut` if there was more. */
  end(cut: boolean): void;
}

/** A way of recording, ready to record one command. */
export interface Recorder {
  /** The format that the trace's header names. */
  readonly format: string;
  /** Where the trace comes from and what is in it, as a sentence. */
  readonly origin: string;
  /** What could not run the program, if nothing is recorded. */
  readonly runner: string;
  /** How the names of the programs begin that its processes run. */
  readonly program: string;
  /** How the command is started, to send what it does to a port of 127.0.0.1. */
  launch(port: number): Launch;
  /** What records a new connection. */
  connection(stream: LogStream): Connection;
  /** The processes that it knows to be running. */
  pids(): Iterable<number>;
  /** Whether there is a process that is about to connect. */
  expects?(): Promise<boolean>;
  /** What happens before the command begins, where that takes its time. */
  readonly before?: string;
  /** Whether the command will not begin: what comes before it failed, or hangs. */
  isStuck?(): boolean;
  /** What the command has printed since the last time, where its standard output is not ours: whole lines, all of it when it has ended. */
  printed?(ended: boolean): string;
  /** How the command ended, where that is not how what runs it did; undefined: it did not end. `stopped`: by us. */
  exitOf?(exit: Exit, stopped: boolean): Exit | undefined;
  /** What was said last, if the command did not end or nothing is recorded. */
  lastWords?(): string;
  /** What there is to say at the end. */
  notes(): Note[];
  /** Nothing is recorded any more. */
  close(): Promise<void>;
}
