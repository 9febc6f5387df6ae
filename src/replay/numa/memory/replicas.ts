import type { NodeMemory } from './node-memory.ts';
import type { PhysicalMemory } from './physical-memory.ts';

/** A copy that a node could give up, of an object that another copy keeps. */
export interface Replica {
  object: number;
  frame: number;
  /** A frame of the same object. */
  instead: number;
}

/** Objects that have more than one frame. */
export class Replicas {
  private readonly memory: NodeMemory;
  private readonly backing: PhysicalMemory;
  /** In the order in which they got their first replica. */
  private readonly objects = new Set<number>();

  constructor(memory: NodeMemory, backing: PhysicalMemory) {
    this.memory = memory;
    this.backing = backing;
  }

  has(object: number): boolean {
    return this.objects.size > 0 && this.objects.has(object);
  }

  add(object: number): void {
    this.objects.add(object);
  }

  delete(object: number): void {
    this.objects.delete(object);
  }

  /** Frames beyond one for each object. */
  get count(): number {
    let extra = 0;
    for (const object of this.objects) extra += this.backing.framesOf(object).length - 1;
    return extra;
  }

  /** Copies on a node that it could give up, the longest-standing first. */
  *on(node: number): Generator<Replica> {
    for (const object of this.objects) {
      const copies = this.backing.framesOf(object);
      const frame = copies.find((copy) => this.memory.nodeOf(copy) === node);
      const instead = copies.find((copy) => copy !== frame);
      if (frame !== undefined && instead !== undefined) yield { object, frame, instead };
    }
  }
}
