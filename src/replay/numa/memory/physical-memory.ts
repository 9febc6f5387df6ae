import type { NodeMemory } from './node-memory.ts';
import { PAGE_USES, type PageUse } from './page-use.ts';

const NONE = -1;

/** The array, or a longer copy of it in which the index exists; new elements are -1. */
const grow = (array: Int32Array, index: number): Int32Array => {
  if (index < array.length) return array;
  const grown = new Int32Array(Math.max(array.length * 2, index + 1)).fill(NONE);
  grown.set(array);
  return grown;
};
const column = (): Int32Array => new Int32Array(1024).fill(NONE);

/**
 * What physical pages, as the guests believe in them, hold. A physical page is backed by an *object*: one machine page (frame), or one
 * on each of several nodes while it is replicated. Several physical pages may be backed by one object, which a monitor may also *hold*
 * for itself, backing none. An object without either is gone, and its frames are free.
 */
export class PhysicalMemory {
  readonly memory: NodeMemory;
  /** Physical pages by machine and use; and objects that back any by use, that of the first of them. */
  readonly virtual: Float64Array[] = [];
  readonly machine = new Float64Array(PAGE_USES);
  /** Objects that the monitor holds and that back no physical page. */
  heldAlone = 0;
  private physicalPages = 0;
  private objects = 0;
  private readonly freeObjects: number[] = [];
  // By physical page.
  private vms = column();
  private uses = column();
  private object = column();
  private nextUser = column();
  // By object.
  private firstUser = column();
  private users = column();
  private holds = column();
  private open = column();
  /** Object x nodes + node -> frame. */
  private frames = column();
  private objectOfFrame = column();

  constructor(memory: NodeMemory) {
    this.memory = memory;
  }

  /** A new physical page of a machine, backed by nothing yet. */
  add(vm: number, use: PageUse): number {
    const physical = this.physicalPages++;
    this.vms = grow(this.vms, physical);
    this.uses = grow(this.uses, physical);
    this.object = grow(this.object, physical);
    this.nextUser = grow(this.nextUser, physical);
    this.vms[physical] = vm;
    this.uses[physical] = use;
    this.virtual[vm] ??= new Float64Array(PAGE_USES);
    return physical;
  }

  /** Physical pages so far. */
  get size(): number {
    return this.physicalPages;
  }

  vmOf(physical: number): number {
    return this.vms[physical];
  }

  useOf(physical: number): PageUse {
    return this.uses[physical] as PageUse;
  }

  /** What the guest uses the page for from here on. */
  setUse(physical: number, use: PageUse): void {
    const object = this.object[physical];
    if (object !== NONE) this.count(physical, -1);
    this.uses[physical] = use;
    if (object !== NONE) this.count(physical, 1);
  }

  /** What backs a physical page, -1: nothing. */
  objectOf(physical: number): number {
    return this.object[physical];
  }

  /** A new object with a frame on this node, or near it. It has to back a page, or be held. */
  create(node: number): number {
    const frame = this.memory.allocate(node);
    const object = this.newObject();
    for (let n = 0; n < this.memory.nodes; n++) this.setFrame(object, n, frame);
    return object;
  }

  /** A new object of frames given by node. */
  createFrom(frameOn: (node: number) => number): number {
    const object = this.newObject();
    for (let n = 0; n < this.memory.nodes; n++) this.setFrame(object, n, frameOn(n));
    return object;
  }

  /** From now on this object backs the physical page, and what did so before does not. */
  back(physical: number, object: number): void {
    if (this.object[physical] === object) return;
    this.unback(physical);
    if (this.users[object] === 0) {
      if (this.holds[object] > 0) this.heldAlone--;
    } else this.machine[this.useOfObject(object)]--;
    this.object[physical] = object;
    this.nextUser[physical] = this.firstUser[object];
    this.firstUser[object] = physical;
    this.users[object]++;
    this.machine[this.useOfObject(object)]++;
    this.virtual[this.vms[physical]][this.uses[physical]]++;
  }

  /** The physical page has nothing that backs it. */
  unback(physical: number): void {
    const object = this.object[physical];
    if (object === NONE) return;
    this.machine[this.useOfObject(object)]--;
    this.virtual[this.vms[physical]][this.uses[physical]]--;
    if (this.firstUser[object] === physical) this.firstUser[object] = this.nextUser[physical];
    else {
      let at = this.firstUser[object];
      while (this.nextUser[at] !== physical) at = this.nextUser[at];
      this.nextUser[at] = this.nextUser[physical];
    }
    this.object[physical] = NONE;
    if (--this.users[object] > 0) this.machine[this.useOfObject(object)]++;
    else if (this.holds[object] > 0) this.heldAlone++;
    else this.destroy(object);
  }

  /** The monitor keeps the object, whether it backs pages or not. */
  hold(object: number): void {
    if (this.holds[object]++ === 0 && this.users[object] === 0) this.heldAlone++;
  }

  /** The monitor does so no more. */
  letGo(object: number): void {
    if (--this.holds[object] > 0 || this.users[object] > 0) return;
    this.heldAlone--;
    this.destroy(object);
  }

  /** The object is shared on purpose: stores to it are for all to see. */
  openToAll(object: number): void {
    this.open[object] = 1;
  }

  /** Whether a store to one of its pages must not be seen by others. */
  isShared(object: number): boolean {
    return this.users[object] + this.holds[object] > 1 && this.open[object] === 0;
  }

  /** Whether it backs a physical page, or is held. */
  exists(object: number): boolean {
    return this.users[object] + this.holds[object] > 0;
  }

  /** Whether it backs any physical page. */
  isUsed(object: number): boolean {
    return this.users[object] > 0;
  }

  /** Physical pages it backs, the newest first. */
  *usersOf(object: number): Generator<number> {
    for (let physical = this.firstUser[object]; physical !== NONE; physical = this.nextUser[physical]) yield physical;
  }

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

  objectIn(frame: number): number {
    return frame < this.objectOfFrame.length ? this.objectOfFrame[frame] : NONE;
  }

  private useOfObject(object: number): PageUse {
    return this.uses[this.firstUser[object]] as PageUse;
  }

  private count(physical: number, n: number): void {
    this.virtual[this.vms[physical]][this.uses[physical]] += n;
    const object = this.object[physical];
    if (this.firstUser[object] === physical) this.machine[this.uses[physical]] += n;
  }

  private newObject(): number {
    const object = this.freeObjects.pop() ?? this.objects++;
    this.firstUser = grow(this.firstUser, object);
    this.users = grow(this.users, object);
    this.holds = grow(this.holds, object);
    this.open = grow(this.open, object);
    this.frames = grow(this.frames, (object + 1) * this.memory.nodes - 1);
    this.firstUser[object] = NONE;
    this.users[object] = 0;
    this.holds[object] = 0;
    this.open[object] = 0;
    return object;
  }

  private destroy(object: number): void {
    for (const frame of this.framesOf(object)) {
      this.objectOfFrame[frame] = NONE;
      this.memory.release(frame);
    }
    this.freeObjects.push(object);
  }
}
