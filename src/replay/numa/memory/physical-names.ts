import type { CommonPages } from './common-pages.ts';
import { ofVm, type PageDictionary } from './page-dictionary.ts';
import type { PhysicalMemory } from './physical-memory.ts';

/** Which physical page a dense page is to have: the one the recording names, one the guest has freed, or a new one. */
export class PhysicalNames {
  private readonly pages: PageDictionary;
  private readonly common: CommonPages;
  private readonly backing: PhysicalMemory;
  /** Recorded physical page -> ours. */
  private readonly ours = new Map<number, number>();
  /** Our physical pages that the recording has named. */
  private readonly recorded = new Set<number>();
  /** Page -> recorded physical page. */
  private readonly named = new Map<number, number>();
  /** VM -> physical pages on its guest's free list. */
  private readonly freed: number[][] = [];
  /** VM and number of a page in a common range -> physical page. */
  private readonly shared = new Map<number, number>();

  constructor(pages: PageDictionary, common: CommonPages, backing: PhysicalMemory) {
    this.pages = pages;
    this.common = common;
    this.backing = backing;
  }

  /** The physical page of a page without one, which this VM touches. */
  of(page: number, touchedBy: number): number {
    const vm = this.pages.vmOf(page, touchedBy);
    const recorded = this.named.get(page) ?? this.pages.recordedAt(page);
    if (recorded !== undefined) return this.ofRecorded(recorded, page, vm, -1);
    if (this.common.isOpen(page)) return this.ofShared(page, vm);
    return this.freedBy(vm).pop() ?? this.backing.add(vm, this.pages.useOf(page));
  }

  /** The recording names the physical page behind a page. */
  name(page: number, recorded: number): void {
    this.named.set(page, recorded);
  }

  unname(page: number): void {
    this.named.delete(page);
  }

  isRecorded(physical: number): boolean {
    return this.recorded.has(physical);
  }

  /** Our number of a recorded physical page: one that has none yet takes over `present`, unless that has a name already or is none. */
  ofRecorded(recorded: number, page: number, vm: number, present: number): number {
    let physical = this.ours.get(recorded);
    if (physical === undefined) {
      const isNamed = present < 0 || this.recorded.has(present);
      physical = isNamed ? this.backing.add(vm, this.pages.useOf(page)) : present;
      this.ours.set(recorded, physical);
      this.recorded.add(physical);
    }
    return physical;
  }

  /** The guest frees a physical page, and will use it again before it takes a fresh one; a recorded one when the recording says so. */
  free(physical: number, vm: number): void {
    if (!this.recorded.has(physical)) this.freedBy(vm).push(physical);
  }

  /** A VM begins anew. */
  forget(vm: number): void {
    this.freed[vm] = [];
  }

  private ofShared(page: number, vm: number): number {
    const key = ofVm(this.common.numberOf(page), vm);
    let physical = this.shared.get(key);
    if (physical === undefined) {
      physical = this.backing.add(vm, this.pages.useOf(page));
      this.shared.set(key, physical);
    }
    return physical;
  }

  private freedBy(vm: number): number[] {
    this.freed[vm] ??= [];
    return this.freed[vm];
  }
}
