/**
 * Which process each CPU runs: every CPU has its own queue, a process keeps to its CPU (affinity), and from time to time one that
 * waits goes from the longest queue to the shortest, so that in the long run all get their share.
 */
export class Schedule {
  /** Processes of each CPU, the running one first. */
  private readonly queues: number[][];
  private turn = 0;

  constructor(processes: number, cpus: number) {
    this.queues = Array.from({ length: cpus }, () => []);
    for (let process = 0; process < processes; process++) this.queues[process % cpus].push(process);
  }

  /** The process this CPU runs; undefined: it has none. */
  running(cpu: number): number | undefined {
    return this.queues[cpu][0];
  }

  /** The CPU's quantum is over. */
  rotate(cpu: number): void {
    const queue = this.queues[cpu];
    const first = queue.shift();
    if (first !== undefined) queue.push(first);
  }

  /** Moves the last waiting process of a longest queue behind the running one of a shortest; the CPUs take turns in both. */
  move(): void {
    const from = this.pick((length, best) => length > best, 0);
    const to = this.pick((length, best) => length < best, Number.POSITIVE_INFINITY);
    this.turn++;
    if (from === to || this.queues[from].length < 2) return;
    this.queues[to].push(this.queues[from].pop() as number);
  }

  private pick(better: (length: number, best: number) => boolean, worst: number): number {
    let best = worst;
    let found = 0;
    const { queues } = this;
    for (let n = 0; n < queues.length; n++) {
      const cpu = (this.turn + n) % queues.length;
      if (!better(queues[cpu].length, best)) continue;
      best = queues[cpu].length;
      found = cpu;
    }
    return found;
  }
}
