/** The address space of tasks the trace has not introduced. */
const DEFAULT_SPACE = 1;

/** Tasks and the address spaces they run in; an address space ends with the last of its tasks. */
export class Tasks {
  private readonly spaces: number[] = [];
  /** Address space -> tasks that there were in it. */
  private readonly counts = new Map<number, number>();
  /** Address space -> tasks that have not ended. */
  private readonly alive = new Map<number, Set<number>>();

  introduce(task: number, space: number): void {
    this.spaces[task] = space;
    this.counts.set(space, (this.counts.get(space) ?? 0) + 1);
    const tasks = this.alive.get(space);
    if (tasks === undefined) this.alive.set(space, new Set([task]));
    else tasks.add(task);
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
