import { existsSync } from 'node:fs';
import { excerpt, UserError } from '../../errors.ts';
import { type Note, remark } from '../words/trace.ts';
import { type MapRow, readMap } from './map-file.ts';
import type { Thread } from './threads.ts';

/** How threads are put on CPUs: asked once of each, in the order in which they appear. */
export interface Rule {
  /** What it is called, for people. */
  readonly name: string;
  cpuOf(thread: Thread): number;
  /** All of the trace's threads are told: what there is to say. Throws a UserError if others were expected. */
  end?(threads: readonly Thread[]): Note[];
}

/** Makes a rule for so many CPUs: a new one for each reading of the trace. */
type MakeRule = (cpus: number) => Rule;

/** One CPU after the other, and the first again. */
const threads: MakeRule = (cpus) => {
  let next = 0;
  return { name: 'the rule threads', cpuOf: () => next++ % cpus };
};

/** All of an address space on one CPU; address spaces as `threads` are. */
const processes: MakeRule = (cpus) => {
  const cpuOf = new Map<number, number>();
  return {
    name: 'the rule processes',
    cpuOf({ space }) {
      const cpu = cpuOf.get(space) ?? cpuOf.size % cpus;
      cpuOf.set(space, cpu);
      return cpu;
    },
  };
};

const RULES: Readonly<Record<string, MakeRule>> = { threads, processes };
export const RULE_NAMES: readonly string[] = Object.keys(RULES);

/** Tasks named in a note. */
const SHOWN = 5;

/** As rows say; of a task without one as `threads` does, as if those with one were not there. */
const byRows = (name: string, rows: readonly MapRow[]): MakeRule => {
  const cpuOf = new Map(rows.map(({ task, cpu }) => [task, cpu]));
  return (cpus) => {
    const rest = threads(cpus);
    return {
      name,
      cpuOf: (thread) => cpuOf.get(thread.id) ?? rest.cpuOf(thread),
      end(threads) {
        const there = new Set(threads.map(({ id }) => id));
        const missing = rows.find(({ task }) => !there.has(task));
        if (missing !== undefined)
          throw new UserError(
            `${missing.where}: the trace has no task ${excerpt(missing.task)}${nearest(missing.task, [...there])}; disco trace profile shows its tasks`,
          );
        const unnamed = [...there].filter((id) => !cpuOf.has(id));
        if (unnamed.length === 0) return [];
        const more = unnamed.length > SHOWN ? ` and ${unnamed.length - SHOWN} more` : '';
        return [
          remark(`${name} does not name ${unnamed.slice(0, SHOWN).join(', ')}${more}: put on the CPUs in turn, as by the rule threads`), // biome-ignore format: a sentence
        ];
      },
    };
  };
};

/** The task that a wrong id may have meant: the one with the most digits in common at its end, which differ within a process least. */
function nearest(id: string, all: readonly string[]): string {
  const common = (other: string): number => {
    let n = 0;
    while (n < id.length && n < other.length && id.at(-1 - n) === other.at(-1 - n)) n++;
    return n;
  };
  const [best] = [...all].sort((a, b) => common(b) - common(a) || Math.abs(a.length - id.length) - Math.abs(b.length - id.length)); // biome-ignore format: a line
  return best === undefined ? '' : `; the nearest is ${excerpt(best)}`;
}

/** A map as `OpenOptions` has it: a rule's name, tasks with their CPUs, or a file of these. Throws a UserError for anything else. */
export function ruleMaker(map: string | Readonly<Record<string, number>>, cpus: number): MakeRule {
  if (typeof map !== 'string')
    return byRows('the map', checked(Object.entries(map).map(([task, cpu]) => ({ task, cpu, where: 'map' })), cpus)); // biome-ignore format: a line
  if (Object.hasOwn(RULES, map)) return RULES[map];
  if (!existsSync(map))
    throw new UserError(
      `--map: found ${excerpt(map)}, which is neither a rule (${RULE_NAMES.join(', ')}) nor a file; expected one of them, a file with a line for each task: task,cpu`,
    );
  return byRows(map, checked(readMap(map), cpus));
}

/** The map with its file read, as others can use it elsewhere. */
export const carried = (map: string | Readonly<Record<string, number>>): string | Record<string, number> =>
  typeof map !== 'string' || Object.hasOwn(RULES, map) || !existsSync(map)
    ? (map as string | Record<string, number>)
    : Object.fromEntries(readMap(map).map(({ task, cpu }) => [task, cpu]));

function checked(rows: readonly MapRow[], cpus: number): readonly MapRow[] {
  const wrong = rows.find(({ cpu }) => !(Number.isInteger(cpu) && cpu >= 0 && cpu < cpus));
  if (wrong !== undefined)
    throw new UserError(
      `${wrong.where}: found CPU ${wrong.cpu} for task ${wrong.task}, expected ${cpus === 1 ? '0, as there is one CPU' : `0 to ${cpus - 1}, as there are ${cpus} CPUs`} (--cpus)`,
    );
  return rows;
}
