import { Entry, GENERAL, INTERRUPT, isRefill, SERVICE_OF, VECTOR_PAGE } from '../../../words/kernel/entry.ts';
import { Marker } from '../../../words/markers.ts';
import { serviceOfCall, UNKNOWN_CALL } from '../../../words/syscalls.ts';
import { Privileged, Service } from '../../../words/vocabulary.ts';
import { ProcessNames } from '../../run/process-names.ts';
import type { Recording } from '../../run/recording.ts';
import { NO_PAGE } from '../stream.ts';
import type { Ahead } from './ahead.ts';
import { Flag, type SystemBlocks } from './blocks.ts';
import type { Cpu } from './cpu.ts';
import type { Interrupted } from './frames.ts';
import { Locks } from './locks.ts';
import { INSTRUCTION, OPERAND_MASK, SPECIAL_SHIFT, Special } from './mips.ts';
import { Pages, type Space } from './pages.ts';
import { type Task, Tasks } from './tasks.ts';
import { Told } from './told.ts';

/**
 * Reads what the CPUs do as the kernel's entries and returns, as the mending of CSV recordings does (`csv/mend/mender.ts`), and leaves
 * out what belongs to the emulator's machine rather than to the program or the kernel: TLB refills, traps of `rdhwr`, and the second
 * fetch of an instruction that faulted. System calls, faults and interrupts become services, task by task.
 */
export class Guest {
  readonly told: Told;
  readonly pages: Pages;
  readonly tasks: Tasks;
  readonly locks: Locks;
  readonly names = new ProcessNames();
  /** By `Entry`: exceptions left out, and the instructions of their handlers. */
  readonly dropped: number[] = [0, 0];
  readonly droppedInstructions: number[] = [0, 0];
  /** Instructions of `clear_page`: whoever replays an event of a cleared page clears it. */
  clearingInstructions = 0;
  /** Instructions whose second fetch was left out; refills that were faults in the end; returns to user code that were not told of. */
  refetched = 0;
  failedRefills = 0;
  unbalanced = 0;
  unknownCalls = 0;
  private readonly recording: Recording;
  /** By CPU: the space of its task. */
  private readonly spaces = new Map<number, Space>();
  /** Where the exceptions' handlers begin, -1 until the first is entered. */
  private vectors = -1;

  constructor(recording: Recording, cpus: number) {
    this.recording = recording;
    this.told = new Told(recording, cpus);
    this.pages = new Pages(this.told);
    this.tasks = new Tasks(recording.processes, this.pages);
    this.locks = new Locks(this.told);
    this.told.whenOpened(() => {
      for (const space of this.spaces.values()) this.pages.tellUntold(space);
    });
  }

  get vectorPage(): number {
    return this.vectors;
  }

  /** The CPU begins a block that has to be looked at: after an exception, a return, in another mode, or on pages not told of. */
  enter(cpu: Cpu, blocks: SystemBlocks, block: number, ahead: Ahead): void {
    const flags = blocks.flags[block];
    const address = blocks.addressOf(block);
    const task = cpu.task ?? this.begin(cpu);
    const offset = this.vectorOf(cpu, blocks, block, address);
    // Where interrupts have no vector of their own, their handler tells.
    const isInterrupt = offset >= INTERRUPT || (offset === GENERAL && ahead.isInterrupt(this.vectors));
    if (cpu.held !== 0 && (offset !== GENERAL || isInterrupt)) this.told.event(Marker.privileged, cpu.held);
    if (offset >= 0) this.exception(cpu, offset, isInterrupt, ahead);
    else if (cpu.dropping && cpu.top?.entry === Entry.refill) {
      if (address < this.vectors || address >= this.vectors + GENERAL) this.refillFails(cpu, 0, Service.fault);
    } else if ((flags & Flag.kernel) === 0 && task.frames.length > 0) {
      this.unbalanced++;
      task.frames.length = 0;
      cpu.dropping = false;
      this.tellServices(cpu);
    }
    cpu.inDelaySlot = offset < 0 && cpu.isAtBranch;
    cpu.held = 0;
    cpu.call = -1;
    cpu.returned = undefined;
    cpu.begin(blocks, block);
    cpu.attention = true;
    const isLeftOut = cpu.top?.dropped === true;
    cpu.dropping = isLeftOut || (flags & Flag.clears) !== 0;
    if (isLeftOut) return;
    if (cpu.again !== undefined) this.passOver(cpu, cpu.again, address);
    cpu.attention = cpu.again !== undefined || (flags & Flag.branches) !== 0;
    const mode = flags & Flag.kernel;
    if (mode !== cpu.mode) this.told.mode(mode !== 0);
    cpu.mode = mode;
    if ((flags & Flag.mapped) !== 0) this.codeFrames(cpu, flags, address);
  }

