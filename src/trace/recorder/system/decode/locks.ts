import { Marker } from '../../../words/markers.ts';
import { SLEEPING_LOCK } from '../../../words/vocabulary.ts';
import { LockKind } from '../stream.ts';
import type { Told } from './told.ts';

interface Held {
  readonly number: number;
  /** Who acquired it, in which window. A sleeping lock may be released on another CPU. */
  readonly cpu: number;
  readonly window: number;
}

/** The guest's locks, numbered as they appear. An acquisition of what is held, or a release of what is not, is left out and counted. */
export class Locks {
  private readonly told: Told;
  /** By address. */
  private readonly numbers = new Map<number, number>();
  private readonly held = new Map<number, Held>();
  acquiredTwice = 0;
  releasedTwice = 0;
  /** Releases that were missed: another CPU acquired the lock. */
  missed = 0;
  /** Shared acquisitions of sleeping locks: those keep each other from nothing. */
  shared = 0;

  constructor(told: Told) {
    this.told = told;
  }

  acquire(cpu: number, address: number, kind: number): void {
    if (kind === LockKind.sleepingShared) {
      this.shared++;
      return;
    }
    const holder = this.held.get(address);
    if (holder?.cpu === cpu) {
      this.acquiredTwice++;
      return;
    }
    if (holder !== undefined) {
      this.missed++;
      this.release(address, kind);
    }
    const number = this.numberOf(address) | (kind === LockKind.spin ? 0 : SLEEPING_LOCK);
    this.held.set(address, { number, cpu, window: this.told.isOpen ? this.told.window : 0 });
    this.told.event(Marker.lockAcquire, number);
  }

  release(address: number, kind: number): void {
    if (kind === LockKind.sleepingShared) return;
    const holder = this.held.get(address);
    if (holder === undefined) {
      this.releasedTwice++;
      return;
    }
    this.held.delete(address);
    if (holder.window === this.told.window) this.told.eventOf(holder.cpu, Marker.lockRelease, holder.number);
  }

  private numberOf(address: number): number {
    let number = this.numbers.get(address);
    if (number === undefined) {
      number = this.numbers.size & (SLEEPING_LOCK - 1);
      this.numbers.set(address, number);
    }
    return number;
  }
}
