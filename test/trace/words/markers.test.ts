import { expect, test } from 'vitest';
import {
  isRecorded, MARKER_NAMES, MARKERS, Marker, type MarkerSpec, marker, markerLength, markerOperand, markerType, pageOffsets,
} from '../../../src/trace/words/markers.ts'; // biome-ignore format: one line
import {
  At, endOfMarker, lastGranule, markerWords, nextMarker, pagesAt, renamePages, tallyAt, wideAt, wideWords,
} from '../../../src/trace/words/walk.ts'; // biome-ignore format: one line

const specs = Object.entries(MARKERS) as [keyof typeof MARKERS, MarkerSpec][];

test('every marker has a code of its own that fits a word, and files that exist keep theirs', () => {
  const codes = specs.map(([, { code }]) => code);
  expect(new Set(codes).size).toBe(codes.length);
  expect(Math.min(...codes)).toBe(0);
  expect(Math.max(...codes)).toBeLessThan(64);
  expect(MARKER_NAMES.slice(0, 29).join(' ')).toBe(
    'cpu tally region wide continued mode run task serviceEnter serviceLeave privileged trap syscall sysret idle window frame zeroPage freePage lockAcquire lockRelease diskRead diskWrite networkSend remap sync note virtualCpu fileBlock',
  );
  const kind: 28 = Marker.fileBlock; // a literal type
  expect(kind).toBe(28);
});

test('a marker is as long as its table says, a note as its operand says', () => {
  for (const [, { code, a, operands = [] }] of specs)
    expect(markerLength(marker(code as Marker, 3))).toBe(a?.[1] === 'words' ? 4 : 1 + operands.length);
});

test('a trace has all markers but the scheduler’s', () => {
  const codes = Array.from({ length: 64 }, (_, code) => code).filter(isRecorded);
  expect(codes).toEqual([...Array(27).keys(), 28, 29, 31, 32]);
});

test('pages are named by an operand of that kind, and renamed there', () => {
  expect(specs.filter(([, { code }]) => pageOffsets(code as Marker).length > 0).map(([name]) => name)).toEqual([
    'frame', 'zeroPage', 'freePage', 'diskRead', 'diskWrite', 'networkSend', 'remap', 'fileBlock', 'diskReadSegment', 'diskWriteSegment',
  ]); // biome-ignore format: a list
  const words = Uint32Array.from([
    1, ...markerWords('remap', 7, { target: 9 }), ...markerWords('diskRead', 3, { disk: 3, first: 4, sectors: 5 }),
  ]); // biome-ignore format: short
  const first = nextMarker(words, 0);
  expect(pagesAt(words, first)).toEqual([7, 9]);
  renamePages(words, first, (page) => page + 100);
  expect(pagesAt(words, first)).toEqual([107, 109]);
  const second = endOfMarker(words, first);
  renamePages(words, second, (page) => page + 100);
  expect([...words.subarray(second)]).toEqual([marker(Marker.diskRead, 103), 3, 4, 5]);
  expect(words[second + At.diskRead.first]).toBe(4);
});

test('words of a marker give back the operands they were made of', () => {
  const tally = { instructions: 1, fetches: 2, loads: 3, stores: 4, unmapped: 5 };
  expect(tallyAt(Uint32Array.from(markerWords('tally', 0, tally)), 0)).toEqual(tally);
  const wide = { kind: 3, granule: 2 ** 28 - 1, bytes: 65536, low: 15, instructions: 5000 } as const;
  const words = Uint32Array.from(wideWords(wide));
  expect([markerType(words[0]), markerOperand(words[0])]).toEqual([Marker.wide, 3]);
  expect(wideAt(words, 0)).toEqual(wide);
  expect(lastGranule({ ...wide, granule: 10, bytes: 16, low: 0 }, 4)).toBe(10);
  expect(lastGranule({ ...wide, granule: 10, bytes: 16, low: 1 }, 4)).toBe(11);
  expect(lastGranule({ ...wide, granule: 10, bytes: 3, low: 15 }, 0)).toBe(12);
});

test('a marker whose operands are cut off ends no batch', () => {
  expect(() => endOfMarker(Uint32Array.of(marker(Marker.region), 1), 0)).toThrow(
    'the operands of its last marker are cut off',
  );
});
