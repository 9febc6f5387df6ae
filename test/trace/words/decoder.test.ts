import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { validate } from '../../../src/trace/operations/validate.ts';
import { ARCHITECTURES } from '../../../src/trace/words/architecture.ts';
import { TraceDecoder } from '../../../src/trace/words/decoder.ts';
import { TraceEncoder } from '../../../src/trace/words/encoder/encoder.ts';
import { Kind } from '../../../src/trace/words/layout.ts';
import { MARKERS, Marker, type MarkerSpec, marker } from '../../../src/trace/words/markers.ts';
import { rangeOf } from '../../../src/trace/words/operands.ts';
import { regranule } from '../../../src/trace/words/regranule.ts';
import type { Batch } from '../../../src/trace/words/trace.ts';
import { draws } from '../../pace.ts';
import { balanced, collect, decode, encode, expected, header, inMemory, steps } from './steps.ts';

const visitor = { reference() {}, event() {} };
const words = (...w: number[]): Batch => ({ words: Uint32Array.from(w), details: new Uint16Array(w.length) });

describe('words and details', () => {
  test('give back exactly the accesses and events that were encoded, in order', () => {
    fc.assert(
      fc.property(
        steps,
        fc.constantFrom(...ARCHITECTURES),
        fc.integer({ min: 0, max: 4 }),
        fc.integer({ min: 1, max: 100 }),
        (steps, architecture, granuleBits, batchSteps) => {
          const { batches } = encode(steps, architecture, { granuleBits, batchSteps });
          expect(decode(batches, granuleBits)).toEqual(expected(steps));
        },
      ),
      { numRuns: draws(300) },
    );
  });

  test('satisfy validation, and totals count an access over a region edge once', async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.constantFrom(...ARCHITECTURES), async (raw, architecture) => {
        const steps = balanced(raw);
        const { batches, totals } = encode(steps, architecture, { batchSteps: 50 });
        expect(totals.references).toBe(steps.filter((step) => step.do === 'reference').length);
        expect(totals.stores).toBe(steps.filter((s) => s.do === 'reference' && s.kind === Kind.store).length);
        expect(await validate(inMemory(header(architecture), batches, totals))).toEqual([]);
      }),
      { numRuns: draws(100) },
    );
  });

  test('mean the same after encoding with granules of any other size', async () => {
    await fc.assert(
      fc.asyncProperty(
        steps,
        fc.constantFrom(...ARCHITECTURES),
        fc.integer({ min: 0, max: 3 }),
        async (all, arch, bits) => {
          const { batches } = encode(all, arch, { batchSteps: 40 });
          const trace = regranule(inMemory(header(arch), batches), bits);
          expect(trace.header.granuleBits).toBe(bits);
          const again = await collect(trace.batches());
          expect(decode(again, bits)).toEqual(expected(all));
        },
      ),
      { numRuns: draws(60) },
    );
  });

  test('end with the address space: an access past 2^64 is refused, one up to it is not', () => {
    const encoder = new TraceEncoder();
    encoder.reference(Kind.store, 0xffffffff, 0xfffffffe, 2, 0);
    encoder.reference(Kind.store, 0xffffffff, 0xffff0000, 65536, 0);
    expect(() => encoder.reference(Kind.store, 0xffffffff, 0xfffffffe, 3, 0)).toThrow(
      new UserError('an access of 3 bytes at fffffffffffffffe; expected an access that ends at 2^64 at the latest'),
    );
    expect(() => encoder.reference(Kind.load, 0xffffffff, 0xffff0001, 65536, 0)).toThrow(UserError);
  });

  test('hold an access over a region edge as one record', () => {
    const encoder = new TraceEncoder();
    encoder.reference(Kind.store, 0x7fff, 0xfffffffe, 5, 0);
    encoder.reference(Kind.fetch, 0, 0x3ffff, 5000, 1200);
    const { words, details } = encoder.finish();
    expect([...words].filter((word) => word === marker(Marker.continued)).length).toBe(2);
    expect(decode([{ words, details }])).toEqual([
      'cpu 0 task - mode 0: 3 7ffffffffffe 5 0',
      'cpu 0 task - mode 0: 0 3ffff 5000 1200',
    ]);
  });

  test('with ids that are no numbers give every task an id of its own', () => {
    const encoder = new TraceEncoder();
    for (const id of ['1', 'make', '01', 'FF']) encoder.task(id);
    const decoder = new TraceDecoder();
    decoder.decode(encoder.finish(), visitor);
    expect(decoder.tasks.map(({ id }) => id)).toEqual(['1', '01', '001', 'ff']);
  });
});

