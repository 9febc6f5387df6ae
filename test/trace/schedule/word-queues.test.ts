import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wordQueues } from '../../../src/trace/schedule/word-queues.ts';
import { draws } from '../../pace.ts';

const QUEUES = 3;
/** Around the least number of words worth a view, and around a chunk. */
const sizes = fc.oneof(fc.integer({ min: 0, max: 80 }), fc.integer({ min: 16_000, max: 17_000 }), fc.constant(40_000));

test('each queue gives back its words in their order, however they came and are taken', () => {
  const step = fc.record({ queue: fc.nat(QUEUES - 1), words: sizes, takes: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const queues = wordQueues(QUEUES);
      const written = new Array<number>(QUEUES).fill(0);
      const read = new Array<number>(QUEUES).fill(0);
      const numbered = (queue: number, from: number, n: number) =>
        Uint32Array.from({ length: n }, (_, i) => (from + i) * QUEUES + queue);
      for (const { queue, words, takes } of steps) {
        if (takes) {
          const n = Math.min(words, written[queue] - read[queue]);
          const target = new Uint32Array(n + 2);
          queues.take(queue, n, target, 1);
          expect(target).toEqual(Uint32Array.of(0, ...numbered(queue, read[queue], n), 0));
          read[queue] += n;
        } else {
          const source = Uint32Array.of(7, ...numbered(queue, written[queue], words), 7);
          queues.append(queue, source, 1, words + 1);
          written[queue] += words;
        }
      }
    }),
    { numRuns: draws(60) },
  );
});

test('what was taken makes room for what comes', () => {
  const queues = wordQueues(QUEUES);
  const words = new Uint32Array(40_000);
  const bytes = () => process.memoryUsage().arrayBuffers;
  const before = bytes();
  for (let n = 0; n < 2000; n++) {
    queues.append(n % QUEUES, words, 0, words.length);
    queues.take(n % QUEUES, words.length, words, 0);
  }
  // 320 MB went through.
  expect(bytes() - before).toBeLessThan(4e6);
});
