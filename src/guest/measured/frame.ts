import { grown } from './pages.ts';
import type { Origin, ServiceSums } from './sums.ts';

/** One entry into a service that is under way. Objects are used again. */
export class Frame {
  /** Differs from that of every other entry. */
  id = 0;
  service = 0;
  origin: Origin = 0;
  sums!: ServiceSums;
  /** Nothing was done in it yet. */
  fresh = true;
  /** Another entry ran in between, so that the CPU's marks may be another's. */
  disturbed = false;
  instructions = 0;
  loads = 0;
  stores = 0;
  privileged = 0;
  /** Pages touched: dense page x 2 + (1: data). */
  touches: Int32Array = new Int32Array(64);
  touched = 0;
  /** As in `Notes`, where details are kept. */
  readonly lines = new Set<number>();
  readonly uses = new Map<number, number>();

  begin(id: number, service: number, origin: Origin, sums: ServiceSums): void {
    this.id = id;
    this.service = service;
    this.origin = origin;
    this.sums = sums;
    this.fresh = true;
    this.disturbed = false;
    this.instructions = this.loads = this.stores = this.privileged = this.touched = 0;
    this.lines.clear();
    this.uses.clear();
  }

  /** Notes a touch, unless it is noted already. */
  touch(touch: number): void {
    if (this.disturbed && this.touches.subarray(0, this.touched).includes(touch)) return;
    if (this.touched === this.touches.length) this.touches = grown(this.touches, 2 * this.touched);
    this.touches[this.touched++] = touch;
  }
}

/** What a CPU is doing. */
export class CpuState {
  mode = 0;
  /** Mode in which it last executed, or returned to; -1 right after a gap. */
  ranMode = 0;
  /** Task it runs, -1 where not known since the last gap. */
  task = -1;
  /** Services under way, innermost last. */
  frames: Frame[] = [];
  /** Left since it last executed, without a return from exception: outermost last. Suspended, if another task comes now. */
  left: Frame[] = [];
  /** A return from exception was the last thing it did. */
  returned = false;
  /** It waits for an interrupt; and whether the interrupt that ended that is still to come. */
  idle = false;
  waking = false;
  /** It was heard of since the last gap. */
  seen = false;
  /** By page: the entry that last touched it as text, as data. */
  text: Int32Array = new Int32Array(0);
  data: Int32Array = new Int32Array(0);

  makeRoom(pages: number): void {
    if (this.text.length >= pages) return;
    this.text = grown(this.text, pages);
    this.data = grown(this.data, pages);
  }
}
