import { Service } from '../../../trace/words/vocabulary.ts';
import { Event, Mode } from '../../counts/event.ts';
import type { Cpu } from '../../numa/cpu/cpu.ts';
import type { GuestRefill } from './guest-refill.ts';
import type { SecondLevelTlbs } from './second-level-tlbs.ts';
import type { TlbWrites } from './tlb-writes.ts';

/** A TLB miss: looked up in the second-level TLB, else forwarded to the guest, or refilled for one without virtual memory. */
export class TlbMisses {
  private readonly secondLevel: SecondLevelTlbs;
  private readonly writes: TlbWrites;
  /** Null: the guest has no virtual memory of its own, SPLASHOS (4.3). */
  private readonly guest: GuestRefill | null;

  constructor(secondLevel: SecondLevelTlbs, writes: TlbWrites, guest: GuestRefill | null) {
    this.secondLevel = secondLevel;
    this.writes = writes;
    this.guest = guest;
  }

  miss(cpu: Cpu, entry: number, user: boolean): void {
    const { tally } = cpu;
    const { service } = tally;
    const guestRow = tally.enter(user ? Mode.tlbWrite : Mode.kernelTlbFault, service);
    const faulting = user && service !== Service.tlbRefill;
    if (this.secondLevel.find(cpu, entry, faulting)) tally.count(Event.secondLevelHit);
    else if (this.guest === null) this.writes.refill(cpu, entry);
    else this.guest.forward(cpu, entry, user, guestRow);
    tally.row = guestRow;
  }
}
