import { formatAddress } from '../bytes/hex.ts';
import { LeftOut, type TextWriter, textOf } from '../bytes/text-writer.ts';
import type { Reference, TraceEvent } from '../words/decoder.ts';
import { type Note, remark, type Trace } from '../words/trace.ts';

/** DineroIV's extended din. */
export const dinText = (trace: Trace): AsyncGenerator<string> => textOf(trace, () => new DinWriter());

class DinWriter implements TextWriter {
  text = '';
  private readonly left = new LeftOut();
  private runs = 0;

  reference(reference: Reference): void {
    const { kind, high, low, bytes, instructions } = reference;
    this.left.see(reference);
    if (instructions > 1) this.runs++;
    this.text += `${'ir.w'[kind]} ${formatAddress(high, low, 1)} ${bytes.toString(16)}\n`;
  }

  event(event: TraceEvent): void {
    this.left.count(event);
  }

  end(): void {}

  notes(): Note[] {
    const notes = this.left.notes('din', false);
    if (this.runs > 0)
      notes.push(remark(`din has no instruction counts: ${this.runs} runs of instructions are one fetch each`));
    return notes;
  }
}
