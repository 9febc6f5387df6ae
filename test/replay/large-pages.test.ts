import { expect, test } from 'vitest';
import { totalsOf } from '../../src/replay/counts/counts.ts';
import { Machine } from '../../src/replay/machine/machine.ts';
import { loadStructure } from '../../src/replay/structure/presets.ts';
import { TraceEncoder } from '../../src/trace/words/encoder/encoder.ts';
import { Kind } from '../../src/trace/words/layout.ts';
import { Marker } from '../../src/trace/words/markers.ts';
import { Mode } from '../../src/trace/words/vocabulary.ts';

test('large pages of the kernel that leave the TLB are found in the second-level TLB', () => {
  const structure = loadStructure('disco', [
    'guest=none', 'tlb.replacement=lru', 'tlb.entries=4', 'monitor.kernelPageBytes=65536',
  ]); // biome-ignore format: a list
  const encoder = new TraceEncoder({ architecture: 'mips32' });
  encoder.event(Marker.mode, Mode.kernel);
  // 8 pairs of 64 KB in a circle, 10 rounds, through a TLB of 4 entries.
  for (let i = 0; i < 80; i++) encoder.reference(Kind.load, 0, 0x80100000 + (i % 8) * 2 ** 17, 4, 0);
  const machine = new Machine(structure, 4);
  machine.run(encoder.finish().words);
  const { secondLevelHit, tlbMiss } = totalsOf(machine.finish());
  expect(tlbMiss).toBeGreaterThanOrEqual(80);
  expect(secondLevelHit).toBeGreaterThanOrEqual(72);
});
