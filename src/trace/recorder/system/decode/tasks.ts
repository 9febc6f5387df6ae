import { endsProcess, serviceOfCall } from '../../../words/syscalls.ts';
import { Service } from '../../../words/vocabulary.ts';
import type { Image, Processes, Thread } from '../../run/tasks.ts';
import type { Frame } from './frames.ts';
import { KSEG0, type Pages, type Space } from './pages.ts';

/** A task of the guest while it is in one address space. */
export interface Task {
  /** Of its task_struct; 0: it is not known. */
  readonly address: number;
  readonly thread: Thread;
  readonly space: Space;
  /** Exceptions under way, innermost last. */
  readonly frames: Frame[];
  /** It uses whatever page table was in use before it. */
  readonly isKernels: boolean;
  name: string;
  /** It has asked for its end: who has its address next is another. */
  ends: boolean;
}

/** Who is who in the guest: tasks by the addresses of their task_structs, spaces by those of their page tables. */
export class Tasks {
  private readonly processes: Processes;
  private readonly pages: Pages;
  private readonly byAddress = new Map<number, Task>();
  private readonly byTable = new Map<number, Space>();
  private readonly images = new Map<Space, Image>();

  constructor(processes: Processes, pages: Pages) {
    this.processes = processes;
    this.pages = pages;
  }

  /** The space of a page table. */
  spaceOf(table: number): Space {
    let space = this.byTable.get(table);
    if (space === undefined) {
      space = this.pages.newSpace();
      this.byTable.set(table, space);
    }
    return space;
  }

  /** A physical page is free: the page table in it is no more. */
  freed(frame: number): void {
    const table = (KSEG0 | (frame << 12)) >>> 0;
    const space = this.byTable.get(table);
    if (space === undefined) return;
    this.byTable.delete(table);
    this.images.delete(space);
  }

  /** The task at an address, which goes on in a space; undefined: in whichever there is, as a kernel's thread does. */
  taskAt(address: number, space: Space | undefined): Task {
    const known = this.byAddress.get(address);
    if (known !== undefined && !known.ends && (space === undefined || space === known.space)) return known;
    return this.begin(address, space, []);
  }

  /** A task executes another program, in another space; it is another task of the trace. */
  execute(task: Task, space: Space): Task {
    if (task.space === space) return task;
    const begun = this.begin(task.address, space, task.frames);
    begun.name = task.name;
    return begun;
  }

  /** The task has this name; undefined if it had. A thread of the kernel with another name is another. */
  name(task: Task, name: string): Task | undefined {
    if (task.name === name) return undefined;
    const named = task.isKernels && task.name !== '' ? this.begin(task.address, undefined, task.frames) : task;
    named.name = name;
    return named;
  }

  called(task: Task, number: number): void {
    if (serviceOfCall(number) === Service.exit || endsProcess(number)) task.ends = true;
  }

  private begin(address: number, space: Space | undefined, frames: Frame[]): Task {
    const isKernels = space === undefined;
    const own = space ?? this.pages.newSpace();
    let image = this.images.get(own);
    if (image === undefined) {
      image = this.processes.begin(address);
      own.number = image.space;
      this.images.set(own, image);
    }
    this.processes.end(image, address);
    const thread = this.processes.thread(image, address);
    const task: Task = { address, thread, space: own, frames, isKernels, name: '', ends: false };
    this.byAddress.set(address, task);
    return task;
  }
}
