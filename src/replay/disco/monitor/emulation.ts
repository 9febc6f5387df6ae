import { Privileged } from '../../../trace/words/vocabulary.ts';
import { Event } from '../../counts/event.ts';
import type { MonitorShape } from '../../structure/structure.ts';

/**
 * Coprocessor-0 registers, and which of their accesses have no side effect, so that the special register page can stand for them.
 * Assumed: the paper gives no list; this follows what each register does (MIPS R10000 User's Manual).
 * Reads: all but Random (1) and Count (9), which change by themselves. Writes: EntryLo0, EntryLo1 (2, 3), Context (4), PageMask (5),
 * EPC (14), LLAddr (17), XContext (20), TagLo, TagHi (28, 29), ErrorEPC (30): a later instruction reads them from the page.
 */
const CHANGES_BY_ITSELF = new Set([1, 9]);
const PLAIN_WRITE = new Set([2, 3, 4, 5, 14, 17, 20, 28, 29, 30]);

export const REGISTER = { entryLo0: 2, entryLo1: 3, context: 4 } as const;

const isPlain = (instruction: number, register: number): boolean =>
  instruction === Privileged.writeRegister ? PLAIN_WRITE.has(register) : !CHANGES_BY_ITSELF.has(register);

const isAccess = (instruction: number): boolean =>
  instruction === Privileged.readRegister ||
  instruction === Privileged.writeRegister ||
  instruction === Privileged.readHardware;

/** The event a privileged instruction that traps is emulated as. */
function emulationOf(instruction: number): number {
  switch (instruction) {
    case Privileged.readRegister:
    case Privileged.readHardware:
      return Event.registerReadEmulated;
    case Privileged.writeRegister:
      return Event.registerWriteEmulated;
    case Privileged.tlbProbe:
    case Privileged.tlbRead:
      return Event.tlbProbeEmulated;
    case Privileged.tlbWriteRandom:
    case Privileged.tlbWriteIndexed:
      return Event.tlbWriteEmulated;
    case Privileged.exceptionReturn:
      return Event.exceptionReturnEmulated;
    case Privileged.cacheOperation:
      return Event.cacheOperationEmulated;
    case Privileged.interruptControl:
      return Event.interruptControlEmulated;
    default:
      return Event.waitEmulated;
  }
}

/** Privileged instructions one by one: which trap and are emulated, and which use the special register page (4.3). */
export class Emulation {
  private readonly page: MonitorShape['specialRegisterPage'];
  /** Instructions the monitor has rewritten: granule x 2^8 + register x 4 + kind. */
  private readonly patched = new Set<number>();

  constructor(page: MonitorShape['specialRegisterPage']) {
    this.page = page;
  }

  /**
   * The event for an instruction fetched with granule `at`, or -1 where that is not known, so that it cannot be told again. `byHand`: it is
   * at one of the places that were patched by hand.
   */
  eventOf(operand: number, at: number, byHand: boolean): number {
    const instruction = operand & 255;
    const register = (operand >>> 8) & 255;
    if (this.page === 'off' || !isAccess(instruction) || !isPlain(instruction, register))
      return emulationOf(instruction);
    if (this.page === 'hand') return byHand ? Event.specialPageAccess : emulationOf(instruction);
    const site = at * 256 + (register & 63) * 4 + (instruction === Privileged.writeRegister ? 1 : 0);
    if (at >= 0 && this.patched.has(site)) return Event.specialPageAccess;
    this.patched.add(site);
    return Event.specialPagePatch;
  }
}
