import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Counts } from '../../src/replay/counts/counts.ts';
import { Machine } from '../../src/replay/machine/machine.ts';
import { boardCoupling, reuseKey, tlbCoupling } from '../../src/replay/machine/variants.ts';
import { replayAll, replayGroups } from '../../src/replay/replay.ts';
import { loadStructure } from '../../src/replay/structure/presets.ts';
import { granuleBitsFor, Structure } from '../../src/replay/structure/structure.ts';
import { openTrace } from '../../src/trace/open.ts';
import type { TraceEncoder } from '../../src/trace/words/encoder/encoder.ts';
import { Marker } from '../../src/trace/words/markers.ts';
import { Mode, Privileged, Service } from '../../src/trace/words/vocabulary.ts';
import { draws } from '../pace.ts';
import { batchOf, steps, structures } from './numa-model.ts';
import { warmed } from './warm.ts';

const CPUS = 3;

/** Pages that steps touch. */
const PAGES = [0x10000, 0x11000, 0x12000, 0x14000];

/** What a kernel does between two steps: windows, services, privileged instructions, pages zeroed and given back. */
const event = (encoder: TraceEncoder, n: number): void => {
  switch (n % 9) {
    case 0:
      encoder.event(Marker.mode, Mode.kernel);
      break;
    case 1:
      encoder.event(Marker.serviceEnter, Service.quickFault);
      break;
    case 2:
      encoder.event(Marker.privileged, Privileged.tlbWriteRandom);
      break;
    case 3:
      encoder.event(Marker.serviceLeave, Service.quickFault);
      break;
    case 4:
      encoder.event(Marker.mode, Mode.user);
      break;
    case 5:
      encoder.event(Marker.zeroPage, encoder.page(0, 0x11000));
      break;
    case 6:
      encoder.event(Marker.window, 0, n, 0, n, 0);
      break;
    default:
      encoder.event(Marker.freePage, encoder.page(0, PAGES[n % PAGES.length]));
  }
};

const power = (min: number, max: number) => fc.integer({ min, max }).map((n) => 2 ** n);
const replacement = fc.constantFrom('lru', 'fifo', 'random');
const tlbs = fc.array(fc.record({ entries: power(0, 5), ways: power(0, 5), replacement }), {
  minLength: 1,
  maxLength: 8,
});
const boards = fc.array(
  fc.record({
    lineBytes: power(6, 8),
    lines: power(0, 6),
    ways: power(0, 3),
    replacement: fc.constantFrom('lru', 'fifo'),
    write: fc.constantFrom('back', 'through'),
    writeAllocate: fc.boolean(),
  }),
  { minLength: 1, maxLength: 4 },
);
const monitor = fc.option(
  fc.record({ kernelSegment: fc.constantFrom('mapped', 'unmapped'), zeroedPages: fc.boolean() }),
);

/** Structures that share one machine: the base with every TLB, unless there is a monitor, and, where nothing is coherent, every board cache. */
function variantsOf(
  base: Structure,
  tlbShapes: { entries: number; ways: number; replacement: string }[],
  boardShapes: { lines: number; lineBytes: number; ways: number }[],
  shape: object | null,
  coherent: boolean,
): Structure[] {
  const plain = (cache: object) => ({ ...cache, replacement: 'lru' });
  const { l1i, l1d, l2 } = base.cache;
  const list = coherent ? [null] : boardShapes;
  return (shape === null ? tlbShapes : tlbShapes.slice(0, 1)).flatMap((tlb) =>
    list.map((board) =>
      Structure.parse({
        ...base,
        numa: coherent ? base.numa : null,
        cache: {
          l1i: plain(l1i),
          l1d: plain(l1d),
          l2:
            board === null
              ? plain(l2!)
              : (({ lines, ...rest }) => ({
                  ...rest,
                  sizeBytes: lines * rest.lineBytes,
                  ways: Math.min(rest.ways, lines),
                }))(board),
        },
        tlb: { ...base.tlb, ...tlb, ways: Math.min(tlb.ways, tlb.entries) },
        monitor: shape,
      }),
    ),
  );
}

