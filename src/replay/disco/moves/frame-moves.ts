import { Event } from '../../counts/event.ts';
import type { Directory } from '../../numa/caches/directory.ts';
import type { Cpu } from '../../numa/cpu/cpu.ts';
import type { PageMap } from '../../numa/memory/page-map.ts';
import type { HotPageShape } from '../../structure/structure.ts';
import { copyBytes } from '../../supervisor/copy.ts';
import type { InterCell } from '../monitor/inter-cell.ts';
import type { HotPages } from './hot-pages.ts';

/** How a page gets other frames (4.2.3): its TLB entries go first, then it is copied, then the page's frame is another. */
export class FrameMoves {
  private readonly map: PageMap;
  private readonly directory: Directory;
  private readonly cpus: readonly Cpu[];
  private readonly hotPages: HotPages;
  private readonly copier: HotPageShape['copy'];
  private readonly interCell: InterCell;

  constructor(
    map: PageMap,
    directory: Directory,
    cpus: readonly Cpu[],
    hotPages: HotPages,
    copier: HotPageShape['copy'],
    interCell: InterCell,
  ) {
    this.interCell = interCell;
    this.copier = copier;
    this.map = map;
    this.directory = directory;
    this.cpus = cpus;
    this.hotPages = hotPages;
  }

  /** All nodes use `copy` in the place of `frame`. Returns the TLB entries removed. */
  migrate(cpu: Cpu, page: number, frame: number, copy: number): number {
    cpu.tally.count(Event.migration);
    const shootdowns = this.shootDown(cpu, frame);
    this.copy(cpu, page, frame, copy, () => this.replace(page, frame, copy));
    return shootdowns;
  }

  /** The CPU's node uses `copy` beside `frame`. Returns the TLB entries removed. */
  replicate(cpu: Cpu, page: number, frame: number, copy: number): number {
    cpu.tally.count(Event.replication);
    const shootdowns = this.shootDown(cpu, frame);
    this.copy(cpu, page, frame, copy, () => {
      // Lines that were dirty go to memory; the node's own CPUs leave the old frame.
      this.directory.purge(frame, (other) => this.cpus[other].node === cpu.node);
      this.map.moveTo(copy, page, cpu.node);
      this.map.setReplicated(page, true);
    });
    return shootdowns;
  }

  /** Of a page's replicas, the one in frame `kept` remains. Returns the TLB entries removed. */
  collapse(cpu: Cpu, page: number, kept: number): number {
    cpu.tally.count(Event.collapse);
    let shootdowns = 0;
    for (const frame of this.map.copiesOf(page)) {
      shootdowns += this.shootDown(cpu, frame);
      if (frame !== kept) this.replace(page, frame, kept);
    }
    return shootdowns;
  }

  /** A fresh frame on the CPU's node; where it is full, at the expense of a replica there; -1: there is none. */
  frameFor(cpu: Cpu): number {
    const { memory } = this.map;
    const frame = memory.allocateOn(cpu.node);
    if (frame >= 0 || !this.giveUpReplicaOn(cpu.node, cpu)) return frame;
    return memory.allocateOn(cpu.node);
  }

  /** Gives up a replica on any node; whether there was one. */
  giveUpReplica(cpu: Cpu): boolean {
    for (let node = 0; node < this.map.memory.nodes; node++) if (this.giveUpReplicaOn(node, cpu)) return true;
    return false;
  }

  private giveUpReplicaOn(node: number, cpu: Cpu): boolean {
    const { map } = this;
    const victim = map.replicaOn(node);
    if (victim === undefined) return false;
    cpu.tally.count(Event.replicaReclaimed);
    this.shootDown(cpu, victim.frame);
    this.replace(victim.page, victim.frame, victim.instead);
    map.setReplicated(victim.page, map.copiesOf(victim.page).length > 1);
    return true;
  }

  /**
   * Copies what the page holds to what holds it once it was moved. A CPU does so through its caches: what it reads comes from the old
   * node's memory or whoever stored to it, and what it writes stays behind there; none of that is a miss of the page's users.
   */
  private copy(cpu: Cpu, page: number, frame: number, copy: number, move: () => void): void {
    if (this.copier === 'engine') {
      cpu.tally.add(Event.byteCopied, cpu.pageBytes);
      this.directory.transfer(cpu.number, frame, copy);
      move();
      return;
    }
    copyBytes(cpu, { page, offset: 0 }, { page, offset: 0 }, cpu.pageBytes, move);
    this.hotPages.clear(frame);
    this.hotPages.clear(copy);
  }

  /** The nodes that use a frame for this page use another from now on. It is free, and whatever it holds next is new to all. */
  private replace(page: number, frame: number, copy: number): void {
    const { map } = this;
    for (let node = 0; node < map.memory.nodes; node++)
      if (map.tables[node][page] === frame) map.moveTo(copy, page, node);
    this.directory.renew(frame);
    this.hotPages.clear(frame);
    map.memory.release(frame);
  }

  /** Removes the entries that map the frame from the TLBs of the nodes that use it, and tells the cell that has it; returns how many of them were other CPUs'. */
  private shootDown(cpu: Cpu, frame: number): number {
    let removed = 0;
    const { tables, memory } = this.map;
    this.interCell.once(cpu, () => {
      this.interCell.ask(cpu, memory.nodeOf(frame));
      for (const page of this.map.pagesIn(frame))
        for (const other of this.cpus)
          if (other !== undefined && tables[other.node][page] === frame && other.unmap(page) && other !== cpu) {
            removed++;
            this.interCell.ask(cpu, other.node);
          }
    });
    cpu.tally.add(Event.tlbShootdown, removed);
    return removed;
  }
}
