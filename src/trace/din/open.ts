import type { TextInput } from '../bytes/lines.ts';
import { openText } from '../bytes/text-trace.ts';
import type { OpenOptions, Trace } from '../words/trace.ts';
import { DinAccesses } from './accesses.ts';
import { DinBinaryScanner } from './binary.ts';
import { DinTextScanner } from './scanner.ts';

/** DineroIV's `-informat`: traditional, extended, binary. */
export type DinLayout = 'd' | 'D' | 'b';

const NUMBER = '(?:0x)?[0-9a-f]+';
const TRADITIONAL = new RegExp(`^[ \\t]*(?:0x)?0*[0-5][ \\t]+${NUMBER}(?:[ \\t].*)?\\r?$`, 'i');
const EXTENDED = new RegExp(`^[ \\t]*[rwimcv][ \\t]+${NUMBER}[ \\t]+${NUMBER}(?:[ \\t].*)?\\r?$`, 'i');

/** Which of DineroIV's text layouts the first bytes of a file are in, if either. The binary one has no marks to tell. */
export function sniffDin(peek: Buffer): 'd' | 'D' | undefined {
  const lines = peek
    .toString('latin1', 0, 4096)
    .replace(/^\u00ef\u00bb\u00bf/, '')
    .split('\n');
  if (lines.length > 1) lines.pop();
  if (lines.every((line) => EXTENDED.test(line))) return 'D';
  if (lines.every((line) => TRADITIONAL.test(line))) return 'd';
  return undefined;
}

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