const oneByOne = (words: Uint32Array, list: readonly Structure[], granuleBits: number, warms: boolean): Counts[] =>
  list.map((structure) => {
    const machine = new Machine(structure, granuleBits, { cpus: CPUS, warms });
    machine.run(words);
    return machine.finish();
  });

describe('one machine for many structures', () => {
  test.each([
    ['on nodes: TLBs', true],
    ['not coherent: board caches too', false],
  ])('counts what each would count alone, bit for bit (%s)', (_, coherent) => {
    fc.assert(
      fc.property(
        steps({ cpus: [...Array(CPUS).keys()], binds: true, maxLength: 120 }),
        structures({ moves: false }),
        tlbs,
        boards,
        monitor,
        fc.constantFrom(0, 0, 20),
        (list, base, tlbShapes, boardShapes, shape, warmup) => {
          const variants = variantsOf(base, tlbShapes, boardShapes, shape, coherent);
          expect(new Set(variants.map(reuseKey)).size).toBe(1);
          const granuleBits = granuleBitsFor(...variants);
          const batch = batchOf(list, granuleBits, (encoder, n) => {
            if (n % 5 === 4) event(encoder, Math.floor(n / 5));
          });
          const words = warmed(batch, warmup, granuleBits);
          const warms = warmup > 0;
          const machine = new Machine(variants[0], granuleBits, { cpus: CPUS, warms, variants });
          machine.run(words);
          expect(machine.finishAll()).toEqual(oneByOne(words, variants, granuleBits, warms));
        },
      ),
      { numRuns: draws(80) },
    );
  });

  test.each(['raytrace8', 'make'])('counts the same on %s, with the guest kernel inserted', async (name) => {
    const sizes = [16, 64, 256];
    const list = ['irix', 'flash'].flatMap((name) =>
      sizes.map((entries) => loadStructure(name, [`tlb.entries=${entries}`])),
    );
    const trace = await openTrace(name);
    const groups = [list.slice(0, 3), list.slice(3)];
    expect((await replayGroups(trace, groups)).flat()).toEqual(await replayAll(trace, list));
  });
});

describe('which structures one machine replays at once', () => {
  const changed = (name: string, ...changes: string[]) => reuseKey(loadStructure(name, changes));

  test('TLBs of all sizes, unless there is a monitor or a cache draws random numbers', () => {
    expect(changed('irix', 'tlb.entries=32', 'tlb.replacement=lru')).toBe(changed('irix'));
    expect(changed('disco', 'tlb.entries=32')).not.toBe(changed('disco'));
    const random = 'cache.l1d.replacement=random';
    expect(changed('irix', random, 'tlb.entries=32')).not.toBe(changed('irix', random));
    expect(changed('irix', 'tlb.pagesPerEntry=1')).not.toBe(changed('irix'));
    expect(tlbCoupling(loadStructure('disco'))).toContain('monitor');
  });

  test('board caches, unless they are inclusive, coherent or draw random numbers', () => {
    const size = 'cache.l2.sizeBytes=65536';
    expect(changed('dinero', size)).toBe(changed('dinero'));
    expect(changed('flash', size)).not.toBe(changed('flash'));
    expect(changed('irix', size)).not.toBe(changed('irix'));
    expect(changed('dinero', 'cache.l2.replacement=random')).not.toBe(changed('dinero'));
    expect(changed('dinero', 'cache.l2.index=physical', 'cache.l2.tag=physical')).not.toBe(changed('dinero'));
    expect(boardCoupling(loadStructure('flash'))).toContain('inclusive');
    expect(boardCoupling(loadStructure('irix'))).toContain('coherent');
  });

  test('nothing else: first level, seed, monitor, guest, nodes', () => {
    for (const change of ['cache.l1i.ways=1', 'seed=2', 'pageBytes=8192', 'guest=none', 'numa.placement=roundRobin'])
      expect(changed('irix', change)).not.toBe(changed('irix'));
  });

  test('more than eight TLBs are refused', () => {
    const list = Array.from({ length: 9 }, (_, n) => loadStructure('flash', [`tlb.entries=${2 ** n}`]));
    expect(() => new Machine(list[0], 4, { variants: list })).toThrow('9 TLBs at once; expected at most 8');
  });
});
