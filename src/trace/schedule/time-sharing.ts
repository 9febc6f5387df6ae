/** No virtual CPU. */
const NONE = -1;

/**
 * Where what runs may run. `anywhere`: there is one queue for all CPUs. `affinity`: each has its own, and one with nothing to run takes
 * the first that waits in the longest. `pinned`: each has its own, and takes from no other.
 */
export type Binding = 'anywhere' | 'affinity' | 'pinned';

/**
 * Which virtual CPU each physical CPU runs, and for how long. Every physical CPU has a clock in instructions; the least advanced one
 * is next. It runs the virtual CPUs of its queue in turn, a quantum each; one that idles gives up the rest of its quantum.
 *
 * Virtual CPU v begins on v modulo the CPUs; with queues of their own (`Binding`) it stays where it is. A virtual CPU is *parked* while
 * it has nothing to do. Ties go to the lower number. Tasks that are put on CPUs where a trace is read are "virtual CPUs" too.
 */
export class TimeSharing {
  /** Physical CPU -> the virtual CPU it runs, -1 if none. */
  readonly running: Int32Array;
  private readonly quantum: number;
  private readonly binding: Binding;
  /** Instructions of each physical CPU, with the time it had nothing to run. */
  private readonly clock: Float64Array;
  /** Instructions of the present quantum. */
  private readonly used: Float64Array;
  /** Clock of the physical CPU that ran last, before it did: no busy one is behind. */
  private now = 0;

  /** Physical CPUs, and virtual ones, that are gone. */
  private readonly isLost: Uint8Array;
  private isGone: Uint8Array;

  private parked: Uint8Array;
  /** Virtual CPU -> the physical CPU it belongs to, or ran on last. */
  private home: Int32Array;
  /** When each virtual CPU left its physical CPU, by that one's clock: it cannot go on earlier elsewhere. */
  private left: Float64Array;

  /** Queues of virtual CPUs that wait, as lists: first and last of each queue, its length, and who is behind whom. */
  private readonly first: Int32Array;
  private readonly last: Int32Array;
  private readonly length: Int32Array;
  private behind: Int32Array;

  constructor(cpus: number, virtualCpus: number, quantum: number, binding: Binding) {
    this.quantum = quantum;
    this.binding = binding;
    this.running = new Int32Array(cpus);
    this.clock = new Float64Array(cpus);
    this.used = new Float64Array(cpus);
    this.isLost = new Uint8Array(cpus);
    this.isGone = new Uint8Array(virtualCpus);
    this.parked = new Uint8Array(virtualCpus);
    this.home = new Int32Array(virtualCpus);
    this.left = new Float64Array(virtualCpus);
    this.first = new Int32Array(cpus);
    this.last = new Int32Array(cpus);
    this.length = new Int32Array(cpus);
    this.behind = new Int32Array(virtualCpus);
    this.restart();
  }

  /** All begin anew, at the same time, none parked. */
  restart(): void {
    const cpus = this.running.length;
    this.now = 0;
    for (const times of [this.clock, this.used, this.left]) times.fill(0);
    this.parked.set(this.isGone);
    this.first.fill(NONE);
    this.length.fill(0);
    const left = this.cpusLeft();
    for (let v = 0; v < this.home.length; v++) {
      this.home[v] = left[v % left.length] ?? v % cpus;
      if (this.isGone[v] === 0) this.enqueue(v);
    }
    for (let cpu = 0; cpu < cpus; cpu++) this.run(cpu, this.isLost[cpu] === 1 ? NONE : this.dequeue(this.queueOf(cpu)));
  }

  /**
   * These physical CPUs are lost, and these virtual CPUs are gone, for good. The others that were on lost ones, running or waiting, are dealt
   * to those that are left, in their order, each to the one that has fewest.
   */
  lose(cpus: Iterable<number>, virtualCpus: Iterable<number>): void {
    for (const cpu of cpus) if (cpu < this.isLost.length) this.isLost[cpu] = 1;
    for (const v of virtualCpus) this.isGone[v] = this.parked[v] = 1;
    this.running.forEach((v, cpu) => {
      if (v === NONE || (this.isLost[cpu] === 0 && this.isGone[v] === 0)) return;
      this.left[v] = this.clock[cpu];
      this.running[cpu] = NONE;
    });
    const waiting = Array.from(this.first, (_, queue) => this.emptied(queue));
    const placed = new Set<number>();
    waiting.forEach((list, queue) => {
      if (this.binding !== 'anywhere' && this.isLost[queue] === 1) return;
      for (const v of list.filter((each) => this.isGone[each] === 0)) {
        placed.add(v);
        this.enqueue(v);
      }
    });
    const load = (cpu: number): number => this.length[this.queueOf(cpu)] + (this.running[cpu] === NONE ? 0 : 1);
    const left = this.cpusLeft();
    for (let v = 0; v < this.home.length && left.length > 0; v++) {
      if (this.isGone[v] === 1 || this.isLost[this.home[v]] === 0) continue;
      this.home[v] = left.reduce((least, cpu) => (load(cpu) < load(least) ? cpu : least));
      if (this.parked[v] === 0 && !placed.has(v)) this.enqueue(v);
    }
    for (const cpu of left) if (this.running[cpu] === NONE) this.run(cpu, this.next(cpu));
  }

