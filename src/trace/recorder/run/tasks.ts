/** A thread of a recorded process: a task of the trace. */
export interface Thread {
  readonly pid: number;
  /** Its task id: generation:16 thread:16 pid:32 in hexadecimal, so that of a process's first thread (0) is its pid. */
  readonly id: string;
  /** Address space, from 1: one for each program that a process executes, shared by its threads. */
  readonly space: number;
  /** The CPU that it runs on. */
  readonly cpu: number;
  /** The window in which the thread made the system call that it is in; -1 if none or if that was not recorded. */
  callWindow: number;
}

/** A process while it runs one program: an address space. */
export interface Image {
  readonly pid: number;
  readonly space: number;
  /** How many images this pid had before. */
  readonly generation: number;
  /** Those that live, by the recorder's numbers. */
  readonly threads: Map<number, Thread>;
  /** Threads so far. */
  begun: number;
}

/** Who is who in a recording. */
export class Processes {
  /** Address spaces so far: forks and executions. */
  images = 0;
  threads = 0;
  private readonly generations = new Map<number, number>();
  /** By CPU: the threads that run on it. */
  private readonly onCpu: number[];

  /** `cpus`: how many CPUs the threads are put on. */
  constructor(cpus = 1) {
    this.onCpu = Array(cpus).fill(0);
  }

  /** Processes so far, by pid. */
  get count(): number {
    return this.generations.size;
  }

  /** The process begins in a new address space, forked or with a program that it executes. */
  begin(pid: number): Image {
    const generation = this.generations.get(pid) ?? 0;
    this.generations.set(pid, generation + 1);
    return { pid, space: ++this.images, generation, threads: new Map(), begun: 0 };
  }

  /** The thread with the recorder's number `tid` in its process; it may be that of a thread that has ended. */
  thread(image: Image, tid: number): Thread {
    const { pid, space, generation, threads } = image;
    let thread = threads.get(tid);
    if (thread === undefined) {
      const above = generation * 0x10000 + image.begun++;
      const id = above === 0 ? pid.toString(16) : above.toString(16) + pid.toString(16).padStart(8, '0');
      thread = { pid, id, space, cpu: this.takeCpu(), callWindow: -1 };
      threads.set(tid, thread);
      this.threads++;
    }
    return thread;
  }

  /** The thread has ended: its CPU is free, and another may get its number. */
  end(image: Image, tid: number): void {
    const thread = image.threads.get(tid);
    if (thread === undefined) return;
    image.threads.delete(tid);
    this.onCpu[thread.cpu]--;
  }

  /** The first of the CPUs on which the fewest threads run. */
  private takeCpu(): number {
    const cpu = this.onCpu.indexOf(Math.min(...this.onCpu));
    this.onCpu[cpu]++;
    return cpu;
  }
}
