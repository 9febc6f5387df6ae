import { Event, Mode } from '../../counts/event.ts';
import type { Cpu } from '../../numa/cpu/cpu.ts';
import type { NodeMemory } from '../../numa/memory/node-memory.ts';
import type { PhysicalMemory } from '../../numa/memory/physical-memory.ts';
import type { Cells } from '../../structure/cells.ts';
import { charge } from './charge.ts';

/** Bytes of memory that a cell lends another at a time: Cellular Disco's 4 MB (SOSP '99, read in notes of others). */
export const LOAN_BYTES = 4 * 2 ** 20;

/**
 * Calls of a cell's monitor to another's (Cellular Disco, SOSP '99). A cell has its own memory and its own tables; it calls where another's
 * have to change, or know more: to borrow memory, to learn of a virtual machine's page, to use or leave a page in its memory that others use too, to take a page away from its CPUs, to move one out of its
 * memory or into it, to hand over a virtual CPU, and to deliver a message. What one operation asks of a cell is one call. Cells trust each
 * other, so that memory which is mapped is read and written without them.
 */
export class InterCell {
  private readonly cells: Cells;
  private readonly memory: NodeMemory;
  private readonly loanPages: number;
  /** Borrowing cell x cells + lending cell -> pages borrowed, ever. */
  private readonly borrowed: Float64Array;
  /** Nodes that are lost, of which nothing can be asked. */
  private readonly lost = new Set<number>();
  /** The cells that the present operation calls; null: there is none. */
  private called: Set<number> | null = null;

  /** `pageBytes`: of the machine. */
  constructor(cells: Cells, memory: NodeMemory, pageBytes: number) {
    this.cells = cells;
    this.memory = memory;
    this.loanPages = LOAN_BYTES / pageBytes;
    this.borrowed = new Float64Array(cells.count ** 2);
  }

  /** Nodes are lost. */
  lose(nodes: Iterable<number>): void {
    for (const node of nodes) this.lost.add(node);
  }

  /** Does one operation on a CPU: however often it asks something of a cell, that is one call. */
  once<T>(cpu: Cpu, work: () => T): T {
    if (this.called !== null || this.cells.count === 1) return work();
    this.called = new Set();
    const result = work();
    const { size } = this.called;
    this.called = null;
    if (size === 0) return result;
    const count = (): void => cpu.tally.add(Event.interCellCall, size);
    if (cpu.tally.mode < Mode.tlbWrite) charge(cpu, Mode.call, count);
    else count();
    return result;
  }

  /** Something is to change in the tables of the cell that this node is in. */
  ask(cpu: Cpu, node: number): void {
    if (this.cells.isSame(cpu.node, node) || this.lost.has(node)) return;
    this.once(cpu, () => this.called?.add(this.cells.of(node)));
  }

  /** The same for the cell whose memory the CPU's node has an object in. */
  askHolder(cpu: Cpu, backing: PhysicalMemory, object: number): void {
    if (this.cells.count > 1) this.ask(cpu, this.memory.nodeOf(backing.frameOn(object, cpu.node)));
  }

  /** The CPU took a fresh page of this frame: another cell's comes out of a loan. */
  took(cpu: Cpu, frame: number): void {
    const { cells } = this;
    const node = this.memory.nodeOf(frame);
    if (cells.isSame(cpu.node, node)) return;
    const pair = cells.of(cpu.node) * cells.count + cells.of(node);
    if (this.borrowed[pair]++ % this.loanPages === 0) this.ask(cpu, node);
  }
}