  /** One more virtual CPU, on this physical one; its number is the next. */
  add(home: number): void {
    const v = this.home.length;
    this.parked = grown(this.parked, Uint8Array, v + 1);
    this.isGone = grown(this.isGone, Uint8Array, v + 1);
    this.home = grown(this.home, Int32Array, v + 1);
    this.left = grown(this.left, Float64Array, v + 1);
    this.behind = grown(this.behind, Int32Array, v + 1);
    this.home[v] = home;
    this.parked[v] = 1;
    this.wake(v);
  }

  /** All physical CPUs are equally advanced, at the beginning of a quantum. */
  level(): void {
    this.now = 0;
    for (const times of [this.clock, this.used, this.left]) times.fill(0);
  }

  /** The least advanced physical CPU that runs something, -1 if none does. */
  least(): number {
    const { clock, running } = this;
    let least = NONE;
    let earliest = Number.POSITIVE_INFINITY;
    for (let cpu = 0; cpu < clock.length; cpu++) {
      if (clock[cpu] >= earliest || running[cpu] === NONE) continue;
      earliest = clock[cpu];
      least = cpu;
    }
    return least;
  }

  /**
   * This physical CPU, the least advanced, has executed so many instructions; `idles`: the last of them is the idle instruction.
   * `whole`: whether another may take over here; else its quantum goes on until one may.
   */
  advance(cpu: number, instructions: number, idles: boolean, whole = true): void {
    this.now = this.clock[cpu];
    this.clock[cpu] += instructions;
    this.used[cpu] += instructions;
    if (whole && (idles || this.used[cpu] >= this.quantum)) this.rotate(cpu);
  }

  /** Physical CPUs that run something. */
  get busy(): number {
    let busy = 0;
    for (let cpu = 0; cpu < this.running.length; cpu++) if (this.running[cpu] !== NONE) busy++;
    return busy;
  }

  isParked(virtualCpu: number): boolean {
    return this.parked[virtualCpu] === 1;
  }

  /** What the physical CPU runs has nothing to do; another takes its place, if any waits. */
  park(cpu: number): void {
    const virtualCpu = this.running[cpu];
    this.parked[virtualCpu] = 1;
    this.left[virtualCpu] = this.clock[cpu];
    this.run(cpu, this.next(cpu));
  }

  /** A parked virtual CPU has something to do: it goes to the end of its queue, or to a physical CPU that runs nothing, if it may. */
  wake(virtualCpu: number): void {
    this.parked[virtualCpu] = 0;
    const home = this.home[virtualCpu];
    const any =
      this.binding === 'pinned' ? NONE : this.running.findIndex((v, cpu) => v === NONE && this.isLost[cpu] === 0);
    const idle = this.running[home] === NONE ? home : any;
    if (idle < 0) this.enqueue(virtualCpu);
    else this.run(idle, virtualCpu);
  }

  /** The next of the queue takes over, if any waits; else the same one has another quantum. */
  private rotate(cpu: number): void {
    this.used[cpu] = 0;
    const queue = this.queueOf(cpu);
    if (this.length[queue] === 0) return;
    const virtualCpu = this.running[cpu];
    this.left[virtualCpu] = this.clock[cpu];
    this.enqueue(virtualCpu);
    this.run(cpu, this.dequeue(queue));
  }

  private run(cpu: number, virtualCpu: number): void {
    this.running[cpu] = virtualCpu;
    this.used[cpu] = 0;
    if (virtualCpu === NONE) return;
    this.home[virtualCpu] = cpu;
    this.clock[cpu] = Math.max(this.clock[cpu], this.now, this.left[virtualCpu]);
  }

  /** Physical CPUs that are not lost. */
  private cpusLeft(): number[] {
    return Array.from(this.isLost, (_, cpu) => cpu).filter((cpu) => this.isLost[cpu] === 0);
  }

  /** What a physical CPU without anything to run is to run: the first of its queue, or, if it may, of the longest; -1: nothing waits. */
  private next(cpu: number): number {
    const own = this.dequeue(this.queueOf(cpu));
    return own === NONE && this.binding !== 'pinned' ? this.dequeue(this.longest()) : own;
  }

  private queueOf(cpu: number): number {
    return this.binding === 'anywhere' ? 0 : cpu;
  }

  private longest(): number {
    let longest = 0;
    for (let queue = 1; queue < this.length.length; queue++)
      if (this.length[queue] > this.length[longest]) longest = queue;
    return longest;
  }

  private enqueue(virtualCpu: number): void {
    const queue = this.queueOf(this.home[virtualCpu]);
    if (this.length[queue]++ === 0) this.first[queue] = virtualCpu;
    else this.behind[this.last[queue]] = virtualCpu;
    this.last[queue] = virtualCpu;
  }

  /** All of a queue, in order, which leave it. */
  private emptied(queue: number): number[] {
    const all: number[] = [];
    for (let v = this.dequeue(queue); v !== NONE; v = this.dequeue(queue)) all.push(v);
    return all;
  }

  /** The first of the queue leaves it, -1 if there is none. */
  private dequeue(queue: number): number {
    if (this.length[queue] === 0) return NONE;
    const virtualCpu = this.first[queue];
    this.first[queue] = this.behind[virtualCpu];
    this.length[queue]--;
    return virtualCpu;
  }
}

/** A typed array with room for so many, the new ones 0. */
function grown<A extends Uint8Array | Int32Array | Float64Array>(
  before: A,
  make: new (length: number) => A,
  length: number,
): A {
  const after = new make(length);
  after.set(before);
  return after;
}
