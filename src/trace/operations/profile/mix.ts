/** What was done by a CPU with a task in a mode, or the sum of several. */
export interface Work {
  instructions: number;
  fetches: number;
  loads: number;
  stores: number;
}

export const noWork = (): Work => ({ instructions: 0, fetches: 0, loads: 0, stores: 0 });

export function addWork(sum: Work, { instructions, fetches, loads, stores }: Work): void {
  sum.instructions += instructions;
  sum.fetches += fetches;
  sum.loads += loads;
  sum.stores += stores;
}

export interface Doer {
  cpu: number;
  /** Index of the task and one; 0 before a CPU's first. */
  task: number;
  /** `Mode` */
  mode: number;
  work: Work;
}

/** References and instructions by who did them. */
export class Mix {
  readonly doers: Doer[] = [];
  private work: Work = noWork();

  /** What follows is done by this CPU with this task, which has this even number of turns, in this mode. */
  enter(turn: number, cpu: number, task: number, mode: number): void {
    this.doers[turn + mode] ??= { cpu, task, mode, work: noWork() };
    this.work = this.doers[turn + mode].work;
  }

  add(instructions: number, fetches: number, loads: number, stores: number): void {
    const { work } = this;
    work.instructions += instructions;
    work.fetches += fetches;
    work.loads += loads;
    work.stores += stores;
  }

  get isEmpty(): boolean {
    return this.doers.every(({ work }) => work.fetches + work.loads + work.stores === 0);
  }
}
