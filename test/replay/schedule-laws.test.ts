import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Schedule } from '../../src/replay/disco/schedule/schedule.ts';
import { Kind, RUN_WORDS } from '../../src/trace/words/layout.ts';
import { Marker, markerOperand, markerType } from '../../src/trace/words/markers.ts';
import { draws, paced } from '../pace.ts';
import { encode, steps } from '../trace/words/steps.ts';
import { cpu, inOrder, items, rebatched, scheduled, shape, shapes, streams, tally, traces } from './schedule-tools.ts';

describe('a long trace', () => {
  const VIRTUAL_CPUS = 3;
  const LOOK_AHEAD = 100_000;
  /** A run as long as they get, with its CPU: 1000 references, of which the first is numbered. */
  const longRun = (virtualCpu: number, n: number) => [
    ...cpu(virtualCpu),
    ...Array.from({ length: 1000 }, (_, i) => (n << 14) | (i << 4) | Kind.load),
    ...tally(1000),
  ];
  // Virtual CPU 2 has less and less to do, virtual CPU 0 nothing after a while.
  const busy = (n: number) => (n % 7 === 0 ? 2 : n < 100 ? n % 2 : 1);
  const batches = Array.from({ length: 60 }, (_, b) =>
    Uint32Array.from(Array.from({ length: 10 }, (_, k) => longRun(busy(b * 10 + k), b * 10 + k)).flat()),
  );
  const trace = batches.flatMap((batch) => [...batch]);

  const all = [shape(), shape({ quantumInstructions: 50_000, vms: 3 }), shape({ cpus: 2, affinity: false })];
  for (const s of paced(all.slice(2), all))
    test(`waits in memory no larger than the look-ahead, and comes out whole: ${JSON.stringify(s)}`, () => {
      const schedule = new Schedule(s, VIRTUAL_CPUS, LOOK_AHEAD);
      const out: number[] = [];
      let read = 0;
      let most = 0;
      for (const batch of batches) {
        for (const words of schedule.push(batch)) for (const word of words) out.push(word);
        read += batch.length;
        most = Math.max(most, read - out.length);
      }
      for (const words of schedule.finish()) for (const word of words) out.push(word);
      // What waits, what is in no whole slice, and an output batch that is not full.
      expect(most).toBeLessThanOrEqual(LOOK_AHEAD + VIRTUAL_CPUS * RUN_WORDS + (1 << 16));
      expect(most).toBeGreaterThan(1 << 16);
      expect(streams(out, true)).toEqual(streams(trace, false));
    });
});

describe('for every trace', () => {
  const law = <T extends [unknown, ...unknown[]]>(
    arbitraries: { [K in keyof T]: fc.Arbitrary<T[K]> },
    holds: (...values: T) => void,
  ): void => fc.assert(fc.property<T>(...arbitraries, holds), { numRuns: draws(300) });
  const lookAheads = fc.oneof(fc.integer({ min: 1, max: 300 }), fc.constant(1 << 20));

  test('every word comes out once, in the order of its virtual CPU and within its window', () =>
    law([traces(), shapes, lookAheads], (words, s, lookAhead) => {
      const out = scheduled(s, 4, [words], lookAhead);
      expect(streams(out, true)).toEqual(streams(words, false));
    }));

  test('that any reader may give, the same', () =>
    law([steps, shapes], (list, s) => {
      const words = encode(list, 'flat').batches.flatMap((batch) => [...batch.words]);
      expect(streams(scheduled(s, 128, [words]), true)).toEqual(streams(words, false));
    }));

  test('it does not matter where its batches end', () =>
    law(
      [traces(), shapes, lookAheads, fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1 })],
      (words, s, ahead, sizes) => {
        const whole = scheduled(s, 4, [words], ahead);
        expect(scheduled(s, 4, rebatched(words, sizes), ahead)).toEqual(whole);
        expect(scheduled(s, 4, rebatched(words, [1]), ahead)).toEqual(whole);
      },
    ));

  test('regions are introduced before they are used', () =>
    law([traces(), shapes, lookAheads], (words, s, ahead) => {
      let regions = 0;
      for (const [word, g] of items(scheduled(s, 4, [words], ahead))) {
        const isMarker = (word & 3) === Kind.marker;
        if (isMarker && markerType(word) === Marker.region) regions++;
        else if (isMarker && markerType(word) === Marker.wide) expect(g >>> 18).toBeLessThan(regions);
        else if (!isMarker) expect(word >>> 18).toBeLessThan(regions);
      }
    }));

  /** What each physical CPU does, one for each tally; a turn lasts until another virtual CPU takes over. */
  function* tallies(out: number[]): Generator<{ cpu: number; virtualCpu: number; turn: number; instructions: number }> {
    const on: number[] = [];
    let [at, turn] = [0, 0];
    for (const [word, operand] of items(out)) {
      if ((word & 3) !== Kind.marker) continue;
      if (markerType(word) === Marker.cpu) at = markerOperand(word);
      else if (markerType(word) === Marker.virtualCpu) {
        on[at] = markerOperand(word);
        turn++;
      } else if (markerType(word) === Marker.tally) yield { cpu: at, virtualCpu: on[at], turn, instructions: operand };
    }
  }

  test('a switch is only told where another virtual CPU takes over', () =>
    law([traces(), shapes, lookAheads], (words, s, ahead) => {
      const on: number[] = [];
      let at = -1;
      for (const [word] of items(scheduled(s, 4, [words], ahead))) {
        if ((word & 3) !== Kind.marker) continue;
        if (markerType(word) === Marker.cpu) {
          expect(markerOperand(word)).not.toBe(at);
          at = markerOperand(word);
          expect(at).toBeLessThan(s.cpus);
        }
        if (markerType(word) !== Marker.virtualCpu) continue;
        expect(markerOperand(word)).not.toBe(on[at]);
        on[at] = markerOperand(word);
      }
    }));

  test('with a physical CPU for each, every virtual CPU has its own, and the order is the trace’s', () =>
    law([traces(), shapes, fc.integer({ min: 4, max: 6 })], (words, s, cpus) => {
      const out = scheduled({ ...s, cpus }, 4, [words]);
      for (const { cpu, virtualCpu } of tallies(out)) expect(cpu).toBe(virtualCpu);
      expect(inOrder(out)).toEqual(inOrder(words));
    }));

  test('virtual CPUs that are alone on their physical CPUs keep them, and come in the order of their clocks', () =>
    law([traces(false), shapes], (words, s) => {
      // Virtual CPUs 0 and 3 share the first.
      const clock = new Map([1, 2].map((v) => [v, 0]));
      let now = 0;
      for (const { cpu, virtualCpu, instructions } of tallies(
        scheduled({ ...s, cpus: 3, affinity: true }, 4, [words]),
      )) {
        const before = clock.get(virtualCpu);
        if (before === undefined) continue;
        expect(cpu).toBe(virtualCpu);
        expect(before).toBeGreaterThanOrEqual(now);
        now = before;
        clock.set(virtualCpu, before + instructions);
      }
    }));

  test('on one physical CPU no run begins after the quantum, while others have runs left', () =>
    law([traces(false), fc.integer({ min: 1, max: 40 })], (words, quantumInstructions) => {
      const all = [...tallies(scheduled(shape({ quantumInstructions }), 4, [words]))];
      let done = 0;
      all.forEach(({ virtualCpu, turn, instructions }, n) => {
        if (turn !== all[n - 1]?.turn) done = 0;
        if (all.slice(n).some((later) => later.virtualCpu !== virtualCpu))
          expect(done).toBeLessThan(quantumInstructions);
        done += instructions;
      });
    }));
});
