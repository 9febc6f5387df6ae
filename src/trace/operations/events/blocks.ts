import type { TraceEvent } from '../../words/decoder.ts';
import { Marker } from '../../words/markers.ts';
import { At } from '../../words/walk.ts';

/** How blocks of disks were used: a block is what one event names, by its disk and first sector. */
export interface BlockUse {
  /** Events and their sectors: read from a disk, written to one, used through the kernel's cache. */
  reads: number;
  readSectors: number;
  writes: number;
  writtenSectors: number;
  fileBlocks: number;
  /** Distinct blocks, and those that several CPUs, or several tasks, were the ones to use. */
  blocks: number;
  byCpus: number;
  byTasks: number;
}

/** In `Block`: more than one. */
const SEVERAL = -2;
/** Whose a block was: the one CPU and task, or `SEVERAL`. */
type Block = { cpu: number; task: number };

/** Counts what events say of blocks of disks. */
export class Blocks {
  private readonly sums = { reads: 0, readSectors: 0, writes: 0, writtenSectors: 0, fileBlocks: 0 };
  private readonly blocks = new Map<string, Block>();

  see({ type, operands, cpu, taskIndex }: TraceEvent): void {
    const { sums } = this;
    if (type === Marker.diskRead || type === Marker.diskReadSegment) {
      sums.reads++;
      sums.readSectors += operands[At.diskRead.sectors - 1];
    } else if (type === Marker.diskWrite || type === Marker.diskWriteSegment) {
      sums.writes++;
      sums.writtenSectors += operands[At.diskWrite.sectors - 1];
    } else if (type === Marker.fileBlock) sums.fileBlocks++;
    else return;
    const name = `${operands[At.diskRead.disk - 1]} ${operands[At.diskRead.first - 1]}`;
    const block = this.blocks.get(name);
    if (block === undefined) this.blocks.set(name, { cpu, task: taskIndex });
    else {
      if (block.cpu !== cpu) block.cpu = SEVERAL;
      if (block.task !== taskIndex) block.task = SEVERAL;
    }
  }

  use(): BlockUse {
    const all = [...this.blocks.values()];
    return {
      ...this.sums,
      blocks: all.length,
      byCpus: all.filter(({ cpu }) => cpu === SEVERAL).length,
      byTasks: all.filter(({ task }) => task === SEVERAL).length,
    };
  }
}
