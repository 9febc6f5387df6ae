import { Event, Mode } from '../../counts/event.ts';
import type { HotPage, PageMove } from '../../counts/page-move.ts';
import type { Directory } from '../../numa/caches/directory.ts';
import type { Cpu } from '../../numa/cpu/cpu.ts';
import { MissCounters } from '../../numa/memory/miss-counters.ts';
import type { Pages } from '../../numa/memory/pages.ts';
import type { HotPageShape } from '../../structure/structure.ts';
import { competitivePolicy } from './competitive.ts';
import { discoPolicy } from './disco.ts';
import type { MovePolicy } from './policy.ts';

const POLICIES: Record<HotPageShape['policy'], (shape: HotPageShape) => MovePolicy> = {
  disco: discoPolicy,
  competitive: competitivePolicy,
};

/** Migration, replication and collapse of pages, as section 4.2.3 describes them. */
export class Relocator {
  /** Every move so far, in order; decisions to leave a page are not moves. */
  readonly moves: PageMove[] = [];
  private readonly shape: HotPageShape;
  private readonly pages: Pages;
  private readonly directory: Directory;
  private readonly cpus: readonly Cpu[];
  private readonly counters: MissCounters;
  private readonly decide: MovePolicy;
  /** Object -> moves since the last reset. */
  private readonly movesOf = new Map<number, number>();
  private readonly skipped: Int32Array;
  private nextReset: number;
  private clock = 0;
  /** A page became hot during the present reference, which has to end first. */
  private pending: { frame: number; cpu: number } | null = null;

  constructor(shape: HotPageShape, pages: Pages, directory: Directory, cpus: readonly Cpu[], maxCpus: number) {
    this.shape = shape;
    this.pages = pages;
    this.directory = directory;
    this.cpus = cpus;
    this.counters = new MissCounters(maxCpus);
    this.skipped = new Int32Array(maxCpus);
    this.decide = POLICIES[shape.policy](shape);
    this.nextReset = shape.resetInstructions;
    directory.onMiss = (frame, cpu, write) => this.miss(frame, cpu, write);
  }

  /** Time passes: instructions of all CPUs, of which there are `cpus`. A reset comes when each has run its interval on average. */
  advance(instructions: number, cpus: number): void {
    this.clock += instructions;
    if (this.clock < this.nextReset * cpus) return;
    this.nextReset += this.shape.resetInstructions;
    this.counters.reset();
    this.movesOf.clear();
  }

  /** Handles the page that became hot, if one did; between two references. */
  settle(): void {
    if (this.pending === null) return;
    const { frame, cpu } = this.pending;
    this.pending = null;
    // The monitor's own pages have no physical page.
    if (this.pages.pageOf(frame) < 0) return;
    const { tally } = this.cpus[cpu];
    const before = tally.enter(Mode.pageMove, tally.service);
    this.hot(this.cpus[cpu], frame);
    tally.row = before;
  }

  /** A store to a replicated page: the copy of the writer's node remains. */
  collapse(cpu: Cpu, page: number): void {
    const { pages } = this;
    const kept = pages.tables[cpu.node][page];
    cpu.tally.count(Event.collapse);
    let shootdowns = 0;
    for (const frame of pages.copiesOf(page)) {
      shootdowns += this.shootDown(cpu, frame);
      if (frame !== kept) this.replace(page, frame, kept);
    }
    this.log('collapse', page, cpu, kept, kept, null, shootdowns);
    pages.setReplicated(page, false);
  }

  /** A physical page was freed and its machine pages taken back: whatever uses them next is another page. */
  forget(physical: number, frames: readonly number[]): void {
    this.movesOf.delete(physical);
    for (const frame of frames) this.counters.clear(frame);
  }

  private miss(frame: number, cpu: number, write: boolean): void {
    if (++this.skipped[cpu] < this.shape.sampleEvery) return;
    this.skipped[cpu] = 0;
    const misses = this.counters.count(frame, cpu, write);
    if (misses >= this.shape.trigger && this.pages.memory.nodeOf(frame) !== this.cpus[cpu].node)
      this.pending = { frame, cpu };
  }

