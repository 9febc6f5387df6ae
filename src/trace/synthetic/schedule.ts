/**
 * Which process each CPU runs: every CPU has its own queue, a process keeps to its CPU (affinity), and from time to time one that
 * waits goes from a longest queue to a shortest, so that in the long run all get their share.
 */
export class Schedule {
  /** Processes of each CPU, the running one first. */
  private readonly queues: number[][];
  /** Process -> the move that brought it where it is. */
  private readonly since: Int32Array;
  private moves = 0;

  constructor(processes: number, cpus: number) {
    this.queues = Array.from({ length: cpus }, () => []);
    this.since = new Int32Array(processes);
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

  /** Of the processes that wait in a longest queue the one that moved least lately goes to a shortest; none where all are as long. */
  move(): void {
    const { queues, since } = this;
    const lengths = queues.map((queue) => queue.length);
    const longest = Math.max(...lengths);
    const shortest = Math.min(...lengths);
    if (longest === shortest || longest < 2) return;
    const waiting = queues.filter((queue) => queue.length === longest).flatMap((queue) => queue.slice(1));
    const process = waiting.reduce((best, next) => (since[next] < since[best] ? next : best));
    const from = queues.findIndex((queue) => queue.includes(process));
    const targets = lengths.flatMap((length, cpu) => (length === shortest ? [cpu] : []));
    queues[from].splice(queues[from].indexOf(process), 1);
    queues[targets[this.moves % targets.length]].push(process);
    since[process] = ++this.moves;
  }
}
