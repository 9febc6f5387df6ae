import { type AccessBlock, bytesOf, instructionsOf, kindOf } from '../../words/encoder/access-block.ts';
import { Entry, GENERAL, INTERRUPT, isRefill } from '../../words/kernel/entry.ts';
import { Marker } from '../../words/markers.ts';
import { UNKNOWN_CALL } from '../../words/syscalls.ts';
import { MAX_CPUS, type Note } from '../../words/trace.ts';
import { Privileged, Service } from '../../words/vocabulary.ts';
import { CpuState, type Frame } from './cpu.ts';
import type { RowEncoder } from './encode.ts';
import { remarksOn } from './remarks.ts';
import { type Row, RowKind, type RowSink } from './row.ts';
import { TaskTracker } from './tasks.ts';
import { trapOffset } from './vectors.ts';

/** Bytes of a MIPS instruction. */
const INSTRUCTION = 4;

/**
 * Reads a full-system MIPS recording as the kernel's entries and returns, and leaves out what belongs to the recorder's
 * machine rather than to the program or the kernel:
 *
 * - TLB refills: the recorded TLB's, with another size and replacement; the replayed TLB decides when they happen. A refill
 *   is known by its `trap` or, where the recorder missed that, by the address of its vector;
 * - traps of `rdhwr`, by which the C library reads its thread pointer on these CPUs (an R10000 kernel has none);
 * - the second fetch of an instruction that faulted.
 *
 * With `drop` off nothing is left out, and the task column is believed. Either way system calls, faults and interrupts become
 * services, entered at the trap and left at its return, task by task where the kernel switches in between.
 */
export class Mender implements RowSink {
  private readonly out: RowEncoder;
  private readonly drop: boolean;
  /** Tell services; off when the recording has rows that do. */
  private readonly services: boolean;
  private readonly cpus: CpuState[] = [];
  private readonly tasks = new TaskTracker();

  private readonly dropped = [0, 0];
  private readonly droppedInstructions = [0, 0];
  private missedRefills = 0;
  private missedOthers = 0;
  private refetched = 0;
  private unbalanced = 0;

  constructor(out: RowEncoder, { drop, services }: { drop: boolean; services: boolean }) {
    this.out = out;
    this.drop = drop;
    this.services = services;
    for (let n = 0; n < MAX_CPUS; n++) this.cpus.push(new CpuState(n));
  }

  put(row: Row): void {
    const c = this.cpus[row.cpu];
    if (row.segment !== undefined) {
      this.out.put(row);
      return;
    }
    if (row.kind === RowKind.event && row.events[0]?.type === Marker.window) {
      this.gap(row);
      return;
    }
    if (c.claim !== undefined) this.settle(c, row);
    if (row.claim !== undefined) {
      c.column = row.task;
      c.claim = row.claim;
      return;
    }
    if (row.task !== c.column) this.tasks.column(c, row.task);
    if (row.kind === RowKind.event) this.event(c, row);
    else this.reference(c, row);
  }

  accesses(row: Row, { metas, highs, lows, count }: AccessBlock): void {
    for (let i = 0; i < count; i++) {
      const meta = metas[i];
      row.kind = kindOf(meta);
      row.high = highs[i] >>> 0;
      row.low = lows[i] >>> 0;
      row.bytes = bytesOf(meta);
      row.instructions = instructionsOf(meta);
      this.put(row);
    }
  }

  private settle(c: CpuState, row: Row): void {
    const { frames } = c;
    this.tasks.settle(c, row, this.drop);
    if (c.frames !== frames) this.tell(c);
  }

  private reference(c: CpuState, row: Row): void {
    if (c.holds) this.release(c);
    if (row.kind === RowKind.fetch && row.kernel) this.kernelFetch(c, row);
    else if (!row.kernel && c.frames.length > 0) {
      this.unbalanced++;
      c.frames.length = 0;
      this.tell(c);
    }
    c.call = false;
    const { top } = c;
    if (top?.dropped === true) {
      if (row.kind === RowKind.fetch) this.droppedInstructions[top.entry] += row.instructions;
      return;
    }
    if (row.kind === RowKind.fetch) {
      if (c.again && this.drop && !this.trim(c, row)) return;
      const last = row.low + row.bytes - INSTRUCTION;
      c.high = row.high;
      c.low = last >>> 0;
      if (c.uncertain && !row.kernel) this.tasks.countUser(c, row.instructions);
    } else if (row.kind === RowKind.store) c.store = row.low;
    c.event = '';
    this.pass(c, row);
  }

