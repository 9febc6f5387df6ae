/** The address space of tasks the trace has not introduced. */
const DEFAULT_SPACE = 1;

/** Tasks and the address spaces they run in; an address space ends with the last of its tasks. */
export class Tasks {
  private readonly spaces: number[] = [];
  /** Address space -> tasks that there were in it. */
  private readonly counts = new Map<number, number>();
  /** Address spaces of processes that are copies of their parents, and those they are copies of, -1: not in the trace, or no longer shared. */
  private readonly copies = new Map<number, number>();
  /** Address space of the last task that forked, whose child has not appeared: a fork whose child never does has failed. -1: none. */
  private forking = -1;
  /** Tasks that have entered the kernel of themselves. */
  private readonly acted = new Set<number>();
  /** Address space -> tasks that have not ended. */
  private readonly alive = new Map<number, Set<number>>();

  /** A task appears; returns the address space that its own is a copy of, -1: none. */
  introduce(task: number, space: number): number {
    const parent = this.forking;
    const isChild = parent >= 0 && this.spaces[task] === undefined;
    const isCopy = isChild && !this.counts.has(space);
    if (isChild) this.forking = -1;
    if (isCopy) this.copies.set(space, parent);
    this.spaces[task] = space;
    this.counts.set(space, (this.counts.get(space) ?? 0) + 1);
    const tasks = this.alive.get(space);
    if (tasks === undefined) this.alive.set(space, new Set([task]));
    else tasks.add(task);
    return isCopy ? parent : -1;
  }

  /** A task enters the kernel of itself: whether that is the first thing it does. */
  acts(task: number): boolean {
    if (this.acted.has(task)) return false;
    this.acted.add(task);
    return true;
  }

  /** A task forks: the next that appears, if in an address space of its own, is a copy of it; or the task itself, where this is the first thing it does. */
  fork(task: number, first: boolean): void {
    if (first) this.copies.set(this.spaceOf(task), -1);
    else this.forking = this.spaceOf(task);
  }

  /** The task's process begins a new program, or ends. */
  execute(task: number): void {
    this.copies.delete(this.spaceOf(task));
  }

  /** The task's process gives up what it shares: the address space that no copy shares pages with any more, -1: none. */
  part(task: number): number {
    const space = this.spaceOf(task);
    const parent = this.copies.get(space) ?? -1;
    if (parent < 0) return -1;
    this.copies.set(space, -1);
    return [...this.copies.values()].includes(parent) ? -1 : parent;
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
