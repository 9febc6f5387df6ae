import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { validate } from '../../../src/trace/operations/validate.ts';
import { ARCHITECTURES } from '../../../src/trace/words/architecture.ts';
import { AccessBlock, BLOCK_ACCESSES } from '../../../src/trace/words/encoder/access-block.ts';
import { TraceEncoder } from '../../../src/trace/words/encoder/encoder.ts';
import { RegionLimit } from '../../../src/trace/words/encoder/region-numbers.ts';
import { Kind, MONITOR_REGIONS } from '../../../src/trace/words/layout.ts';
import { regranule } from '../../../src/trace/words/regranule.ts';
import { draws } from '../../pace.ts';
import { balanced, collect, decode, encode, expected, header, inMemory, type Step, steps } from './steps.ts';

/** Few regions in one piece, so that most memory is in single parts. */
const layout = fc.integer({ min: 0, max: 3 }).map((inOnePiece) => ({ regions: 900, inOnePiece }));
/** Accesses over the edges of parts, some over two. */
const long = fc
  .tuple(fc.constantFrom(Kind.fetch, Kind.load, Kind.store), fc.nat(40), fc.nat(80), fc.nat(65535))
  .map(([kind, part, offset, bytes]): Step => {
    const address = BigInt(part * 32768 + 32700 + offset);
    return { do: 'reference', kind, address, bytes: bytes + 1, instructions: kind === Kind.fetch ? 1 : 0 };
  });
const mixed = fc
  .tuple(steps, fc.array(long, { maxLength: 20 }))
  .map(([some, others]) => others.reduce((all, step, n) => all.toSpliced((n * 7) % (all.length + 1), 0, step), some));

describe('memory in single parts of regions', () => {
  test('comes back as it was encoded, and satisfies validation', async () => {
    await fc.assert(
      fc.asyncProperty(mixed, fc.constantFrom(...ARCHITECTURES), layout, async (raw, architecture, layout) => {
        const steps = balanced(raw);
        const { batches, totals } = encode(steps, architecture, { layout, batchSteps: 50 });
        expect(decode(batches)).toEqual(expected(steps));
        expect(totals.references).toBe(steps.filter((step) => step.do === 'reference').length);
        expect(await validate(inMemory(header(architecture), batches, totals))).toEqual([]);
      }),
      { numRuns: draws(100) },
    );
  });

  test('means the same with granules of another size', async () => {
    await fc.assert(
      fc.asyncProperty(mixed, layout, fc.integer({ min: 0, max: 3 }), async (steps, layout, granuleBits) => {
        const ones = steps.filter((step) => step.do !== 'task');
        const { batches } = encode(ones, 'flat', { layout });
        const finer = await collect(regranule(inMemory(header(), batches), granuleBits).batches());
        expect(decode(finer, granuleBits)).toEqual(expected(ones));
      }),
      { numRuns: draws(40) },
    );
  });

  test('is encoded by blocks as access by access', () => {
    const access = fc.record({
      kind: fc.constantFrom(Kind.fetch, Kind.load, Kind.store),
      high: fc.constantFrom(0, 3),
      low: fc.oneof(fc.nat(0x3ffff), fc.integer({ min: 0x7fc0, max: 0x8040 })),
      bytes: fc.oneof(fc.integer({ min: 1, max: 64 }), fc.integer({ min: 1, max: 65536 })),
    });
    fc.assert(
      fc.property(fc.array(access, { maxLength: BLOCK_ACCESSES }), layout, (accesses, layout) => {
        const [single, blocks] = [new TraceEncoder({ layout }), new TraceEncoder({ layout })];
        const block = new AccessBlock();
        for (const { kind, high, low, bytes } of accesses) {
          single.reference(kind, high, low, bytes, kind === Kind.fetch ? 1 : 0);
          block.add(kind, high, low, bytes);
        }
        blocks.references(block);
        expect(blocks.finish()).toEqual(single.finish());
      }),
      { numRuns: draws(100) },
    );
  });
});

describe('the numbers of regions', () => {
  test('are enough for 110,000 places anywhere, and the guest’s and the monitor’s are left', () => {
    const encoder = new TraceEncoder();
    const touch = (place: number): void => encoder.reference(Kind.load, place >>> 10, (place << 22) >>> 0, 1, 0);
    const places = 2 ** 11 + (2 ** 14 - MONITOR_REGIONS - 2 ** 9 - 2 ** 11) * 8;
    for (let place = 0; place < places; place++) touch(place);
    expect(() => touch(places)).toThrow(RegionLimit);
    expect(() => touch(places)).toThrow(/more than 112,128 places .* record less of it, or windows of it/);
    touch(1);
    expect(encoder.totals.regions).toBe(places);
  });

  test('run out between accesses: what came before is whole', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(long, { minLength: 60, maxLength: 60 }), async (accesses) => {
        const encoder = new TraceEncoder({ layout: { regions: 3, inOnePiece: 1 } });
        let fit = 0;
        const encodeAll = (): void => {
          for (const step of accesses)
            if (step.do === 'reference') {
              encoder.reference(step.kind, 0, Number(step.address) + (1 << 20), step.bytes, step.instructions);
              fit++;
            }
        };
        expect(encodeAll).toThrow(RegionLimit);
        const batches = [encoder.finish()];
        expect(encoder.totals.references).toBe(fit);
        expect(await validate(inMemory(header(), batches, encoder.totals))).toEqual([]);
      }),
      { numRuns: draws(50) },
    );
  });
});