  /** Exceptions by the address of their first instruction: those announced, and those the recorder missed. */
  private kernelFetch(c: CpuState, row: Row): void {
    if (c.trap >= 0) {
      c.vectors.learn(row, c.trap);
      c.trap = -1;
      return;
    }
    const offset = c.vectors.offset(row);
    const { top } = c;
    if (offset >= 0 && c.vectors.arrives(offset)) {
      if (isRefill(offset)) this.missedRefills++;
      else this.missedOthers++;
      const frame = this.enter(c, offset, false);
      if (!frame.dropped) {
        this.out.mark(c.number, Marker.trap, offset);
        this.tell(c);
      }
    } else if (top?.entry === Entry.refill) {
      if (offset < 0 || offset >= GENERAL) this.refillFails(c, top);
    } else if (offset >= 0 && offset < GENERAL && c.frames.length === 0) {
      this.missedRefills++; // a gap ended inside the handler
      this.enter(c, 0, false);
    }
  }

  /** A refill that leaves its handler found no translation: from here on it is a fault as any other. */
  private refillFails(c: CpuState, frame: Frame): void {
    frame.entry = Entry.fault;
    frame.service = Service.fault;
    if (frame.dropped) this.out.mark(c.number, Marker.trap, 0);
    frame.dropped = false;
    this.tell(c);
  }

  /** Cuts off the instructions that an exception made the CPU fetch again; false if nothing is left. */
  private trim(c: CpuState, row: Row): boolean {
    const behind = (c.low - row.low) | 0;
    // A fault in a branch's delay slot begins again at the branch.
    if (row.high !== c.high || (behind !== 0 && behind !== INSTRUCTION)) {
      c.again = false;
      return true;
    }
    const bytes = Math.min(behind + INSTRUCTION, row.bytes);
    this.refetched += bytes / INSTRUCTION;
    c.again = bytes <= behind;
    if (!c.again) c.repeat = c.event;
    row.low = (row.low + bytes) >>> 0;
    row.bytes -= bytes;
    row.instructions -= bytes / INSTRUCTION;
    return row.instructions > 0;
  }

  private event(c: CpuState, row: Row): void {
    const offset = trapOffset(row);
    if (offset >= 0) {
      this.trap(c, row, offset);
      return;
    }
    if (c.holds) this.release(c);
    const dropped = c.top?.dropped === true;
    const { type, a } = row.events[0] ?? row;
    if (type === Marker.privileged && a === Privileged.exceptionReturn) {
      if (!dropped) this.pass(c, row);
      c.pop();
      this.tell(c);
      return;
    }
    if (dropped) return;
    if (type === Marker.privileged && (a & 255) === Privileged.readHardware && this.drop) {
      Object.assign(c.held, row);
      c.holds = true;
      return;
    }
    c.call = type === Marker.syscall && a === UNKNOWN_CALL;
    if (row.info === c.repeat) {
      c.repeat = '';
      return;
    }
    c.event = row.info;
    this.pass(c, row);
  }

  private trap(c: CpuState, row: Row, offset: number): void {
    const frame = this.enter(c, offset, !row.kernel);
    c.trap = offset;
    if (c.holds && frame.entry !== Entry.readHardware) this.release(c);
    c.holds = false;
    if (!frame.dropped) {
      this.pass(c, row);
      this.tell(c);
    }
  }

  private enter(c: CpuState, offset: number, fromUser: boolean): Frame {
    const entry = isRefill(offset)
      ? Entry.refill
      : offset >= INTERRUPT
        ? Entry.interrupt
        : c.holds
          ? Entry.readHardware
          : c.call
            ? Entry.systemCall
            : Entry.fault;
    c.call = false;
    const dropped = this.drop && entry <= Entry.readHardware;
    if (dropped) this.dropped[entry]++;
    const frame = c.push(entry, dropped, fromUser);
    return frame;
  }

  /** The held `rdhwr` did not trap. */
  private release(c: CpuState): void {
    c.holds = false;
    this.pass(c, c.held);
  }

  private pass(c: CpuState, row: Row): void {
    row.task = c.task;
    this.out.put(row);
  }

  /** Brings the services the trace was told of in line with the running task's frames, which may be another's than before. */
  private tell(c: CpuState): void {
    if (!this.services) return;
    const wanted: Service[] = [];
    for (const { service } of c.frames) if (service !== Service.none) wanted.push(service);
    c.told.tell(wanted, this.out);
  }

  private gap(row: Row): void {
    for (const c of this.cpus) {
      c.reset();
      this.tell(c);
    }
    this.tasks.reset();
    this.tasks.column(this.cpus[row.cpu], row.task);
    this.pass(this.cpus[row.cpu], row);
  }

  finish(): Note[] {
    const { dropped, droppedInstructions, missedRefills, missedOthers, refetched, unbalanced, tasks } = this;
    const mended = { dropped, droppedInstructions, missedRefills, missedOthers, refetched, unbalanced, tasks };
    return [...remarksOn(mended), ...this.out.finish()];
  }
}
