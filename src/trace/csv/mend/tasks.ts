import { Entry } from '../../words/kernel/entry.ts';
import type { CpuState } from './cpu.ts';
import { type Row, RowKind } from './row.ts';

/** SAVE_ALL of MIPS Linux stores first near the top of the kernel stack: in the last 512 bytes of a page. */
const STACK_TOP = 0xe00;

/**
 * Which task runs. The recorder takes the 8 or 16 KB block of the first kernel store after a trap, and of the last load
 * before a return, for the kernel stack and so for the task. It errs in two ways, both mended here:
 *
 * - in a refill whose trap it missed, the last load is of a page table;
 * - the TLB exception handlers first save registers in a per-CPU area, which is no stack.
 *
 * Under either name the rows go on until the next claim. A return's claim is believed unless it ends a refill or names a
 * save area. A trap's claim tells nothing new when it comes from user code whose task is known: it is doubted, and what was
 * doubted is known as a save area once the return names the old task again.
 */
export class TaskTracker {
  /** Claims in refills. */
  inRefills = 0;
  /** Claims that named a save area. */
  ofSaveAreas = 0;
  private readonly pageTables = new Set<string>();
  private readonly saveAreas = new Set<string>();
  /** Frames of tasks that do not run. */
  private readonly waiting = new Map<string, CpuState['frames']>();
  /** User instructions run under a name that only a column told, by that name. */
  private readonly unconfirmed = new Map<string, number>();

  /** The row's column, where no claim explains it: at the start, after a gap, or in a recording without claims. */
  column(c: CpuState, id: string): void {
    c.column = id;
    if (this.saveAreas.has(id) || id === c.task) return;
    this.switchTo(c, id);
    c.uncertain = true;
  }

  /** Decides on the held claim, now that the next row of the CPU is known; `mend` off believes all. */
  settle(c: CpuState, next: Row, mend: boolean): void {
    const id = c.claim as string;
    c.claim = undefined;
    if (!mend) this.switchTo(c, id);
    else if (next.kind === RowKind.event && next.info.startsWith('eret')) this.atReturn(c, id);
    else this.atTrap(c, id);
  }

  countUser(c: CpuState, instructions: number): void {
    this.unconfirmed.set(c.task, (this.unconfirmed.get(c.task) ?? 0) + instructions);
  }

  /** User instructions that stayed under the name of a page table. */
  misnamed(): number {
    let sum = 0;
    for (const id of this.pageTables) sum += this.unconfirmed.get(id) ?? 0;
    return sum;
  }

  /** A gap: no exception is known to be under way. */
  reset(): void {
    this.waiting.clear();
  }

  private atReturn(c: CpuState, id: string): void {
    if (c.top?.entry === Entry.refill) {
      this.inRefills++;
      this.pageTables.add(id);
      return;
    }
    if (this.saveAreas.has(id)) {
      this.ofSaveAreas++;
      return;
    }
    if (id === c.task && c.doubted !== undefined) this.saveAreas.add(c.doubted);
    c.doubted = undefined;
    // Right after a gap, a return under another name is the same task by its true name, unless that task is known to wait.
    if (c.uncertain && !this.waiting.has(id)) c.task = id;
    else this.switchTo(c, id);
    c.uncertain = false;
  }

  private atTrap(c: CpuState, id: string): void {
    const { top } = c;
    if (top?.fromUser === true) {
      if (c.uncertain && !this.saveAreas.has(id) && (c.store & 0xfff) >= STACK_TOP) {
        if (id !== c.task) this.pageTables.add(c.task);
        c.task = id;
        c.uncertain = false;
      } else if (id !== c.task) {
        this.ofSaveAreas++;
        c.doubted = id;
      }
    } else if (this.saveAreas.has(id)) this.ofSaveAreas++;
    else if (id !== c.task) {
      // The kernel had switched before this trap: its frame is the new task's.
      const frame = c.frames.pop();
      this.switchTo(c, id);
      if (frame !== undefined) c.frames.push(frame);
    }
  }

  private switchTo(c: CpuState, id: string): void {
    if (id === c.task) return;
    if (c.frames.length > 0) this.waiting.set(c.task, c.frames);
    c.task = id;
    c.frames = this.waiting.get(id) ?? [];
    this.waiting.delete(id);
  }
}
