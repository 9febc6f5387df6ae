import { PAGE_USES, PageUse } from '../../counts/page-use.ts';
import { column, grow } from './columns.ts';
import type { NodeMemory } from './node-memory.ts';
import { Objects } from './objects.ts';
import type { Origins } from './origins.ts';
import type { Toucher } from './toucher.ts';

const NONE = -1;

/**
 * What physical pages, as the guests believe in them, hold. A physical page is backed by an object (see `Objects`). Several physical
 * pages may be backed by one, which a monitor may also *hold* for itself, backing none. An object without either is gone.
 */
export class PhysicalMemory extends Objects {
  /** Physical pages by VM and use; and objects that back any by use, that of the first of them: both sums of Figure 6, kept up to date. */
  readonly virtual: Float64Array[] = [];
  readonly machine = new Float64Array(PAGE_USES);
  /** Objects that the monitor holds and that back no physical page. */
  heldAlone = 0;
  /** Null: nobody asks. */
  readonly origins: Origins | null;
  private physicalPages = 0;
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

  constructor(memory: NodeMemory, origins: Origins | null = null) {
    super(memory);
    this.origins = origins;
  }

  /** A new physical page of a VM, backed by nothing yet. */
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

  /** What the guest uses the page for from here on; both sums follow. */
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
  override create(toucher: Toucher, node: number = toucher.node): number {
    const object = super.create(toucher, node);
    this.firstUser = grow(this.firstUser, object);
    this.users = grow(this.users, object);
    this.holds = grow(this.holds, object);
    this.open = grow(this.open, object);
    this.firstUser[object] = NONE;
    this.users[object] = 0;
    this.holds[object] = 0;
    this.open[object] = 0;
    this.origins?.begin(object);
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

  /** Blocks of a disk were read into the physical page: it is of the buffer cache, unless the kernel's own text came from there. */
  holdsFile(physical: number): void {
    if (this.uses[physical] !== PageUse.kernelText) this.setUse(physical, PageUse.bufferCache);
  }

  /** The monitor keeps the object, whether it backs pages or not. */
  hold(object: number): void {
    if (this.holds[object]++ === 0 && this.users[object] === 0) this.heldAlone++;
  }

  /** The monitor holds the object no more. */
  letGo(object: number): void {
    if (--this.holds[object] > 0 || this.users[object] > 0) return;
    this.heldAlone--;
    this.destroy(object);
  }

  /** Whether the monitor holds the object. */
  isHeld(object: number): boolean {
    return this.holds[object] > 0;
  }

  /** The object is shared on purpose: stores to it are for all to see. */
  openToAll(object: number): void {
    this.open[object] = 1;
  }

  /** Whether a store to one of the object's pages must not be seen by others. */
  isShared(object: number): boolean {
    return this.users[object] + this.holds[object] > 1 && this.open[object] === 0;
  }

  /** Whether the object backs a physical page, or is held. */
  exists(object: number): boolean {
    return this.users[object] + this.holds[object] > 0;
  }

  /** Whether the object backs any physical page. */
  isUsed(object: number): boolean {
    return this.users[object] > 0;
  }

  /** The newest of the physical pages that the object backs, and the one before another of them; -1: none. */
  firstUserOf(object: number): number {
    return this.firstUser[object];
  }
  userBefore(physical: number): number {
    return this.nextUser[physical];
  }

  /** Physical pages that the object backs, the newest first. */
  *usersOf(object: number): Generator<number> {
    for (let physical = this.firstUser[object]; physical !== NONE; physical = this.nextUser[physical]) yield physical;
  }

  private useOfObject(object: number): PageUse {
    return this.uses[this.firstUser[object]] as PageUse;
  }

  private count(physical: number, n: number): void {
    this.virtual[this.vms[physical]][this.uses[physical]] += n;
    const object = this.object[physical];
    if (this.firstUser[object] === physical) this.machine[this.uses[physical]] += n;
  }
}
