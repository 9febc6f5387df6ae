import { type Counts, totalsOf } from '../../src/replay/counts/counts.ts';
import { Machine } from '../../src/replay/machine/machine.ts';
import { granuleBitsFor, type Structure } from '../../src/replay/structure/structure.ts';
import { TraceEncoder } from '../../src/trace/words/encoder/encoder.ts';
import { Kind } from '../../src/trace/words/layout.ts';
import type { Access } from './oracle.ts';

const KINDS = { fetch: Kind.fetch, load: Kind.load, store: Kind.store } as const;

/** Accesses as batches of words. */
function* encode(accesses: Access[], granuleBits: number): Generator<Uint32Array> {
  const encoder = new TraceEncoder({ granuleBits });
  for (const { kind, address, bytes } of accesses) {
    encoder.reference(KINDS[kind], Math.floor(address / 2 ** 32), address >>> 0, bytes, kind === 'fetch' ? 1 : 0);
    if (encoder.full) yield encoder.take().words;
  }
  yield encoder.finish().words;
}

export function run(accesses: Access[], structure: Structure, filter = true): Counts {
  const granuleBits = granuleBitsFor(structure);
  const machine = new Machine(structure, granuleBits, { filter });
  for (const words of encode(accesses, granuleBits)) machine.run(words);
  return machine.finish();
}

/** The counts in the oracle's form. */
export function ours(counts: Counts) {
  const e = totalsOf(counts);
  const pair = (references: number, misses: number) => ({ references, misses });
  return {
    l1i: { fetch: pair(e.l1iFetch, e.l1iFetchMiss), load: pair(0, 0), store: pair(0, 0) },
    l1d: { fetch: pair(0, 0), load: pair(e.l1dLoad, e.l1dLoadMiss), store: pair(e.l1dStore, e.l1dStoreMiss) },
    l2: {
      fetch: pair(e.l2Fetch, e.l2FetchMiss),
      load: pair(e.l2Load, e.l2LoadMiss),
      store: pair(e.l2Store, e.l2StoreMiss),
    },
    tlb: pair(e.tlbReference, e.tlbMiss),
    writeBacks: [e.l1WriteBack, e.l2WriteBack],
  };
}