describe('the decoder refuses', () => {
  const region0 = [marker(Marker.region, 0), 1, 0, 0, 0];
  const cases: [string, number[], string][] = [
    ['a region that was not introduced', [...region0, (1 << 18) | 1], 'word 6: region 1 was not introduced'],
    ['a region out of order', [marker(Marker.region, 1), 1, 0, 0, 0], 'word 0: region 1 is introduced out of order; expected 0'],
    ['a task that was not introduced', [marker(Marker.run, 0)], 'word 0: task 0 was not introduced'],
    ['a task out of order', [marker(Marker.task, 7), 0, 0, 1], 'word 0: task 7 is introduced out of order; expected 0'],
    ['an unknown marker', [...region0, (27 << 2) | 2], 'word 5: marker type 27 is unknown'],
    ['cut operands', [marker(Marker.region, 0), 1, 0, 0], 'word 0: the operands of marker region are cut off'],
    ['a cut wide access', [marker(Marker.wide, 1), 0, 100], 'word 0: the operands of marker wide are cut off'],
    ['a CPU above the limit', [marker(Marker.cpu, 128)], 'word 0: cpu has cpu 128; expected 0 to 127'],
    ['a second part without a first', [marker(Marker.continued)], 'word 0: the second part of an access comes without its first'],
    ['a first part without a second', [...region0, 1, marker(Marker.continued)], 'word 7: an access that crosses a region lacks its second part'],
    ['a note beyond 4 KB', [marker(Marker.note, 1025), ...Array(1025).fill(0)], 'word 0: note has length (words) 1025; expected 0 to 1024 (4 KB are enough for a remark)'],
  ]; // biome-ignore format: a table
  for (const [what, given, why] of cases)
    test(what, () => {
      const decoder = new TraceDecoder();
      expect(() => decoder.decode(words(...given), visitor)).toThrow(
        new UserError(`the trace is corrupt: batch 0, ${why}`),
      );
    });

  // What is written as text or acted on has a meaning: a closed list's value beyond its end has none.
  const bounded = Object.entries(MARKERS).flatMap(([name, { code, role, a, operands = [] }]: [string, MarkerSpec]) =>
    role === 'scheduler' || a?.[1] === 'words'
      ? []
      : [a, ...operands].flatMap((operand, offset) => {
          if (operand === undefined || operand[1] === 'kind') return [];
          const bits = offset === 0 ? 24 : 32;
          const [, most] = rangeOf(operand[1], bits);
          return most === 2 ** bits - 1 ? [] : [{ what: `${name}, ${operand[0]}`, code, count: operands.length, offset, most }];
        }),
  ); // biome-ignore format: a table of each operand
  test.each(bounded)('an operand that is none of its kind: $what', ({ code, count, offset, most }) => {
    const given = [marker(code as Marker, offset === 0 ? most + 1 : 0), ...Array(count).fill(0)];
    if (offset > 0) given[offset] = most + 1;
    expect(() => new TraceDecoder().decode(words(...given), visitor)).toThrow(/has .*; expected /);
  });

  test('no word but with a UserError', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.nat(0xffffffff), fc.nat(200)), { maxLength: 60 }), (w) => {
        try {
          new TraceDecoder().decode(words(...w), visitor);
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
        }
      }),
    );
  });
});

