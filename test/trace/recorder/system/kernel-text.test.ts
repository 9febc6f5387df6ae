import { expect, test } from 'vitest';
import { kernelTextOf, tellKernelText } from '../../../../src/trace/recorder/system/kernel-text.ts';
import { TraceEncoder } from '../../../../src/trace/words/encoder/encoder.ts';
import { Kind, REGION_BYTES } from '../../../../src/trace/words/layout.ts';
import { Marker, markerType } from '../../../../src/trace/words/markers.ts';
import { RegionFlag } from '../../../../src/trace/words/vocabulary.ts';
import { endOfMarker, nextMarker, regionAt } from '../../../../src/trace/words/walk.ts';

const KERNEL = RegionFlag.kernel | RegionFlag.unmapped;
const TEXT = KERNEL | RegionFlag.kernelText;

/** Flags of the regions at these addresses, of a kernel whose code is in [from, to). */
function flagsAt(from: number, to: number, addresses: readonly number[]): number[] {
  const encoder = new TraceEncoder({ architecture: 'mips32' });
  tellKernelText(encoder, { from, to });
  for (const address of addresses) encoder.reference(Kind.fetch, 0, address, 4, 1);
  const { words } = encoder.finish();
  const flags: number[] = [];
  for (let i = nextMarker(words, 0); i < words.length; i = nextMarker(words, endOfMarker(words, i)))
    if (markerType(words[i]) === Marker.region) flags.push(regionAt(words, i).flags);
  return flags;
}

test('the ends of the code are the symbols _stext and _etext', () => {
  expect(kernelTextOf('80100400 T _stext\n80100500 t local\n80b24030 T _etext\n')).toEqual({
    from: 0x8010_0400,
    to: 0x80b2_4030,
  });
  expect(kernelTextOf('ffffffff80100400 T _stext\nffffffff80b24030 T _etext\n')?.from).toBe(0x8010_0400);
});

test('without both, or with no code between, nothing is told', () => {
  expect(kernelTextOf('')).toBeUndefined();
  expect(kernelTextOf('80100400 T _stext\n')).toBeUndefined();
  expect(kernelTextOf('80100400 T _stext\n80100400 T _etext\n')).toBeUndefined();
});

test('a region is text if all of its pages have code, up to its last byte', () => {
  const at = [0x800c_0000, 0x8010_0000, 0x8014_0000, 0x8018_0000];
  const [second, fourth] = [at[1], at[3]];
  expect(flagsAt(second, fourth, at)).toEqual([KERNEL, TEXT, TEXT, KERNEL]);
  expect(flagsAt(second, fourth - 1, at)).toEqual([KERNEL, TEXT, KERNEL, KERNEL]);
  expect(flagsAt(second, fourth + REGION_BYTES - 1, at)).toEqual([KERNEL, TEXT, TEXT, KERNEL]);
  expect(flagsAt(second, fourth + REGION_BYTES, at)).toEqual([KERNEL, TEXT, TEXT, TEXT]);
});

test('code that begins in the first page of a region makes it text, in its second not', () => {
  const at = [0x8010_0000, 0x8014_0000];
  expect(flagsAt(0x8010_0fff, 0x8018_0000, at)).toEqual([TEXT, TEXT]);
  expect(flagsAt(0x8010_1000, 0x8018_0000, at)).toEqual([KERNEL, TEXT]);
});
