import { expect, test } from 'vitest';
import { totalsOf } from '../../src/replay/counts/counts.ts';
import { replay } from '../../src/replay/replay.ts';
import { loadStructure } from '../../src/replay/structure/presets.ts';
import { TraceEncoder } from '../../src/trace/words/encoder/encoder.ts';
import { Kind } from '../../src/trace/words/layout.ts';
import { Marker } from '../../src/trace/words/markers.ts';
import { Mode } from '../../src/trace/words/vocabulary.ts';
import { header, inMemory } from '../trace/words/steps.ts';

const ROUNDS = 10;

/** A kernel that loads by turns from two places of kseg0, on Disco with a TLB of one entry. */
async function countsOf(distance: number, ...settings: string[]) {
  const encoder = new TraceEncoder({ architecture: 'mips32' });
  encoder.event(Marker.mode, Mode.kernel);
  for (let i = 0; i < ROUNDS; i++)
    for (const at of [0, distance]) encoder.reference(Kind.load, 0, 0x8200_0000 + at, 4, 0);
  const structure = loadStructure('disco', ['tlb.entries=1', 'monitor.footprint=false', ...settings]);
  return totalsOf(await replay(inMemory(header('mips32', 4), [encoder.finish()]), structure));
}

test.each([
  ['4 KB', 0x2000, []],
  ['64 KB', 0x2_0000, ['monitor.kernelPageBytes=65536']],
  ['1 MB', 0x20_0000, ['monitor.kernelPageBytes=1048576']],
  ['16 MB', 0x200_0000, ['monitor.kernelPageBytes=16777216']],
])('the second-level TLB remembers entries of %s pages', async (_, reach, settings) => {
  // The guest's handler has a page of its own, which takes the only entry in turn.
  const apart = await countsOf(reach, ...settings);
  expect(apart.secondLevelMiss).toBe(3);
  expect(apart.secondLevelHit).toBe(apart.tlbMiss - 3);
  expect(apart.secondLevelHit).toBeGreaterThanOrEqual(2 * ROUNDS - 3);
  const together = await countsOf(reach - 4, ...settings);
  expect(together.tlbMiss).toBeLessThan(4);
});
