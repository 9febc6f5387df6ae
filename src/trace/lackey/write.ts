import { formatAddress } from '../bytes/hex.ts';
import { LeftOut, type TextWriter, textOf } from '../bytes/text-writer.ts';
import type { Reference, TraceEvent } from '../words/decoder.ts';
import { Kind } from '../words/layout.ts';
import { type Note, remark, type Trace } from '../words/trace.ts';

/** Valgrind lackey's text: one line for each instruction, tasks as processes. */
export const lackeyText = (trace: Trace): AsyncGenerator<string> => textOf(trace, () => new LackeyWriter());

class LackeyWriter implements TextWriter {
  text = '';
  private readonly left = new LeftOut();
  private task = '';
  private uneven = 0;
  /** A load's `address,size`, held back: with a store to the same it becomes an M. */
  private load = '';

  reference(reference: Reference): void {
    const { kind, high, low, bytes, instructions, task } = reference;
    this.left.see(reference);
    if (task !== this.task) {
      this.end();
      this.switchTo(task);
    }
    if (kind === Kind.fetch) {
      this.end();
      this.fetch(high, low, bytes, instructions);
      return;
    }
    const access = `${formatAddress(high, low, 8)},${bytes}\n`;
    if (kind === Kind.load) {
      this.end();
      this.load = access;
    } else if (this.load === access) {
      this.text += ` M ${access}`;
      this.load = '';
    } else {
      this.end();
      this.text += ` S ${access}`;
    }
  }

  event(event: TraceEvent): void {
    this.left.count(event);
  }

  end(): void {
    if (this.load !== '') this.text += ` L ${this.load}`;
    this.load = '';
  }

  notes(): Note[] {
    const notes = this.left.notes('lackey text', true);
    if (this.uneven > 0)
      notes.push(remark(`lackey text has a line for each instruction: the lengths in ${this.uneven} runs are a guess`));
    return notes;
  }

  /** A run of n instructions as n lines, of the same length if that is possible. */
  private fetch(high: number, low: number, bytes: number, instructions: number): void {
    const lines = Math.max(1, Math.min(instructions, bytes));
    if (bytes % lines !== 0) this.uneven++;
    for (let i = 0, done = 0; i < lines; i++) {
      const length = Math.floor((bytes * (i + 1)) / lines) - done;
      const at = low + done;
      const address = formatAddress(at > 0xffffffff ? (high + 1) >>> 0 : high, at >>> 0, 8);
      this.text += `I  ${address},${length}\n`;
      done += length;
    }
  }

  /** The scheduler's line that `LackeyScanner` reads a task's id from: thread - 1 above bit 32, pid below. */
  private switchTo(task: string): void {
    this.task = task;
    const id = BigInt(`0x${task === '' ? 0 : task}`);
    const thread = Number((id >> 32n) & 0xffffn) + 1;
    this.text += `--${id & 0xffffffffn}--   SCHED[${thread}]:  acquired lock (task ${task})\n`;
  }
}
