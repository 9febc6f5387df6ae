import { zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decompressFrame, FrameMemory } from '../../../src/trace/arrow/frames.ts';
import { writeArrow } from '../../../src/trace/arrow/index.ts';
import { openTrace } from '../../../src/trace/open.ts';
import { TraceEncoder } from '../../../src/trace/words/encoder/encoder.ts';
import { Kind } from '../../../src/trace/words/layout.ts';
import type { Batch } from '../../../src/trace/words/trace.ts';
import { draws } from '../../pace.ts';
import { temporaryFolder } from '../../temporary.ts';
import { collect, each, header } from '../words/steps.ts';

test('frames are decompressed into the memory given, one after the other', async () => {
  const memory = new FrameMemory();
  for (const content of ['first', '', 'x'.repeat(300_000), 'last']) {
    const bytes = Buffer.from(content);
    const result = await decompressFrame(zstdCompressSync(bytes), bytes.length, memory);
    expect(result.equals(bytes)).toBe(true);
    expect(result.buffer).toBe(memory.of(bytes.length).buffer);
  }
});

test('whatever a frame holds, with memory it comes to the same as without', async () => {
  const memory = new FrameMemory();
  const outcome = async (frame: Buffer, bytes: number, given?: FrameMemory) =>
    decompressFrame(frame, bytes, given).then((result) => result.toString('latin1'), ({ message }) => `error: ${message}`);
  const content = fc.uint8Array({ maxLength: 3000 }).map((bytes) => Buffer.from(bytes));
  await fc.assert(
    fc.asyncProperty(content, fc.integer({ min: -3, max: 3 }), fc.constantFrom('whole', 'cut', 'flipped', 'twice', 'followed'), fc.nat(), async (bytes, more, how, at) => {
      let frame = zstdCompressSync(bytes);
      if (how === 'cut') frame = frame.subarray(0, at % frame.length);
      if (how === 'flipped') frame[at % frame.length] ^= 1 << at % 8;
      if (how === 'twice') frame = Buffer.concat([frame, frame]);
      if (how === 'followed') frame = Buffer.concat([frame, Buffer.from('more')]);
      const expected = Math.max(0, bytes.length + more);
      expect(await outcome(frame, expected, memory)).toBe(await outcome(frame, expected));
    }),
    { numRuns: draws(500) },
  );
}); // biome-ignore format: a property

test('a frame that holds far more than it says is given up where that shows', async () => {
  const bomb = zstdCompressSync(Buffer.alloc(64 << 20));
  await expect(decompressFrame(bomb, 1000, new FrameMemory())).rejects.toThrow();
});

test('batches in memory that is used again hold the same, each until the next is asked for', async () => {
  const path = `${temporaryFolder('frames')}/t.arrow`;
  const encoder = new TraceEncoder();
  const written: Batch[] = [];
  for (let n = 0; n < 9; n++) {
    for (let i = 0; i < 1000 + 100 * ((n * 7) % 5); i++) encoder.reference(Kind.load, 0, n * 65536 + i * 16, 1 + n, 0);
    written.push(encoder.take());
  }
  await writeArrow(path, header(), each(written), () => ({ totals: encoder.totals, notes: [] }));
  for (const details of [false, true]) {
    const memories = new Set<unknown>();
    let n = 0;
    for await (const batch of (await openTrace(path)).batches(details, true)) {
      expect(batch.words).toEqual(written[n].words);
      if (details) expect(batch.details).toEqual(written[n].details);
      n++;
      memories.add(batch.words.buffer);
    }
    expect(n).toBe(written.length);
    expect(memories.size).toBe(3);
    const kept = await collect((await openTrace(path)).batches(details));
    expect(kept.map(({ words }) => words)).toEqual(written.map(({ words }) => words));
  }
});
