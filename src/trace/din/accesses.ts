import { AccessBlock } from '../words/encoder/access-block.ts';
import { Kind, type ReferenceKind } from '../words/layout.ts';
import { change, type Note, remark } from '../words/trace.ts';

/** DineroIV's `-informat`: traditional, extended, binary. */
export type DinLayout = 'd' | 'D' | 'b';

/** DineroIV's access types, the numeric labels of its layouts (d4.h). */
export const DinLabel = { read: 0, write: 1, instruction: 2, misc: 3, copyBack: 4, invalidate: 5 } as const;
export const DIN_LABELS = 6;

/** What a record that is no command is. */
export const kindOf = (label: number): ReferenceKind =>
  label === DinLabel.instruction ? Kind.fetch : label === DinLabel.write ? Kind.store : Kind.load;

/** Records that have no counterpart. */
export interface DinSums {
  misc: number;
  commands: number;
}

/** Gathers a din file's accesses into blocks, and what has no counterpart into remarks. */
export class DinAccesses {
  /** Those that wait to be consumed. */
  readonly block: AccessBlock = new AccessBlock();
  private readonly consume: (block: AccessBlock) => void;
  sums: DinSums = { misc: 0, commands: 0 };

  constructor(consume: (block: AccessBlock) => void) {
    this.consume = consume;
  }

  /** A record of type `label`; `bytes` from 1 on, but for commands. */
  add(label: number, high: number, low: number, bytes: number): void {
    if (label >= DinLabel.copyBack) this.sums.commands++;
    else {
      if (label === DinLabel.misc) this.sums.misc++;
      const kind = kindOf(label);
      if (this.block.isFull) this.flush();
      this.block.add(kind, high, low, bytes);
    }
  }

  flush(): void {
    if (this.block.count > 0) this.consume(this.block);
    this.block.count = 0;
  }

  /** Remarks on what was not taken as it stands. */
  notes(): Note[] {
    const { misc, commands } = this.sums;
    const notes: Note[] = [];
    if (misc > 0)
      notes.push(
        remark(`${misc} misc accesses are read as loads; DineroIV counts them among the data, apart from reads`),
      );
    if (commands > 0)
      notes.push(change(`${commands} copy-back and invalidate commands are left out: they are no references`));
    return notes;
  }
}
