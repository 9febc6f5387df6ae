import { column, grow } from './columns.ts';
import type { NodeMemory } from './node-memory.ts';
import type { Toucher } from './toucher.ts';

const NONE = -1;

/** *Objects*, each of which is the contents of one machine page (frame), or of one on each of several nodes while it is replicated. */
export class Objects {
  private readonly memory: NodeMemory;
  private objectCount = 0;
  private readonly freeObjects: number[] = [];
  /** Object x nodes + node -> frame. */
  private frames = column();
  private objectOfFrame = column();
  private created = 0;
  private serials = column();

  constructor(memory: NodeMemory) {
    this.memory = memory;
  }

  /** A new object, of one frame on this node, or near it. */
  create(toucher: Toucher, node: number): number {
    const frame = this.memory.allocate(node, toucher);
    const object = this.freeObjects.pop() ?? this.objectCount++;
    this.frames = grow(this.frames, (object + 1) * this.memory.nodes - 1);
    for (let n = 0; n < this.memory.nodes; n++) this.setFrame(object, n, frame);
    this.serials = grow(this.serials, object);
    this.serials[object] = this.created++;
    return object;
  }

  /** The object is gone, and its frames are free. */
  destroy(object: number): void {
    for (const frame of this.framesOf(object)) {
      this.objectOfFrame[frame] = NONE;
      this.memory.release(frame);
    }
    this.freeObjects.push(object);
  }

  /** Numbers that objects have, or had. */
  get objects(): number {
    return this.objectCount;
  }

  /** Tells an object from those that had its number before it. */
  serialOf(object: number): number {
    return this.serials[object];
  }

  /** The frame of the object that a node uses. */
  frameOn(object: number, node: number): number {
    return this.frames[object * this.memory.nodes + node];
  }

  setFrame(object: number, node: number, frame: number): void {
    this.frames[object * this.memory.nodes + node] = frame;
    this.objectOfFrame = grow(this.objectOfFrame, frame);
    this.objectOfFrame[frame] = object;
  }

  /** Its frames, the replicas among them. */
  framesOf(object: number): number[] {
    const { nodes } = this.memory;
    return [...new Set(this.frames.subarray(object * nodes, (object + 1) * nodes))];
  }

  /** The object that a frame holds, -1: none. */
  objectIn(frame: number): number {
    return frame < this.objectOfFrame.length ? this.objectOfFrame[frame] : NONE;
  }

  /** The object has no copy in this frame any more, which none of its nodes uses. */
  dropFrame(frame: number): void {
    this.objectOfFrame[frame] = NONE;
    this.memory.release(frame);
  }
}