  /** An instruction with a special was fetched, the last that the CPU begins in its block if `isLast`. */
  special(cpu: Cpu, special: number, isLast: boolean, ahead: Ahead): void {
    const operand = special & OPERAND_MASK;
    switch (special >>> SPECIAL_SHIFT) {
      case Special.privileged:
        this.told.event(Marker.privileged, operand);
        break;
      case Special.sync:
        this.told.event(Marker.sync, operand);
        break;
      case Special.readHardware:
        if (isLast) {
          cpu.held = operand;
          cpu.attention = true;
        } else this.told.event(Marker.privileged, operand);
        break;
      case Special.systemCall:
        this.systemCall(cpu, ahead);
        break;
      case Special.exceptionReturn:
        this.told.event(Marker.privileged, Privileged.exceptionReturn);
        this.leave(cpu);
        break;
    }
  }

  /** So many instructions are left out. */
  drops(cpu: Cpu, instructions: number): void {
    const { top } = cpu;
    if (top?.dropped) this.droppedInstructions[top.entry] += instructions;
    else this.clearingInstructions += instructions;
  }

  /** The handler of the innermost exception returns. */
  leave(cpu: Cpu): void {
    const frame = cpu.task?.frames.pop();
    cpu.returned = frame;
    cpu.again = frame?.again === true ? frame : undefined;
    cpu.returned ??= NOWHERE;
    cpu.attention = true;
    cpu.dropping = cpu.top?.dropped === true;
    if (frame?.dropped === false) this.tellServices(cpu);
  }

  /** The CPU goes on with another task. */
  switchTo(cpu: Cpu, task: Task): Task {
    cpu.task = task;
    this.spaces.set(cpu.number, task.space);
    cpu.attention = true;
    cpu.dropping = cpu.top?.dropped === true;
    this.tellServices(cpu);
    this.told.task(task.thread);
    this.pages.tellUntold(task.space);
    return task;
  }

  private begin(cpu: Cpu): Task {
    const task = this.switchTo(cpu, this.tasks.taskAt(cpu.first.address, cpu.nextSpace));
    cpu.nextSpace = undefined;
    if (cpu.first.name !== '' && this.tasks.name(task, cpu.first.name) !== undefined) this.named(task);
    return task;
  }

  /** A task has a name, or another. */
  named({ thread, name }: Task): void {
    const text = `task ${thread.id}: ${name}`;
    this.names.add(text);
    this.recording.note(text);
  }

  /** At the end: what waits for the next block is told. */
  finish(cpus: Iterable<Cpu>): void {
    for (const cpu of cpus) {
      if (cpu.held === 0) continue;
      this.told.cpu(cpu.number);
      this.told.event(Marker.privileged, cpu.held);
    }
    this.told.finish();
  }

  /** Offset of the vector that the CPU came to by an exception, -1 if it came by itself. */
  private vectorOf(cpu: Cpu, blocks: SystemBlocks, block: number, address: number): number {
    if ((blocks.flags[block] & Flag.vector) === 0) return -1;
    const offset = address & (VECTOR_PAGE - 1);
    if (this.vectors < 0) {
      // Only an exception leads from user code into the kernel.
      if (cpu.block < 0 || (cpu.blocks.flags[cpu.block] & Flag.kernel) !== 0) return -1;
      this.vectors = address - offset;
    }
    if (address - offset !== this.vectors) {
      blocks.flags[block] &= ~Flag.vector; // elsewhere there are none
      return -1;
    }
    const comesByItself =
      cpu.block >= 0 && cpu.returned === undefined && cpu.blocks.leadsTo(cpu.block, cpu.count, address);
    return comesByItself ? -1 : offset;
  }

