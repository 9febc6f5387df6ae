import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Counts, totalsOf } from '../../src/replay/counts/counts.ts';
import { Machine } from '../../src/replay/machine/machine.ts';
import { loadStructure } from '../../src/replay/structure/presets.ts';
import type { Structure } from '../../src/replay/structure/structure.ts';
import { TraceEncoder } from '../../src/trace/words/encoder/encoder.ts';
import type { RegionLayout } from '../../src/trace/words/encoder/region-numbers.ts';
import { GRANULE_BITS, Kind, type ReferenceKind } from '../../src/trace/words/layout.ts';
import { Marker } from '../../src/trace/words/markers.ts';
import { Mode } from '../../src/trace/words/vocabulary.ts';
import { draws } from '../pace.ts';

const WHOLE: RegionLayout = { regions: 900, inOnePiece: 900 };

/** Accesses of two programs and the kernel, mapped and unmapped, near each other and far apart; none over the edge of a part. */
interface Access {
  kind: ReferenceKind;
  task: string;
  cpu: number;
  base: number;
  part: number;
  line: number;
}
const access: fc.Arbitrary<Access> = fc.record({
  kind: fc.constantFrom(Kind.fetch, Kind.load, Kind.store),
  task: fc.constantFrom('1', '2'),
  cpu: fc.nat(1),
  base: fc.constantFrom(0x400000, 0x10000000, 0x7fff0000, 0x80200000, 0xc0000000),
  part: fc.oneof(fc.nat(20), fc.nat(400)),
  line: fc.nat(2047),
});

function countsOf(structure: Structure, accesses: readonly Access[], layout: RegionLayout): Counts {
  const encoder = new TraceEncoder({ architecture: 'mips32', layout });
  for (const { kind, task, cpu, base, part, line } of accesses) {
    encoder.cpu(cpu);
    encoder.task(task);
    encoder.event(Marker.mode, base >= 0x80000000 ? Mode.kernel : Mode.user);
    const low = (base + part * 32768 + line * 16) >>> 0;
    for (let n = 0; n < 3; n++) encoder.reference(kind, 0, low, 4, kind === Kind.fetch ? 1 : 0);
    if (line === 7) encoder.event(Marker.freePage, encoder.page(0, low));
  }
  const machine = new Machine(structure, GRANULE_BITS, { cpus: 2 });
  machine.run(encoder.finish().words);
  return machine.finish();
}

describe('memory in single parts of regions is counted as in regions of one piece', () => {
  test.each([
    ['the machine of the paper', 'flash', []],
    ['a TLB that replaces the least recently used, in sets', 'flash', ['tlb.replacement=lru', 'tlb.ways=2', 'tlb.entries=16']],
    ['first-level ways longer than a part', 'flash', ['cache.l1d.sizeBytes=262144', 'cache.l1i.sizeBytes=262144', 'cache.l2.sizeBytes=4194304']],
    ['pages of 16 KB in pairs', 'flash', ['pageBytes=16384']],
    // One set, as the second level's are chosen by dense number.
    ['the monitor', 'disco', ['monitor.secondLevelTlb.ways=16', 'monitor.secondLevelTlb.entries=16']],
    ['larger pages for the kernel', 'disco', ['monitor.secondLevelTlb.ways=16', 'monitor.secondLevelTlb.entries=16', 'monitor.kernelPageBytes=65536']],
  ])('%s', (_, preset, settings) => {
    const structure = loadStructure(preset, settings);
    fc.assert(
      fc.property(fc.array(access, { minLength: 20, maxLength: 300 }), fc.nat(4), (accesses, inOnePiece) => {
        const single = countsOf(structure, accesses, { regions: 900, inOnePiece });
        expect(totalsOf(single)).toEqual(totalsOf(countsOf(structure, accesses, WHOLE)));
      }),
      { numRuns: draws(40) },
    );
  }); // biome-ignore format: settings

  test('a page longer than a part is refused in a sentence', () => {
    const far = { kind: Kind.load, task: '1', cpu: 0, base: 0x400000, part: 3, line: 1 };
    const layout = { regions: 900, inOnePiece: 0 };
    expect(() => countsOf(loadStructure('flash', ['pageBytes=32768']), [far], layout)).toThrow(
      "the trace's addresses lie so far apart that it has them in parts of 32 KB, and this machine has pages, TLB entries or lines of 64 KB; choose at most 32 KB, or record less",
    );
  });
});
