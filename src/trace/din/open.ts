import { ScanAhead } from '../bytes/ahead/scan-ahead.ts';
import { threadOf } from '../bytes/ahead/thread.ts';
import type { TextInput } from '../bytes/lines.ts';
import { type BatchQueue, type ChunkScanner, openText } from '../bytes/text-trace.ts';
import type { OpenOptions, Trace } from '../words/trace.ts';
import { DinAccesses, type DinLayout } from './accesses.ts';
import { DinBinaryScanner } from './binary.ts';
import { DinTextScanner } from './scanner.ts';
import type { Make } from './station.ts';

/** Reads a DineroIV trace as DineroIV 4d7 does, except that empty and oversized accesses are errors. */
export function openDin(input: TextInput, layout: DinLayout, options: OpenOptions): Trace {
  return openText(input, `din-${layout}`, options, (queue, _header, notes) => {
    const accesses = new DinAccesses((block) => queue.references(block));
    const scanner = scannerOf(input.name, layout, accesses, queue, options);
    return {
      push: (chunk) => scanner.push(chunk),
      ...(scanner.finish === undefined ? {} : { finish: scanner.finish.bind(scanner) }),
      end(truncated) {
        const dropped = scanner.end(truncated);
        accesses.flush();
        notes.push(...accesses.notes());
        return dropped;
      },
      close: () => scanner.close?.(),
    };
  });
}

function scannerOf(
  name: string,
  layout: DinLayout,
  accesses: DinAccesses,
  queue: BatchQueue,
  options: OpenOptions,
): ChunkScanner {
  if (layout === 'b') return new DinBinaryScanner(name, accesses);
  const make: Make = { name, layout };
  const listener = { accesses: queue.references.bind(queue), call: () => {} };
  const connect = threadOf('station', import.meta.url, make);
  return new ScanAhead(new DinTextScanner(name, layout, accesses), listener, connect, options);
}
