/** A thread of a recorded process: a task of the trace. */
export interface Thread {
  readonly pid: number;
  /** Its task id: generation:16 thread-1:16 pid:32 in hexadecimal, so that of a process's first thread is its pid. */
  readonly id: string;
  /** Address space, from 1: one for each program that a process executes, shared by its threads. */
  readonly space: number;
  /** The window in which the thread made the system call that it is in; -1 if none or if that was not recorded. */
  callWindow: number;
}

interface Process {
  space: number;
  /** Programs this process has executed before. */
  generation: number;
  threads: Map<number, Thread>;
}

/** Who is who in a recording: processes by pid, their address spaces and threads. */
export class Processes {
  /** Programs that ran, forked processes among them: as many as there are address spaces. */
  images = 0;
  threads = 0;
  private readonly byPid = new Map<number, Process>();

  has(pid: number): boolean {
    return this.byPid.has(pid);
  }

  /** The process begins a program: a new address space, no threads yet. */
  exec(pid: number): void {
    const generation = (this.byPid.get(pid)?.generation ?? -1) + 1;
    this.byPid.set(pid, { space: ++this.images, generation, threads: new Map() });
  }

  /** The thread with Valgrind's number `tid` (from 1 in each process). A pid not seen before is a fork. */
  thread(pid: number, tid: number): Thread {
    if (!this.byPid.has(pid)) this.exec(pid);
    const { space, generation, threads } = this.byPid.get(pid)!;
    let thread = threads.get(tid);
    if (thread === undefined) {
      const above = generation * 0x10000 + tid - 1;
      const id = above === 0 ? pid.toString(16) : above.toString(16) + pid.toString(16).padStart(8, '0');
      thread = { pid, id, space, callWindow: -1 };
      threads.set(tid, thread);
      this.threads++;
    }
    return thread;
  }
}
