import { Cells } from '../../structure/cells.ts';
import type { NumaShape } from '../../structure/structure.ts';
import type { Toucher } from './toucher.ts';

const NONE = -1;

/**
 * The first frames are the monitor's own. They are numbered apart, and left out where there is no monitor, so that the guest's pages
 * have the same numbers, and in physically indexed caches the same sets, with and without one. A power of two, for that too.
 */
const MONITOR_FRAMES = 1024;

/**
 * The machine's memory: which node each frame (machine page) is on. Frames are numbered as they are first handed out and
 * go back to their node's free list; a node with a limit may run full, and the next one in order serves then.
 */
export class NodeMemory {
  readonly nodes: number;
  /** Frames a node has; Infinity: no limit. */
  private readonly limit: number;
  private readonly used: Int32Array;
  private readonly free: number[][];
  private node = new Int16Array(2 * MONITOR_FRAMES);
  private frames = MONITOR_FRAMES;
  private monitorFrames = 0;
  /** Frames of the monitor's that are numbered among the others, as its own have no number left. */
  private readonly moreOfMonitor = new Set<number>();
  private turn = 0;
  /** By node: 1 where its memory is lost. */
  private readonly lost: Uint8Array;
  private readonly placement: NumaShape['placement'];
  private readonly homes: NumaShape['homes'];
  /** By node: itself, then the others in the order in which they serve when it is full, those of its cell first. */
  private readonly order: readonly (readonly number[])[];

  constructor(
    nodes: number,
    shape: Pick<NumaShape, 'placement' | 'pagesPerNode' | 'homes'>,
    cells = new Cells(nodes, null),
  ) {
    this.nodes = nodes;
    this.lost = new Uint8Array(nodes);
    this.order = Array.from({ length: nodes }, (_, node) => {
      const all = Array.from({ length: nodes }, (_, i) => (node + i) % nodes);
      return [...all.filter((each) => cells.isSame(each, node)), ...all.filter((each) => !cells.isSame(each, node))];
    });
    this.limit = shape.pagesPerNode ?? Number.POSITIVE_INFINITY;
    this.used = new Int32Array(nodes);
    this.free = Array.from({ length: nodes }, () => []);
    this.placement = shape.placement;
    this.homes = shape.homes;
  }

  nodeOf(frame: number): number {
    return this.node[frame];
  }

  /** The first frame that is not numbered among the monitor's own. */
  get firstFrame(): number {
    return MONITOR_FRAMES;
  }

  /** The number of the frame that will be handed out next if none is free. */
  get endFrame(): number {
    return this.frames;
  }

  /** Whether the frame is the monitor's own. */
  isMonitors(frame: number): boolean {
    return frame < MONITOR_FRAMES || this.moreOfMonitor.has(frame);
  }

  /** Frames in use on all nodes. */
  get inUse(): number {
    return this.used.reduce((sum, n) => sum + n, 0);
  }

  isFull(node: number): boolean {
    return this.used[node] >= this.limit || this.lost[node] === 1;
  }

  /** The node a new page's home policy asks for. `firstNode`: the node of the CPU that touches it first. `address`: the page's. */
  home(firstNode: number, address: number): number {
    for (const { from, to, node } of this.homes) if (address >= from && address <= to) return node % this.nodes;
    switch (this.placement) {
      case 'firstTouch':
        return firstNode;
      case 'roundRobin':
        return this.turn++ % this.nodes;
      case 'fillFirst': // node 0 until it is full, then the next: allocate() moves on
        return 0;
    }
  }

  /**
   * A frame on this node, or on the next that has room, in its cell first. With every node full the toucher makes room; where nothing is left to give up
   * the limit gives way: a page must live somewhere.
   */
  allocate(node: number, toucher: Toucher): number {
    do {
      for (const each of this.order[node]) {
        const frame = this.allocateOn(each);
        if (frame !== NONE) return frame;
      }
    } while (toucher.makeRoom());
    return this.take(this.order[node].find((each) => this.lost[each] === 0) ?? node);
  }

  /** Nodes lose their memory: none of it is handed out any more. */
  lose(nodes: Iterable<number>): void {
    for (const node of nodes) this.lost[node] = 1;
  }

  isNodeLost(node: number): boolean {
    return this.lost[node] === 1;
  }

  /** Whether the frame is in memory that was lost. */
  isLost(frame: number): boolean {
    return this.lost[this.node[frame]] === 1;
  }

  /** A frame on this very node, or -1 when it is full. */
  allocateOn(node: number): number {
    return this.isFull(node) ? NONE : this.take(node);
  }

  /** A frame for the monitor itself, on this node. */
  allocateForMonitor(node: number, toucher: Toucher): number {
    if (this.monitorFrames === MONITOR_FRAMES) {
      const frame = this.allocate(node, toucher);
      this.moreOfMonitor.add(frame);
      return frame;
    }
    if (this.lost[node] === 1) node = this.order[node].find((each) => this.lost[each] === 0) ?? node;
    this.used[node]++;
    this.node[this.monitorFrames] = node;
    return this.monitorFrames++;
  }

  release(frame: number): void {
    const node = this.node[frame];
    this.used[node]--;
    this.free[node].push(frame);
  }

  private take(node: number): number {
    this.used[node]++;
    const again = this.free[node].pop();
    if (again !== undefined) return again;
    if (this.frames === this.node.length) {
      const grown = new Int16Array(this.frames * 2);
      grown.set(this.node);
      this.node = grown;
    }
    this.node[this.frames] = node;
    return this.frames++;
  }
}
