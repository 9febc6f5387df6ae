import { textOfLatin1 } from '../bytes/latin1.ts';
import type { AccessBlock } from '../words/encoder/access-block.ts';

/** Told what a lackey stream says, in its order. Threads are numbered by Valgrind, from 1 in each process. */
export interface LackeySink {
  /** The next accesses, in order; an `M` line is a load, then a store. The block is the scanner's and used again. */
  accesses(block: AccessBlock): void;
  /** The banner of a process: from here on its program is this command, in a new address space. */
  command(pid: number, text: string): void;
  /** What follows is this thread's. */
  thread(pid: number, tid: number): void;
  /** The thread calls the system; `name` without `sys_`, `''` where Valgrind has none. */
  syscall(pid: number, tid: number, number: number, name: string): void;
  /**
   * The call returns; `result` is `0x…`, `-0x…` for an error number, or `''`. A call that a signal interrupts or that
   * ends the thread has no return.
   */
  sysret(pid: number, tid: number, number: number, result: string): void;
}

// A process banner and a scheduler's line, with or without --time-stamp=yes.
const BANNER = /^==(?:[\d:.]+ )?(\d+)== ?(?:Command: (.*))?/;
const SCHEDULER = /^--(?:[\d:.]+ )?(\d+)-- ?(?: *SCHED\[(\d+)\]: +acquired lock)?/;
const CLIENT_MESSAGE = /^\*\*(?:[\d:.]+ )?\d+\*\* /;
const SUPERBLOCK = /^SB [0-9a-f]+$/;
const SYSCALL = /^SYSCALL\[(\d+),(\d+)\]\( *(\d+)\) (?:(\.\.\. )|(?:sys_)?([a-z]\w*))?/;
/** What a call's name and arguments begin with, where something stands between them and its number. */
const ARGUMENTS = /^(?:(?:sys_)?[a-z]\w* ?\(|unimplemented )/;
/** How a system call ended; older Valgrinds end the line here, newer ones leave a space and the line open. */
const OUTCOME = /^(?: |\[sync\] )--> (?:\[[a-z-]+\] )?(?:(Success|Failure)\((0x[0-9a-f]+)\)|NoWriteResult|\.\.\.) ?/;
/**
 * The beginnings of what Valgrind prints at once, and which may stand anywhere on a line: it leaves lines open between such pieces, and
 * another thread, or another process that shares the log, prints its own there.
 */
const PIECE =
  /SYSCALL\[\d+,\d+\]\(|(?:--(?:[\d:.]+ )?\d+--|==(?:[\d:.]+ )?\d+==) |(?: |\[sync\] )--> |(?:I {2}| [LSM] )[0-9a-f]+,\d+$/g;
/** Calls that have not ended, of which so many are kept. */
const MOST_OPEN = 64;

/** A system call that a thread made. */
interface Call {
  pid: number;
  tid: number;
  number: number;
  /** As Valgrind calls it, without `sys_`; `''` where it has no name or that was not on the line. */
  name: string;
}

/** What was said of calls, and goes on behind something else, or on a later line. */
export interface OpenCalls {
  /** Those whose outcome was not printed yet, the last one made last. */
  readonly calls: readonly Call[];
  /** How many have had their number printed, and not their name and arguments. */
  readonly unnamed: number;
}

/** Where the first of Valgrind's pieces begins at `from` or behind it; the line's end if there is none. */
export function pieceFrom(line: string, from: number): number {
  PIECE.lastIndex = from;
  return PIECE.exec(line)?.index ?? line.length;
}

/** Reads the lines of a lackey stream that are not records: banners, `--trace-syscalls=yes`, `--trace-sched=yes`. */
export class RemarkReader {
  private readonly sink: LackeySink;
  open: OpenCalls = { calls: [], unnamed: 0 };

  constructor(sink: LackeySink) {
    this.sink = sink;
  }

  /** Reads what a line begins with. Returns the characters it takes up: fewer than all when something is glued to it, 0 when it is nothing of Valgrind's. */
  read(line: string): number {
    if (line.startsWith('==')) return this.banner(line);
    if (line.startsWith('--')) return this.scheduler(line);
    if (line.startsWith('SYSCALL[')) return this.syscall(line);
    if (line.startsWith(' -->') || line.startsWith('[sync] -->')) return this.outcome(line);
    if (ARGUMENTS.test(line)) return this.arguments(line);
    return CLIENT_MESSAGE.test(line) || SUPERBLOCK.test(line) ? line.length : 0;
  }

  private banner(line: string): number {
    const m = BANNER.exec(line);
    if (m === null) return 0;
    if (m[2] !== undefined) this.command(Number(m[1]), textOfLatin1(m[2]));
    return line.length;
  }

  private command(pid: number, text: string): void {
    this.keep((call) => call.pid !== pid); // it executes a program
    this.sink.command(pid, text);
  }

  private scheduler(line: string): number {
    const m = SCHEDULER.exec(line);
    if (m === null) return 0;
    if (m[2] !== undefined) this.sink.thread(Number(m[1]), Number(m[2]));
    return line.length;
  }

  private syscall(line: string): number {
    const m = SYSCALL.exec(line);
    if (m === null) return 0;
    const [text, , , , returns, name] = m;
    const [pid, tid, number] = m.slice(1, 4).map(Number);
    this.sink.thread(pid, tid);
    this.keep((call) => call.pid !== pid || call.tid !== tid);
    const call: Call = { pid, tid, number, name: name === undefined || name === 'unimplemented' ? '' : name };
    // `SYSCALL[7,1](0) ... [async] --> Success(0x340)`: the end of a call begun earlier
    const isNew = returns === undefined;
    const { calls, unnamed } = this.open;
    this.open = {
      calls: [...calls.slice(1 - MOST_OPEN), call],
      unnamed: isNew && name === undefined ? unnamed + 1 : unnamed,
    };
    if (isNew) this.sink.syscall(pid, tid, number, call.name);
    return pieceFrom(line, text.length);
  }

  /** The name and arguments of a call, behind something else than its number. */
  private arguments(line: string): number {
    const { calls, unnamed } = this.open;
    if (unnamed === 0) return 0;
    this.open = { calls, unnamed: unnamed - 1 };
    return pieceFrom(line, 1);
  }

  /** ` --> [pre-fail] Failure(0x26)`, with nothing that says whose: of the call made last that may end so. */
  private outcome(line: string): number {
    const m = OUTCOME.exec(line);
    if (m === null) return 0;
    const [text, how, value = ''] = m;
    const call = this.open.calls.findLast(({ name }) => mayEnd(name, how, value));
    if (call !== undefined) {
      this.keep((each) => each !== call);
      if (!text.includes('...') && !EXIT.test(call.name))
        this.sink.sysret(call.pid, call.tid, call.number, how === 'Failure' ? `-${value}` : value);
    }
    return pieceFrom(line, text.length);
  }

  private keep(which: (call: Call) => boolean): void {
    const { calls, unnamed } = this.open;
    this.open = { calls: calls.filter(which), unnamed };
  }
}

const EXIT = /^exit(?:_group)?$/;
const EXECUTE = /^execve(?:at)?$/;
const FORK = /^v?fork$|^clone3?$/;

/** Whether a call may end so: a program that is executed does not return, and a fork that returns 0 is the child's, which has made no call. */
const mayEnd = (name: string, how: string | undefined, value: string): boolean =>
  how !== 'Success' || !(EXECUTE.test(name) || (FORK.test(name) && value === '0x0'));
