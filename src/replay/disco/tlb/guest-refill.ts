import { GRANULE_NUMBER_BITS } from '../../../trace/words/layout.ts';
import { Privileged } from '../../../trace/words/vocabulary.ts';
import { Event, Mode } from '../../counts/event.ts';
import type { Cpu } from '../../numa/cpu/cpu.ts';
import { REGISTER } from '../monitor/emulation.ts';
import type { Emulator } from '../monitor/emulator.ts';
import { PATHS } from '../monitor/monitor-memory.ts';
import type { MonitorWork } from '../monitor/work.ts';
import type { GuestTables } from './guest-tables.ts';
import type { SecondLevelTlbs } from './second-level-tlbs.ts';
import type { TlbWrites } from './tlb-writes.ts';

/** Privileged instructions of the guest's refill handler beside its TLB write and its return: it reads Context and writes both halves of the entry. */
const REFILL_ACCESSES = [
  Privileged.readRegister | (REGISTER.context << 8),
  Privileged.writeRegister | (REGISTER.entryLo0 << 8),
  Privileged.writeRegister | (REGISTER.entryLo1 << 8),
];

/** Where the emulation takes the refill handler's instructions to be: at a granule beyond all that a trace can name. */
const HANDLER_GRANULE = 2 ** GRANULE_NUMBER_BITS;
/** Where an instruction is that the emulation cannot know again. */
const UNKNOWN_GRANULE = -1;

/** The guest's own TLB refill handler, to which the monitor forwards a miss. */
export class GuestRefill {
  /** Null: the guest's kernel is not in the mapped segment, and its handler misses no TLB. */
  private readonly tables: GuestTables | null;
  private readonly emulator: Emulator;
  private readonly writes: TlbWrites;
  private readonly secondLevel: SecondLevelTlbs;
  private readonly work: MonitorWork;

  constructor(
    tables: GuestTables | null,
    emulator: Emulator,
    writes: TlbWrites,
    secondLevel: SecondLevelTlbs,
    work: MonitorWork,
  ) {
    this.tables = tables;
    this.emulator = emulator;
    this.writes = writes;
    this.secondLevel = secondLevel;
    this.work = work;
  }

  /**
   * The exception is delivered to the guest, whose handler loads its page table entry and writes it to the TLB. `user`: the program
   * missed; `guest`: the row of the tally the handler itself is charged to.
   */
  forward(cpu: Cpu, entry: number, user: boolean, guest: number): void {
    const { tally } = cpu;
    const column = tally.row;
    const { service } = tally;
    tally.count(Event.secondLevelMiss);
    const privileged = user ? Mode.privileged : Mode.kernelTlbFault;
    tally.enter(privileged, service);
    tally.count(Event.trapForwarded);
    this.work.run(cpu, PATHS.trap);
    tally.row = guest;
    tally.count(Event.guestRefill);
    if (this.tables !== null) {
      this.touch(cpu, this.tables.vector);
      if (user) this.touch(cpu, this.tables.tableOf(entry));
    }
    tally.enter(privileged, service);
    for (const access of REFILL_ACCESSES) this.emulator.emulateHandler(cpu, access, HANDLER_GRANULE);
    tally.row = column;
    this.writes.emulate(cpu, entry);
    tally.enter(privileged, service);
    this.emulator.emulateHandler(cpu, Privileged.exceptionReturn, UNKNOWN_GRANULE);
  }

  /** The handler uses a page of its own, which may miss the TLB in turn: a kernel TLB fault, served like any. */
  private touch(cpu: Cpu, entry: number): void {
    const { tally, tlb } = cpu;
    tally.count(Event.tlbReference);
    if (tlb.lastUse !== null) tlb.lastUse[entry] = cpu.now;
    if (tlb.absent[entry] === 0) return;
    tally.count(Event.tlbMiss);
    const guest = tally.enter(Mode.kernelTlbFault, tally.service);
    if (this.secondLevel.find(cpu, entry, false)) tally.count(Event.secondLevelHit);
    else {
      // In the handler exceptions go to the general vector, whose code and tables the kernel finds without a translation.
      tally.count(Event.secondLevelMiss);
      tally.count(Event.trapForwarded);
      this.work.run(cpu, PATHS.trap);
      this.writes.emulate(cpu, entry);
      this.emulator.emulateHandler(cpu, Privileged.exceptionReturn, UNKNOWN_GRANULE);
    }
    tlb.refill(entry);
    tally.row = guest;
  }
}
