import type { MemoryRange } from '../../counts/dependence.ts';
import type { NodeMemory } from '../../numa/memory/node-memory.ts';

/** Which part each frame is in: its node, or a range of the node's frames in the order in which it handed them out, which are told apart. */
export class FrameParts {
  private readonly memory: NodeMemory;
  /** By node: its ranges, each with its part. */
  private readonly ranges: readonly (readonly { part: number; first: number; last: number }[])[];
  /** By node: frames it has handed out. */
  private readonly handedOut: Int32Array;
  private parts = new Int16Array(0);
  private known: number;

  constructor(memory: NodeMemory, ranges: readonly MemoryRange[]) {
    this.memory = memory;
    this.ranges = Array.from({ length: memory.nodes }, (_, node) =>
      ranges.flatMap((range, n) => (range.node === node ? [{ ...range, part: memory.nodes + n }] : [])),
    );
    this.handedOut = new Int32Array(memory.nodes);
    this.known = memory.firstFrame;
  }

  /** The part of a frame. */
  of(frame: number): number {
    if (frame >= this.known) this.learn();
    return this.parts[frame];
  }

  /** Takes in the frames handed out since. */
  private learn(): void {
    const { memory, ranges, handedOut } = this;
    const { endFrame } = memory;
    if (endFrame > this.parts.length) {
      const grown = new Int16Array(Math.max(endFrame, 2 * this.parts.length));
      grown.set(this.parts);
      this.parts = grown;
    }
    for (; this.known < endFrame; this.known++) {
      const node = memory.nodeOf(this.known);
      const nth = handedOut[node]++;
      const range = ranges[node].find(({ first, last }) => nth >= first && nth <= last);
      this.parts[this.known] = range?.part ?? node;
    }
  }
}
