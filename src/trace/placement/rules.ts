import type { Thread } from './threads.ts';

/** How threads are put on CPUs: asked once of each, in the order in which they appear. */
export interface Rule {
  /** What it is called, for people. */
  readonly name: string;
  cpuOf(thread: Thread): number;
}

/** One CPU after the other, and the first again. */
const threads = (cpus: number): Rule => {
  let next = 0;
  return { name: 'threads', cpuOf: () => next++ % cpus };
};

/** All of an address space on one CPU; address spaces as `threads` are. */
const processes = (cpus: number): Rule => {
  const cpuOf = new Map<number, number>();
  return {
    name: 'processes',
    cpuOf({ space }) {
      const cpu = cpuOf.get(space) ?? cpuOf.size % cpus;
      cpuOf.set(space, cpu);
      return cpu;
    },
  };
};

/** The rules that `--map` names; each makes one for so many CPUs. */
export const RULES: Readonly<Record<string, (cpus: number) => Rule>> = { threads, processes };
export const DEFAULT_RULE = 'threads';
