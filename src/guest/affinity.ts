/**
 * A process that used a CPU for less than this share of what makes full affinity has none to it: 300 µs of 10 ms (IRIX, "Understanding
 * Affinity Scheduling" of the REACT/Pro guide).
 */
const LEAST = 0.03;

/** What is known of a task. */
interface Process {
  /** CPU it ran on last. */
  cpu: number;
  /** Instructions that others can run there until its affinity is gone. */
  affinity: number;
  /** The CPU's instructions when it came there, and when it left. */
  since: number;
  left: number;
}

/**
 * The affinity of processes to the CPUs they ran on, as IRIX measures it: a process builds it up while it uses a CPU, up to `full`, and loses as
 * much while others use it; an idle CPU takes none away. Time is instructions of the CPU.
 */
export class Affinity {
  private readonly full: number;
  private readonly processes: (Process | undefined)[] = [];
  /** Instructions of each CPU so far. */
  private readonly clocks: Float64Array;

  constructor(full: number, cpus: number) {
    this.full = full;
    this.clocks = new Float64Array(cpus);
  }

  /** The CPU has executed so many instructions. */
  advance(cpu: number, instructions: number): void {
    this.clocks[cpu] += instructions;
  }

  /** CPU that the task ran on last, or runs on; undefined: it never ran. */
  cpuOf(task: number): number | undefined {
    return this.processes[task]?.cpu;
  }

  /** Whether the task, which does not run, has affinity to the CPU it ran on. */
  has(task: number): boolean {
    const process = this.processes[task];
    return process !== undefined && this.remaining(process) > 0;
  }

  /** The task runs on this CPU from here on. */
  begin(task: number, cpu: number): void {
    const process = this.processes[task];
    const affinity = process?.cpu === cpu ? this.remaining(process) : 0;
    this.processes[task] = { cpu, affinity, since: this.clocks[cpu], left: Number.POSITIVE_INFINITY };
  }

  /** The task no longer runs. */
  end(task: number): void {
    const process = this.processes[task];
    if (process === undefined) return;
    process.left = this.clocks[process.cpu];
    const used = process.left - process.since;
    if (used > LEAST * this.full) process.affinity = Math.min(this.full, process.affinity + used);
  }

  private remaining({ cpu, affinity, left }: Process): number {
    return Math.max(0, affinity - Math.max(0, this.clocks[cpu] - left));
  }
}
