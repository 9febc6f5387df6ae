import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { Machine } from '../../src/replay/machine/machine.ts';
import { loadStructure } from '../../src/replay/structure/presets.ts';
import { TraceEncoder } from '../../src/trace/words/encoder/encoder.ts';
import { GRANULE_BITS, Kind } from '../../src/trace/words/layout.ts';
import { Marker, markerLength } from '../../src/trace/words/markers.ts';
import { eachMarker } from '../../src/trace/words/walk.ts';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;

/** Bytes allocated by JavaScript, on its heap and beside it. */
function heapBytes(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** About 100 K references that miss and hit everywhere: a loop of code, a walk through 4 MB, accesses across lines. */
function mixedWords(): Uint32Array {
  const encoder = new TraceEncoder();
  for (let i = 0; i < 50_000; i++) {
    encoder.reference(Kind.fetch, 0, 0x400000 + ((i * 3) & 0x1ffff), 4, 1);
    encoder.reference(i % 3 === 0 ? Kind.store : Kind.load, 0, 0x10000000 + ((i * 76) & 0x3fffff), 8, 0);
  }
  return encoder.finish().words;
}

/** The words without their regions, which a trace introduces once. */
function withoutRegions(words: Uint32Array): Uint32Array {
  const kept: number[] = [];
  let from = 0;
  eachMarker(words, (i, type) => {
    if (type !== Marker.region) return;
    kept.push(...words.subarray(from, i));
    from = i + markerLength(words[i]);
  });
  return Uint32Array.from([...kept, ...words.subarray(from)]);
}

/** Words of a look without a collection: what they allocate, garbage too, fits in the young generation and is seen. */
const LOOK_PASSES = 4;
const LONG_PASSES = 40;

/**
 * The least of some looks: what the loop allocates is in each, what the compiler or another file's test left behind is not. On a busy machine code is compiled
 * late, into the heap.
 */
function least(look: () => number, enough: number): number {
  let found = Number.POSITIVE_INFINITY;
  for (let tries = 0; tries < 8 && found >= enough; tries++) found = Math.min(found, look());
  return found;
}

for (const filter of [true, false])
  test(`replaying millions of words allocates nothing per record, filter ${filter ? 'on' : 'off'}`, () => {
    const first = mixedWords();
    const words = withoutRegions(first);
    const machine = new Machine(loadStructure('flash'), GRANULE_BITS, { filter });
    machine.run(first);
    const grown = (passes: number, collect: boolean): number => {
      gc();
      const before = heapBytes();
      for (let pass = 0; pass < passes; pass++) machine.run(words);
      if (collect) gc();
      return (heapBytes() - before) / (passes * words.length);
    };
    grown(LONG_PASSES / 4, true); // pages are placed, code is compiled
    // One number boxed per record would show as 12 bytes.
    expect(least(() => grown(LOOK_PASSES, false), 0.5)).toBeLessThan(0.5);
    expect(least(() => grown(LONG_PASSES, true), 0.02)).toBeLessThan(0.02);
  });