describe('validation', () => {
  const region0 = [marker(Marker.region, 0), 1, 0, 0, 1];
  const load = 1;
  const tally = (...counts: number[]) => [marker(Marker.tally), ...counts];
  const good = [...region0, load, load, ...tally(0, 0, 2, 0, 2)];
  const problems = (batches: Batch[], cpus = 128) => validate(inMemory({ ...header(), cpus }, batches));

  test('finds nothing wrong with a good trace', async () => {
    expect(await problems([words(...good)])).toEqual([]);
  });

  const cases: [string, number[], string[]][] = [
    ['a wrong tally', [...region0, load, ...tally(3, 1, 2, 0, 0)], [
      "word 6: CPU 0's tally has 3 instructions; a recount gives 0",
      "word 6: CPU 0's tally has 1 fetches; a recount gives 0",
      "word 6: CPU 0's tally has 2 loads; a recount gives 1",
      "word 6: CPU 0's tally has 0 unmapped references; a recount gives 1",
    ]],
    ['a missing tally', [...region0, load], ["word 6: CPU 0's last run has no tally"]],
    ['a region not introduced', [load, ...tally(0, 0, 1, 0, 0)], ['word 0: region 0 is used before it is introduced']],
    ['a page of a region not introduced', [...good, marker(Marker.freePage, 64)], ['word 13: freePage names page 64 of region 1, which is not introduced yet']],
    ['a remap to such a page', [...good, marker(Marker.remap, 63), 64], ['word 13: remap names page 64 of region 1, which is not introduced yet']],
    ['a task not introduced', [marker(Marker.run, 0)], ['word 0: task 0 is used before it is introduced']],
    ['an unknown marker', [(63 << 2) | 2], ['word 0: marker type 63 is unknown']],
    ['cut operands', [marker(Marker.window), 1, 2, 3], ['word 0: the operands of marker window are cut off']],
    ['a CPU beyond the header', [marker(Marker.cpu, 3), marker(Marker.cpu, 4)], ['word 1: CPU 4 does not exist; the header has 4 CPUs']],
    ['a service left but not entered', [marker(Marker.serviceEnter), marker(Marker.serviceLeave), marker(Marker.serviceLeave)], ['word 2: CPU 0 leaves a service that it did not enter']],
  ]; // biome-ignore format: a table
  for (const [what, given, found] of cases)
    test(`reports ${what}`, async () => {
      expect(await problems([words(), words(...given)], 4)).toEqual(found.map((sentence) => `batch 1, ${sentence}`));
    });

  test('reports services not left at the end, but for those that a window cut off', async () => {
    const enter = marker(Marker.serviceEnter, 5);
    expect(await problems([words(enter, marker(Marker.cpu, 2), enter)])).toEqual([
      'at the end, CPU 0 is inside 1 services that it does not leave',
      'at the end, CPU 2 is inside 1 services that it does not leave',
    ]);
    expect(await problems([words(enter, marker(Marker.window), 0, 0, 0, 0)])).toEqual([]);
    const leave = marker(Marker.serviceLeave);
    expect(await problems([words(enter, marker(Marker.window), 0, 0, 0, 0, leave)])).toEqual([]);
    expect(await problems([words(enter, marker(Marker.window), 0, 0, 0, 0, leave, leave)])).toEqual([
      'batch 0, word 7: CPU 0 leaves a service that it did not enter',
    ]);
  });

  test('reports totals that a recount does not give', async () => {
    const { batches, totals } = encode(
      [{ do: 'reference', kind: Kind.load, address: 5n, bytes: 4, instructions: 0 }],
      'flat',
    );
    expect(await validate(inMemory(header(), batches, totals))).toEqual([]);
    expect(await validate(inMemory(header(), batches, { ...totals, loads: 2, tasks: 1 }))).toEqual([
      'the totals give 2 loads; a recount gives 1',
      'the totals give 1 tasks; a recount gives 0',
    ]);
  });

  test('stops after twenty problems', async () => {
    const leave = marker(Marker.serviceLeave);
    expect((await problems([words(...Array(20).fill(leave))])).length).toBe(20);
    expect((await problems([words(...Array(500).fill(leave))])).length).toBe(20);
  });
});