  private exception(cpu: Cpu, offset: number, isInterrupt: boolean, ahead: Ahead): void {
    if (cpu.dropping && cpu.top?.entry === Entry.refill && offset >= GENERAL && !isInterrupt) {
      // Taken within a refill, it returns to what that came after.
      this.refillFails(cpu, offset, ahead.faultService(this.vectors));
      return;
    }
    const entry = isInterrupt ? Entry.interrupt : entryOf(cpu, offset);
    const dropped = entry <= Entry.readHardware;
    const came = cpu.interrupted();
    const again = isAgain(cpu, entry, came);
    let service = SERVICE_OF[entry];
    if (entry === Entry.systemCall) service = serviceOfCall(cpu.call);
    else if (entry === Entry.fault && (cpu.isAtMemory || cpu.isAtEnd)) service = ahead.faultService(this.vectors);
    cpu.task!.frames.push({ ...came, again, entry, service, dropped, window: this.told.window });
    cpu.again = undefined;
    cpu.dropping = dropped;
    if (dropped) this.dropped[entry]++;
    else {
      this.told.event(Marker.trap, offset);
      this.tellServices(cpu);
    }
  }

  /** A refill that leaves its handler found no translation: from here on it is a fault as any other. */
  private refillFails(cpu: Cpu, offset: number, service: Service): void {
    const frame = cpu.top!;
    this.failedRefills++;
    frame.entry = Entry.fault;
    frame.service = service;
    frame.dropped = false;
    cpu.dropping = false;
    this.told.event(Marker.trap, offset);
    this.tellServices(cpu);
  }

  private systemCall(cpu: Cpu, ahead: Ahead): void {
    const number = ahead.callNumber() ?? UNKNOWN_CALL;
    if (number >= UNKNOWN_CALL) this.unknownCalls++;
    cpu.call = Math.min(number, UNKNOWN_CALL);
    cpu.attention = true;
    this.recording.called();
    this.told.event(Marker.syscall, cpu.call);
    if (cpu.task !== undefined) this.tasks.called(cpu.task, cpu.call);
  }

  /** Passes over the instructions that an exception made the CPU fetch again. */
  private passOver(cpu: Cpu, again: Interrupted, address: number): void {
    const behind = (again.low - address) | 0;
    if (behind !== 0 && !(behind === INSTRUCTION && again.inDelaySlot)) {
      cpu.again = undefined;
      return;
    }
    const instructions = Math.min(behind / INSTRUCTION + 1, cpu.count);
    this.refetched += instructions;
    // A branch at a block's end, or of a page: its delay slot is still to come.
    if (instructions * INSTRUCTION > behind) cpu.again = undefined;
    cpu.skipTo(instructions);
  }

  private codeFrames(cpu: Cpu, flags: number, address: number): void {
    const { blocks, block } = cpu;
    const { space } = cpu.task!;
    const last = blocks.addressOf(block, blocks.counts[block] - 1);
    const [firstPage, lastPage] = [blocks.firstPages[block], blocks.lastPages[block]];
    if (firstPage !== NO_PAGE) this.pages.frame(space, address | 0, firstPage);
    if (lastPage !== NO_PAGE && last >>> 12 !== address >>> 12) this.pages.frame(space, last | 0, lastPage);
    if ((flags & Flag.kernel) !== 0)
      blocks.flags[block] &= ~Flag.mapped; // once is enough: another module there is other blocks
    else blocks.stamps[block] = space.stamp;
  }

  private tellServices(cpu: Cpu): void {
    const { window } = this.told;
    const wanted: Service[] = [];
    for (const { service, window: taken } of cpu.task?.frames ?? [])
      if (service !== Service.none && taken === window) wanted.push(service);
    this.told.services(wanted);
  }
}

const NOWHERE: Interrupted = { low: -1, inDelaySlot: false, again: false };

/** Of what is no interrupt. */
function entryOf(cpu: Cpu, offset: number): Entry {
  if (isRefill(offset)) return Entry.refill;
  if (cpu.held !== 0) return Entry.readHardware;
  return cpu.call >= 0 ? Entry.systemCall : Entry.fault;
}

/** Whether the instruction before the exception is executed again after it. */
function isAgain(cpu: Cpu, entry: Entry, came: Interrupted): boolean {
  if (cpu.again === undefined && cpu.isAtBranch) return true;
  if (cpu.returned !== undefined || cpu.again !== undefined || entry === Entry.fault) return came.again;
  return entry === Entry.refill && came.again && cpu.isAtMemory;
}
