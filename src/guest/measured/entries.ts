import { Mode } from '../../trace/words/vocabulary.ts';
import { Details, KernelPagesSeen } from './details.ts';
import { type CpuState, Frame } from './frame.ts';
import type { KernelPages } from './pages.ts';
import { ORIGINS, Origin, ServiceSums } from './sums.ts';

/** Entries into services: begun, nested, put aside while another task runs, resumed, seen to their end or not. */
export class Entries {
  /** By service x 3 + origin, where entered. */
  readonly services: (ServiceSums | undefined)[] = [];
  /** Times a CPU went from one known task to another. */
  switches = 0;
  private readonly pages: KernelPages;
  /** Pages that complete entries touched; only where details are kept. */
  readonly seen: KernelPagesSeen | undefined;
  private readonly pool: Frame[] = [];
  /** Entries of tasks that do not run, outermost first. */
  private readonly suspended = new Map<number, Frame[]>();
  private ids = 0;

  /** `details`: what a guest profile is made of is kept. */
  constructor(pages: KernelPages, details: boolean) {
    this.pages = pages;
    this.seen = details ? new KernelPagesSeen() : undefined;
  }

  /** The CPU enters a service. */
  enter(cpu: CpuState, service: number): void {
    const under = cpu.frames.at(-1);
    if (under !== undefined) under.disturbed = true;
    const origin =
      cpu.idle || cpu.waking
        ? Origin.idle
        : modeBefore(cpu) === Mode.user && under === undefined
          ? Origin.user
          : Origin.kernel;
    const index = service * ORIGINS.length + origin;
    this.services[index] ??= new ServiceSums();
    const sums = this.services[index];
    sums.entries++;
    const frame = this.pool.pop() ?? new Frame();
    frame.begin(++this.ids, service, origin, sums);
    cpu.frames.push(frame);
  }

  /** The CPU leaves the innermost service. */
  leave(cpu: CpuState): void {
    const frame = cpu.frames.pop();
    if (frame === undefined) return;
    if (cpu.returned) this.complete(frame);
    else cpu.left.push(frame);
  }

  /** What was left without a return is over, as no other task came. */
  settle(cpu: CpuState): void {
    for (const frame of cpu.left) this.complete(frame);
    cpu.left.length = 0;
  }

  private complete(frame: Frame): void {
    const { sums } = frame;
    sums.complete++;
    sums.completeInstructions += frame.instructions;
    sums.completeLoads += frame.loads;
    sums.completeStores += frame.stores;
    sums.completePrivileged += frame.privileged;
    sums.lengths.add(frame.instructions);
    if (this.seen !== undefined) {
      sums.details ??= new Details();
      sums.details.add(frame, this.pages, this.seen);
    }
    this.pages.addTo(sums.footprint, frame.touches, frame.touched);
    this.pool.push(frame);
  }

  /** Another task: what the CPU has just left waits with the old one, and what it has just entered is the new one's, resumed. */
  switchTo(cpu: CpuState, task: number): void {
    if (cpu.task >= 0 && cpu.task !== task) this.switches++;
    if (cpu.left.length > 0 && cpu.task >= 0) {
      this.suspended.set(cpu.task, cpu.left.reverse());
      cpu.left = [];
    } else this.settle(cpu);
    cpu.task = task;
    const begun = cpu.frames.filter(({ fresh }) => fresh);
    const waiting = this.suspended.get(task);
    if (begun.length === 0 || waiting === undefined) return;
    const same = waiting.length === begun.length && waiting.every(({ service }, i) => service === begun[i].service);
    if (!same) return;
    this.suspended.delete(task);
    cpu.frames.splice(cpu.frames.length - begun.length, begun.length, ...waiting);
    for (const frame of begun) {
      frame.sums.entries--;
      this.pool.push(frame);
    }
    for (const frame of waiting) {
      frame.disturbed = true;
      frame.sums.resumed++;
    }
  }

  /** A gap: what the CPU has under way is not seen to its end. */
  abandon(cpu: CpuState): void {
    this.pool.push(...cpu.frames, ...cpu.left);
    cpu.frames.length = cpu.left.length = 0;
    cpu.task = cpu.ranMode = -1;
    cpu.seen = cpu.idle = cpu.waking = cpu.returned = false;
  }

  forgetSuspended(): void {
    for (const frames of this.suspended.values()) this.pool.push(...frames);
    this.suspended.clear();
  }
}

/** Mode in which the CPU was last seen to execute; right after a gap, its present one. */
export const modeBefore = ({ ranMode, mode }: CpuState): number => (ranMode < 0 ? mode : ranMode);
