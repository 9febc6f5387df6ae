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
const SYSCALL = /^SYSCALL\[(\d+),(\d+)\]\( *(\d+)\) (\.\.\. )?(?:sys_)?([a-z]\w*)?/;
/** How a system call ended; older Valgrinds end the line here, newer ones leave a space and the line open. */
const OUTCOME = /(?: |\[sync\] )--> (?:\[[a-z-]+\] )?(?:(Success|Failure)\((0x[0-9a-f]+)\)|NoWriteResult|\.\.\.) ?/;
const OUTCOME_ALONE = new RegExp(`^${OUTCOME.source}`);
/** What another thread may print onto a line left open. */
const GLUED = /^(?:I {2}| [LSM] |SYSCALL\[|--|==)/;

/** A system call that a thread made. */
export interface Call {
  pid: number;
  tid: number;
  number: number;
}

/** Reads the lines of a lackey stream that are not records: banners, `--trace-syscalls=yes`, `--trace-sched=yes`. */
export class RemarkReader {
  private readonly sink: LackeySink;
  /** A call whose outcome stands alone on a later line. */
  open: Call | undefined;

  constructor(sink: LackeySink) {
    this.sink = sink;
  }

  /** Reads one line. Returns the characters it takes up: fewer than all when a record is glued to it, 0 when it is none. */
  read(line: string): number {
    if (line.startsWith('==')) return this.banner(line);
    if (line.startsWith('--')) return this.scheduler(line);
    if (line.startsWith('SYSCALL[')) return this.syscall(line);
    if (line.startsWith(' -->')) return this.outcome(line);
    return CLIENT_MESSAGE.test(line) || SUPERBLOCK.test(line) ? line.length : 0;
  }

  private banner(line: string): number {
    const m = BANNER.exec(line);
    if (m === null) return 0;
    if (m[2] !== undefined) this.sink.command(Number(m[1]), textOfLatin1(m[2]));
    return line.length;
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
    const call = { pid: Number(m[1]), tid: Number(m[2]), number: Number(m[3]) };
    const name = m[5] === undefined || m[5] === 'unimplemented' ? '' : m[5];
    this.sink.thread(call.pid, call.tid);
    this.open = undefined;
    // `SYSCALL[7,1](0) ... [async] --> Success(0x340)`: the end of a call begun earlier
    const returns = m[4] !== undefined;
    if (!returns) this.sink.syscall(call.pid, call.tid, call.number, name);
    const outcome = OUTCOME.exec(line);
    if (outcome === null) {
      this.open = call;
      return line.length;
    }
    const ends = name === 'exit' || name === 'exit_group';
    if (!ends && !outcome[0].includes('...')) this.sysret(call, outcome);
    return used(line, outcome.index + outcome[0].length);
  }

  /** ` --> [pre-fail] Failure(0x26)` by itself; in a forked child also the end of a call that its parent made. */
  private outcome(line: string): number {
    const m = OUTCOME_ALONE.exec(line);
    if (m === null) return 0;
    if (this.open !== undefined) this.sysret(this.open, m);
    this.open = undefined;
    return used(line, m[0].length);
  }

  private sysret({ pid, tid, number }: Call, [, how, value]: RegExpExecArray): void {
    this.sink.sysret(pid, tid, number, value === undefined ? '' : how === 'Failure' ? `-${value}` : value);
  }
}

const used = (line: string, upTo: number): number => (GLUED.test(line.slice(upTo)) ? upTo : line.length);
