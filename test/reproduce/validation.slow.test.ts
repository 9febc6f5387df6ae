import { expect, test } from 'vitest';
import { CHANGES, predictions, whatIf, whatIfs } from '../../.ci/validation.ts';
import { type Comparison, reproduce } from '../../src/reproduce/index.ts';

const rounded = (rows: readonly Comparison[]) =>
  rows.map((row) => ({ ...row, predicted: Number.isNaN(row.predicted) ? null : Number(row.predicted.toPrecision(9)) }));

test('reports/reproduction/ holds what disco reproduce predicts', { timeout: 900_000 }, async () => {
  expect(rounded(await reproduce())).toEqual(rounded(predictions()));
});

test('and what hangs on a change', { timeout: 600_000 }, async () => {
  const n = CHANGES.findIndex(([, set]) => set === 'guest=irix-5.3-hal');
  const again = await whatIf(CHANGES[n]);
  for (const [name, value] of Object.entries(whatIfs()[n].values)) expect(again.values[name]).toBeCloseTo(value, 6);
});
