import { expect, test } from 'vitest';
import { predictions } from '../../.ci/fresh.ts';
import { freshPredictions } from '../../src/reproduce/fresh/index.ts';
import type { Prediction } from '../../src/reproduce/fresh/prediction.ts';

const rounded = (rows: readonly Prediction[]) =>
  rows.map((row) => ({ ...row, predicted: Number(row.predicted.toPrecision(9)) }));

test('reports/reproduction/ holds what disco reproduce predicts of other papers', { timeout: 900_000 }, async () => {
  expect(rounded(await freshPredictions())).toEqual(rounded(predictions()));
});
