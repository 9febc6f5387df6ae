import { Event, Mode } from '../../counts/event.ts';
import type { HotPage, PageMove } from '../../counts/page-move.ts';
import type { Directory } from '../../numa/caches/directory.ts';
import type { Cpu } from '../../numa/cpu/cpu.ts';
import type { Pages } from '../../numa/memory/pages.ts';
import type { Cells } from '../../structure/cells.ts';
import type { HotPageShape } from '../../structure/structure.ts';
import { charge } from '../monitor/charge.ts';
import type { InterCell } from '../monitor/inter-cell.ts';
import { competitivePolicy } from './competitive.ts';
import { discoPolicy } from './disco.ts';
import { FrameMoves } from './frame-moves.ts';
import type { HotPages } from './hot-pages.ts';
import { ObjectCounts } from './object-counts.ts';
import type { MovePolicy } from './policy.ts';

const POLICIES: Record<HotPageShape['policy'], (shape: HotPageShape) => MovePolicy> = {
  disco: discoPolicy,
  competitive: competitivePolicy,
};

/** What moving pages works with. */
export interface RelocatorParts {
  pages: Pages;
  directory: Directory;
  cpus: readonly Cpu[];
  hotPages: HotPages;
  cells: Cells;
  interCell: InterCell;
  /** Copies to be kept of a page that several cells share. */
  replicas: number;
}

/** Migration, replication and collapse of pages, as section 4.2.3 describes them: when, by which policy, and what was done. */
export class Relocator {
  /** Every move so far, in order; decisions to leave a page are not moves. */
  readonly moves: PageMove[] = [];
  private readonly resetInstructions: number;
  private readonly pages: Pages;
  private readonly cpus: readonly Cpu[];
  private readonly hotPages: HotPages;
  private readonly frames: FrameMoves;
  private readonly decide: MovePolicy;
  private readonly cells: Cells;
  private readonly interCell: InterCell;
  private readonly replicas: number;
  /** What was done to each page since the last reset. */
  private readonly migrations = new ObjectCounts();
  private readonly collapses = new ObjectCounts();
  private nextReset: number;
  private clock = 0;

  constructor(shape: HotPageShape, { pages, directory, cpus, hotPages, cells, interCell, replicas }: RelocatorParts) {
    this.cells = cells;
    this.interCell = interCell;
    this.replicas = replicas;
    this.resetInstructions = shape.resetInstructions;
    this.pages = pages;
    this.cpus = cpus;
    this.hotPages = hotPages;
    this.frames = new FrameMoves(pages.map, directory, cpus, hotPages, shape.copy, interCell);
    this.decide = POLICIES[shape.policy](shape);
    this.nextReset = shape.resetInstructions;
  }

  /** Time passes: instructions of all CPUs, of which there are `cpus`. A reset comes when each has run its interval on average. */
  advance(instructions: number, cpus: number): void {
    this.clock += instructions;
    if (this.clock < this.nextReset * cpus) return;
    this.nextReset += this.resetInstructions;
    this.hotPages.reset();
    this.migrations.reset();
    this.collapses.reset();
  }

  /** Handles the page that became hot, if one did; called between two references. */
  interrupt(): void {
    if (!this.hotPages.isEmpty) this.handle();
  }

  /** A page is mapped that others have: the CPU's cell gets a copy of its own for the case that another's is lost, unless there are enough, or no room. */
  keep(cpu: Cpu, page: number): void {
    const { map, memory } = this.pages;
    if (this.replicas === 1) return;
    const copies = map.copiesOf(page);
    if (copies.length >= this.replicas) return;
    if (copies.some((frame) => this.cells.isSame(memory.nodeOf(frame), cpu.node))) return;
    charge(cpu, Mode.pageMove, () => {
      const copy = this.frames.frameFor(cpu);
      if (copy < 0) return;
      const from = map.tables[cpu.node][page];
      const shootdowns = this.interCell.once(cpu, () => this.frames.replicate(cpu, page, from, copy));
      this.log('replicate', page, cpu, from, copy, null, shootdowns);
    });
  }

  /** A store to a replicated page: the copy of the writer's node remains. */
  collapse(cpu: Cpu, page: number): void {
    const { map } = this.pages;
    this.collapses.count(this.serialOf(page));
    const kept = map.tables[cpu.node][page];
    const shootdowns = this.interCell.once(cpu, () => this.frames.collapse(cpu, page, kept));
    this.log('collapse', page, cpu, kept, kept, null, shootdowns);
    map.setReplicated(page, false);
  }

  /** Gives up a replica on any node; whether there was one. */
  giveUpReplica(cpu: Cpu): boolean {
    return this.frames.giveUpReplica(cpu);
  }

  /** Machine pages were taken back: whatever uses them next is another page. */
  forget(frames: readonly number[]): void {
    for (const frame of frames) this.hotPages.clear(frame);
  }

  private handle(): void {
    const { frame, cpu } = this.hotPages.take();
    // The monitor's own pages have no physical page.
    if (this.pages.map.pageIn(frame) < 0) return;
    const { tally } = this.cpus[cpu];
    const before = tally.enter(Mode.pageMove, tally.service);
    this.relocate(this.cpus[cpu], frame);
    tally.row = before;
  }

  private relocate(cpu: Cpu, frame: number): void {
    const { map } = this.pages;
    cpu.tally.count(Event.hotPage);
    const page = map.pageIn(frame);
    const seen = this.look(cpu, frame, page);
    const decision = this.decide(seen);
    // Of all CPUs. 4.2.3 has a counter of a page for each CPU, one of which raises the interrupt, but does not say which begin anew once the
    // page was decided upon: if that CPU's alone did, the others' would reach the trigger so much the sooner.
    this.hotPages.clear(frame);
    if (decision === 'leave') return;
    const copy = this.frames.frameFor(cpu);
    if (copy < 0) return;
    if (decision === 'migrate') this.migrations.count(this.serialOf(page));
    const shootdowns = this.interCell.once(cpu, () => this.frames[decision](cpu, page, frame, copy));
    this.log(decision, page, cpu, frame, copy, seen, shootdowns);
  }

  /** What the policy may know. A store that collapsed the page tells as much whether it missed, and was counted, or not. */
  private look(cpu: Cpu, frame: number, page: number): HotPage {
    const serial = this.serialOf(page);
    const { stores, ...counted } = this.hotPages.look(cpu, frame);
    return {
      ...counted,
      stores: Math.max(stores, this.collapses.of(serial)),
      migrations: this.migrations.of(serial),
      replicated: this.pages.map.isReplicated(page),
    };
  }

  private serialOf(page: number): number {
    const { map } = this.pages;
    return map.backing.serialOf(map.objectOf(page));
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
    const address = this.pages.dictionary.addressOf(page);
    const nodes = { from: memory.nodeOf(from), to: memory.nodeOf(to) };
    this.moves.push({ clock: this.clock, action, page, address, cpu: cpu.number, ...nodes, seen, shootdowns });
  }
}
