import type { TextInput } from '../bytes/lines.ts';
import { openText } from '../bytes/text-trace.ts';
import type { OpenOptions, Trace } from '../words/trace.ts';
import { DinAccesses, type DinLayout } from './accesses.ts';
import { DinBinaryScanner } from './binary.ts';
import { DinTextScanner } from './scanner.ts';

/** Reads a DineroIV trace as DineroIV 4d7 does, except that empty and oversized accesses are errors. */
export function openDin(input: TextInput, layout: DinLayout, options: OpenOptions): Trace {
  return openText(input, `din-${layout}`, options, (queue, _header, notes) => {
    const accesses = new DinAccesses((block) => queue.references(block));
    const { name } = input;
    const scanner = layout === 'b' ? new DinBinaryScanner(name, accesses) : new DinTextScanner(name, layout, accesses);
    return {
      push: (chunk) => scanner.push(chunk),
      end(truncated) {
        const dropped = scanner.end(truncated);
        accesses.flush();
        notes.push(...accesses.notes());
        return dropped;
      },
    };
  });
}
