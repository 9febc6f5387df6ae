import { expect, test } from 'vitest';
import { TraceEncoder } from '../../../src/trace/words/encoder/encoder.ts';
import { Kind, type ReferenceKind } from '../../../src/trace/words/layout.ts';
import { addTotals, noTotals } from '../../../src/trace/words/totals.ts';

const EDGE = 1 << 18;

test.each([
  ['one word', 4],
  ['spelled out', 4096],
])('an access across a region never seen before counts once, its second part %s', (_, bytes) => {
  const encoder = new TraceEncoder();
  const kinds: ReferenceKind[] = [Kind.load, Kind.store, Kind.load];
  // Regions beyond the edge are numbered 1, 3, 5: their low bits name another kind than the access's.
  kinds.forEach((kind, i) => {
    encoder.reference(kind, 0, (4 * i + 1) * EDGE - 2, bytes, 0);
  });
  const totals = noTotals();
  addTotals(totals, encoder.finish().words);
  expect(totals).toMatchObject({ references: 3, fetches: 0, loads: 2, stores: 1 });
  expect(encoder.totals).toMatchObject({ references: 3, fetches: 0, loads: 2, stores: 1 });
});
