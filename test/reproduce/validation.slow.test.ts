import { expect, test } from 'vitest';
import { CHANGES, folds, predictions, whatIf, whatIfs } from '../../.ci/validation.ts';
import { type Comparison, leaveOneOut, reproduce } from '../../src/reproduce/index.ts';

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

// Those of Figure 8 replay for four minutes: `node .ci/validation.ts folds` makes them anew.
test('and the folds of Figure 5', { timeout: 900_000 }, async () => {
  const again = await leaveOneOut(['fig5']);
  const before = folds().filter(({ exhibit }) => exhibit === 'fig5');
  expect(again.map(({ constant, verdict }) => [constant.name, constant.heldAt, verdict])).toEqual(
    before.map(({ constant, verdict }) => [constant.name, constant.heldAt, verdict]),
  );
  again.forEach(({ constant, fitted, predictions }, n) => {
    const was = before[n];
    expect(constant.value).toBeCloseTo(was.constant.value, 5);
    [fitted, ...predictions].forEach((row, m) => {
      const { predicted, ...rest } = [was.fitted, ...was.predictions][m];
      expect(row).toMatchObject({ ...rest, difference: expect.closeTo(rest.difference, 5) });
      expect(row.predicted).toBeCloseTo(predicted, 5);
    });
  });
});
