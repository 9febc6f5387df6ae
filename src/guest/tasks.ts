/** The address space of tasks the trace has not introduced. */
const DEFAULT_SPACE = 1;

/** Tasks and the address spaces they run in; an address space ends with the last of its tasks. */
export class Tasks {
  private readonly spaces: number[] = [];
  /** Address space -> tasks that there were in it. */
  private readonly counts = new Map<number, number>();
  /** Address spaces of processes that are copies of their parents. */
  private readonly copies = new Set<number>();
  /** Children of forks that have not appeared: one at most, as a fork whose child never does has failed. */
  private forks = 0;
  /** Tasks that have entered the kernel of themselves. */
  private readonly acted = new Set<number>();
  /** Address space -> tasks that have not ended. */
  private readonly alive = new Map<number, Set<number>>();

  introduce(task: number, space: number): void {
    if (this.spaces[task] === undefined && this.forks > 0) {
      this.forks--;
      if (!this.counts.has(space)) this.copies.add(space);
    }
    this.spaces[task] = space;
    this.counts.set(space, (this.counts.get(space) ?? 0) + 1);
    const tasks = this.alive.get(space);
    if (tasks === undefined) this.alive.set(space, new Set([task]));
    else tasks.add(task);
  }

  /** A task enters the kernel of itself: whether that is the first thing it does. */
  acts(task: number): boolean {
    if (this.acted.has(task)) return false;
    this.acted.add(task);
    return true;
  }

  /** A task forks: the next that appears, if in an address space of its own, is a copy of it; or the task itself, where this is the first thing it does. */
  fork(task: number, first: boolean): void {
    if (first) this.copies.add(this.spaceOf(task));
    else this.forks = 1;
  }

  /** The task's process begins a new program. */
  execute(task: number): void {
    this.copies.delete(this.spaceOf(task));
  }

  /** Whether the task's process is a copy of its parent, which it shares pages with until it stores to them. */
  isCopy(task: number): boolean {
    return this.copies.has(this.spaceOf(task));
  }

  /** Tasks of the address space that had most. */
  get most(): number {
    return Math.max(0, ...this.counts.values());
  }

  spaceOf(task: number): number {
    return this.spaces[task] ?? DEFAULT_SPACE;
  }

  /** The task's address space where others run in it too, else -1. */
  sharedSpaceOf(task: number): number {
    const space = this.spaceOf(task);
    return (this.alive.get(space)?.size ?? 0) > 1 ? space : -1;
  }

  /** The task ends, and with `all` those that share its address space: which they are, and whether none is left there. */
  exit(task: number, all: boolean): { ended: number[]; last: boolean } {
    const tasks = this.alive.get(this.spaceOf(task));
    const ended = all ? [...(tasks ?? [])] : [task];
    for (const each of ended) tasks?.delete(each);
    return { ended, last: tasks === undefined || tasks.size === 0 };
  }
}