  private hot(cpu: Cpu, frame: number): void {
    const { pages, counters } = this;
    cpu.tally.count(Event.hotPage);
    const page = pages.pageOf(frame);
    const object = pages.objectOf(page);
    const home = pages.memory.nodeOf(frame);
    let othersMost = 0;
    let homeMisses = 0;
    for (let other = 0; other < this.cpus.length; other++) {
      const node = this.cpus[other]?.node ?? cpu.node;
      if (node === cpu.node) continue;
      const misses = counters.missesOf(frame, other);
      othersMost = Math.max(othersMost, misses);
      if (node === home) homeMisses += misses;
    }
    const moves = this.movesOf.get(object) ?? 0;
    const seen: HotPage = {
      misses: counters.missesOf(frame, cpu.number),
      othersMost,
      homeMisses,
      stores: counters.storesTo(frame),
      moves,
      replicated: pages.isReplicated(page),
    };
    const decision = this.decide(seen);
    counters.clear(frame);
    if (decision === 'leave') return;
    const copy = this.frameOn(cpu);
    if (copy < 0) return;
    this.movesOf.set(object, moves + 1);
    const shootdowns =
      decision === 'migrate' ? this.migrate(cpu, page, frame, copy) : this.replicate(cpu, page, frame, copy);
    this.log(decision, page, cpu, frame, copy, seen, shootdowns);
  }

  /** Returns the TLB entries it removed. */
  private migrate(cpu: Cpu, page: number, frame: number, copy: number): number {
    cpu.tally.count(Event.migration);
    const shootdowns = this.shootDown(cpu, frame);
    this.replace(page, frame, copy);
    return shootdowns;
  }

  private replicate(cpu: Cpu, page: number, frame: number, copy: number): number {
    cpu.tally.count(Event.replication);
    const shootdowns = this.shootDown(cpu, frame);
    // Dirty lines go to memory before the copy is made; the node's own CPUs leave the old frame.
    this.directory.purge(frame, (other) => this.cpus[other].node === cpu.node);
    this.pages.remap(page, copy, cpu.node);
    this.pages.setReplicated(page, true);
    return shootdowns;
  }

  /** Gives up a replica on any node; whether there was one. */
  giveUpReplica(cpu: Cpu): boolean {
    for (let node = 0; node < this.pages.memory.nodes; node++) if (this.giveUpReplicaOn(node, cpu)) return true;
    return false;
  }

  /** A fresh frame on the CPU's node; where it is full, at the expense of a replica there. */
  private frameOn(cpu: Cpu): number {
    const { memory } = this.pages;
    const frame = memory.allocateOn(cpu.node);
    if (frame >= 0 || !this.giveUpReplicaOn(cpu.node, cpu)) return frame;
    return memory.allocateOn(cpu.node);
  }

  private giveUpReplicaOn(node: number, cpu: Cpu): boolean {
    const { pages } = this;
    const victim = pages.replicaOn(node);
    if (victim === undefined) return false;
    cpu.tally.count(Event.replicaReclaimed);
    this.shootDown(cpu, victim.frame);
    this.replace(victim.page, victim.frame, victim.instead);
    pages.setReplicated(victim.page, pages.copiesOf(victim.page).length > 1);
    return true;
  }

  /** The nodes that use a frame for this page use another from now on. It is free, and whatever it holds next is new to all. */
  private replace(page: number, frame: number, copy: number): void {
    const { pages } = this;
    for (let node = 0; node < pages.memory.nodes; node++)
      if (pages.tables[node][page] === frame) pages.remap(page, copy, node);
    this.directory.purge(frame, () => true);
    this.directory.renew(frame);
    this.counters.clear(frame);
    pages.memory.release(frame);
  }

  /** Removes the entries that map the frame from the TLBs of the nodes that use it; returns how many of them were other CPUs'. */
  private shootDown(cpu: Cpu, frame: number): number {
    let removed = 0;
    const { tables } = this.pages;
    for (const page of this.pages.pagesOf(frame))
      for (const other of this.cpus)
        if (other !== undefined && tables[other.node][page] === frame && other.unmap(page) && other !== cpu) removed++;
    cpu.tally.add(Event.tlbShootdown, removed);
    return removed;
  }

  private log(
    action: PageMove['action'],
    page: number,
    cpu: Cpu,
    from: number,
    to: number,
    seen: HotPage | null,
    shootdowns: number,
  ): void {
    const { memory } = this.pages;
    const address = this.pages.addressOf(page);
    const nodes = { from: memory.nodeOf(from), to: memory.nodeOf(to) };
    this.moves.push({ clock: this.clock, action, page, address, cpu: cpu.number, ...nodes, seen, shootdowns });
  }
}
