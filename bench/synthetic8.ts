import { TraceEncoder } from '../src/trace/words/encoder/encoder.ts';
import { GRANULE_BITS, Kind } from '../src/trace/words/layout.ts';

const SLICE = 200;

/**
 * A made-up parallel program, as batches of words: every CPU runs the same loop, walks an array of its own, and now and then reads or
 * stores to lines that it shares with one neighbour, whatever the number of CPUs. They take turns, 200 references each.
 */
export function synthetic(cpus: number, references: number): Uint32Array[] {
  const encoder = new TraceEncoder({ granuleBits: GRANULE_BITS });
  const batches: Uint32Array[] = [];
  const done = new Int32Array(cpus);
  let state = 1;
  const below = (n: number): number => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
  for (let slice = 0; slice * SLICE < references; slice++) {
    const cpu = slice % cpus;
    encoder.cpu(cpu);
    for (let i = 0; i < SLICE / 2; i++) {
      const n = done[cpu]++;
      encoder.reference(Kind.fetch, 0, 0x400000 + ((n * 4) & 0x3fff), 4, 1);
      const kind = n % 3 === 0 ? Kind.store : Kind.load;
      if (below(50) === 0) encoder.reference(kind, 0, 0x20000000 + (cpu >> 1) * 0x40000 + below(1 << 10) * 32, 4, 0);
      else encoder.reference(kind, 0, 0x30000000 + cpu * 0x200000 + ((n * 8) & 0x1fffff), 8, 0);
    }
    if (encoder.full) batches.push(encoder.take().words);
  }
  batches.push(encoder.finish().words);
  return batches;
}
