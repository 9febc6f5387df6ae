import { isTlbWrite, Privileged } from '../../trace/record.ts';
import { Event } from '../event.ts';
import { clearPage } from '../numa/clear-page.ts';
import type { Cpu } from '../numa/cpu.ts';
import { Random } from '../numa/random.ts';
import { createTagStore, type TagStore } from '../numa/tag-store.ts';
import type { MonitorShape } from '../structure.ts';
import type { Supervisor } from '../supervisor.ts';
import type { Relocator } from './relocate.ts';
import { readHasNoEffect, writeHasNoEffect } from './special-page.ts';

/** The monitor: takes every exception and privileged instruction of the guest kernel, and gives physical pages their machine pages. */
export class Disco implements Supervisor {
  private readonly shape: MonitorShape;
  /** Moves hot pages, if the structure says so. */
  relocator: Relocator | null = null;
  /** The second-level software TLB of each CPU's virtual CPU; none when its size is 0. */
  private readonly secondLevel = new Map<Cpu, TagStore>();
  private readonly secondLevelSets: number;

  constructor(shape: MonitorShape) {
    this.shape = shape;
    const { entries, ways } = shape.secondLevelTlb;
    this.secondLevelSets = ways === 'full' ? 1 : entries / ways;
  }

  /** Found in the second-level TLB, the guest never learns of it; else its own handler runs, and what it inserts is remembered. */
  tlbMiss(cpu: Cpu, entry: number): void {
    if (this.shape.secondLevelTlb.entries > 0) {
      const store = this.storeOf(cpu);
      const set = entry & (this.secondLevelSets - 1);
      if (store.touch(set, entry, 0) >= 0) {
        cpu.tally.count(Event.secondLevelHit);
        return;
      }
      store.insert(set, entry, 0);
    }
    cpu.tally.count(Event.secondLevelMiss);
    cpu.tally.count(Event.guestRefill);
  }

  replicaStore(cpu: Cpu, page: number): void {
    this.relocator?.collapse(cpu, page);
  }

  firstTouch(cpu: Cpu): void {
    cpu.tally.count(Event.monitorPageFault);
  }

  trap(cpu: Cpu): void {
    cpu.tally.count(Event.trap);
    cpu.tally.count(Event.trapForwarded);
  }

  privileged(cpu: Cpu, instruction: number, register: number): void {
    cpu.tally.count(isTlbWrite(instruction) ? Event.tlbWrite : Event.privileged);
    cpu.tally.count(this.emulation(instruction, register));
  }

  /** The guest's request is a monitor call; the monitor clears the page on its own time. */
  zeroPage(cpu: Cpu, page: number): void {
    if (!this.shape.zeroedPages) {
      clearPage(cpu, page);
      return;
    }
    cpu.tally.count(Event.monitorCall);
    cpu.asMonitor(() => clearPage(cpu, page));
  }

  private emulation(instruction: number, register: number): number {
    const page = this.shape.specialRegisterPage;
    switch (instruction) {
      case Privileged.readRegister:
      case Privileged.readHardware:
        return page && readHasNoEffect(register) ? Event.specialPageAccess : Event.registerReadEmulated;
      case Privileged.writeRegister:
        return page && writeHasNoEffect(register) ? Event.specialPageAccess : Event.registerWriteEmulated;
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

  private storeOf(cpu: Cpu): TagStore {
    let store = this.secondLevel.get(cpu);
    if (store === undefined) {
      const { entries } = this.shape.secondLevelTlb;
      store = createTagStore(this.secondLevelSets, entries / this.secondLevelSets, 'lru', new Random(1));
      this.secondLevel.set(cpu, store);
    }
    return store;
  }
}
