import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ARCHITECTURES } from '../../../src/trace/words/architecture.ts';
import { AccessBlock, BLOCK_ACCESSES, MOST_INSTRUCTIONS } from '../../../src/trace/words/encoder/access-block.ts';
import { TraceEncoder } from '../../../src/trace/words/encoder/encoder.ts';
import { Kind } from '../../../src/trace/words/layout.ts';
import { draws } from '../../pace.ts';

const bytes = fc.oneof(fc.integer({ min: 1, max: 64 }), fc.integer({ min: 1, max: 65536 }));
const access = fc.record({
  kind: fc.constantFrom(Kind.fetch, Kind.load, Kind.store),
  high: fc.constantFrom(0, 0x1f, 0x40000, 0xffffffff),
  low: fc.oneof(fc.nat(0xfffeffff), fc.integer({ min: 0x3ffc0, max: 0x40040 }), fc.integer({ min: 0, max: 200 })),
  bytes,
  more: fc.constantFrom(0, 0, 0, 1, 61, 62, 63, MOST_INSTRUCTIONS - 1),
});
/** A run of accesses, repeated so that regions are met again, and what happens after it. */
const part = fc.record({
  run: fc.array(access, { maxLength: 30 }),
  times: fc.integer({ min: 1, max: 60 }),
  after: fc.constantFrom('task 1', 'task 2', 'cpu 0', 'cpu 1', 'nothing'),
});

test('a block of accesses encodes to the same words as its accesses one by one', () => {
  fc.assert(
    fc.property(
      fc.array(part, { maxLength: 6 }),
      fc.constantFrom(...ARCHITECTURES),
      fc.integer({ min: 0, max: 4 }),
      (parts, architecture, granuleBits) => {
        const single = new TraceEncoder({ architecture, granuleBits });
        const blocks = new TraceEncoder({ architecture, granuleBits });
        const block = new AccessBlock();
        const flush = () => {
          blocks.references(block);
          block.count = 0;
        };
        for (const { run, times, after } of parts) {
          for (let i = 0; i < times; i++)
            for (const { kind, high, low, bytes, more } of run) {
              single.reference(kind, high, low, bytes, kind === Kind.fetch ? 1 + more : 0);
              block.add(kind, high, low, bytes, kind === Kind.fetch ? more : 0);
              if (block.count === BLOCK_ACCESSES) flush();
            }
          flush();
          const [what, value] = after.split(' ');
          for (const encoder of [single, blocks])
            if (what === 'task') encoder.task(value);
            else if (what === 'cpu') encoder.cpu(Number(value));
        }
        expect(blocks.finish()).toEqual(single.finish());
        expect(blocks.totals).toEqual(single.totals);
      },
    ),
    { numRuns: draws(150) },
  );
});

test('a block of accesses that each touch a new region loses none at the end of a batch', () => {
  const encoder = new TraceEncoder();
  const block = new AccessBlock();
  while (!encoder.full) {
    block.count = 0;
    for (let i = 0; i < BLOCK_ACCESSES; i++) block.add(Kind.load, 0, 16, 8);
    encoder.references(block);
  }
  block.count = 0;
  for (let i = 0; i < BLOCK_ACCESSES; i++) block.add(Kind.load, 0, (i + 1) << 18, 8);
  encoder.references(block);
  const { words } = encoder.take();
  const loads = words.subarray(-BLOCK_ACCESSES).length;
  expect(loads).toBe(BLOCK_ACCESSES);
  expect(encoder.totals).toMatchObject({ words: words.length, regions: 1 + BLOCK_ACCESSES });
});

test('until a batch is full, a block encodes to the same batches as its accesses one by one', () => {
  const single = new TraceEncoder();
  const blocks = new TraceEncoder();
  const block = new AccessBlock();
  const taken: unknown[][] = [[], []];
  for (let n = 0; taken[0].length < 3; n++) {
    block.count = 0;
    for (let i = 0; i < 700 + (n % 300); i++) {
      const low = (i * 40 + (n % 97 === 0 ? (n + i) << 18 : 0)) >>> 0; // now and then each in a new region
      block.add(i % 3 === 0 ? Kind.fetch : Kind.store, 0, low, 8, i % 3 === 0 ? i % 5 : 0);
      single.reference(i % 3 === 0 ? Kind.fetch : Kind.store, 0, low, 8, i % 3 === 0 ? 1 + (i % 5) : 0);
      if (single.full) taken[0].push(single.take());
    }
    for (let from = 0; from < block.count; ) {
      from = blocks.referencesUntilFull(block, from);
      if (blocks.full) taken[1].push(blocks.take());
    }
  }
  expect(taken[1]).toEqual(taken[0]);
  expect(blocks.finish()).toEqual(single.finish());
});
