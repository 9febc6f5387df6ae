import { TaskIds } from '../words/decoder.ts';
import { MAX_CPUS } from '../words/trace.ts';
import { At } from '../words/walk.ts';

/** A task as the trace introduces it. */
export interface PlacedTask {
  /** Its id as people see it (`TaskIds`); '' of what runs before a CPU's first task. */
  readonly id: string;
  readonly space: number;
}

/** Who is put on a CPU: a task, or what of a task one CPU of the recording ran. */
export interface Thread {
  /** From 0, in the order of appearance. */
  readonly number: number;
  /** Its task's number in the trace; -1 of what runs before a CPU's first. */
  readonly task: number;
  readonly id: string;
  readonly space: number;
  /** CPU of the recording on which it appeared first. */
  readonly recorded: number;
}

/**
 * Formats in which a task may be an address space that runs on several CPUs at once: our CSV has whatever a full-system emulator knows of
 * who runs, which is the address space. In all others a task is a thread: lackey's by pid and thread number, drmemtrace's by its thread
 * ids, a described layout's by its column, an emulator's of user level by its own.
 */
const SPACES_ON_MANY_CPUS: readonly string[] = ['csv'];

const NO_TASK: PlacedTask = { id: '', space: 1 };

/** Who is who in a trace. */
export class Threads {
  readonly all: Thread[] = [];
  readonly tasks: PlacedTask[] = [];
  private readonly ids = new TaskIds();
  private readonly perCpu: boolean;
  private readonly known = new Map<number, Thread>();

  /** `format`: of the trace's header. */
  constructor(format: string) {
    this.perCpu = SPACES_ON_MANY_CPUS.includes(format);
  }

  /** The marker at `words[i]` introduces a task. */
  introduce(words: Uint32Array, i: number): void {
    const { idLow, idHigh, space } = At.task;
    this.tasks.push({ id: this.ids.next(words[i + idHigh], words[i + idLow]), space: words[i + space] });
  }

  /** Who runs where this CPU of the recording runs this task; undefined if it is somebody new. */
  find(task: number, cpu: number): Thread | undefined {
    return this.known.get(this.key(task, cpu));
  }

  /** Somebody new. */
  add(task: number, cpu: number): Thread {
    const { id, space } = this.tasks[task] ?? NO_TASK;
    const thread = { number: this.all.length, task, id, space, recorded: cpu };
    this.all.push(thread);
    this.known.set(this.key(task, cpu), thread);
    return thread;
  }

  private key(task: number, cpu: number): number {
    return (task + 1) * MAX_CPUS + (this.perCpu || task < 0 ? cpu : 0);
  }
}
